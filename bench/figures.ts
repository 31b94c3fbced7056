import { medianOf } from "../operations/bench-report";

/** Figures of one thing that was measured. */
export interface Measured {
  /** For people. */
  readonly what: string;
  readonly unit: "s" | "MiB" | "MiB/s" | "ms" | "x";
  /** By subject, in the order in which they were taken. */
  readonly figures: Readonly<Record<string, readonly number[]>>;
}

/** A ratio of medians that must hold. */
export interface Target {
  readonly what: string;
  readonly of: string;
  /** Undefined: `of` itself is compared, not a ratio. */
  readonly to?: string;
  readonly atMost: number;
}

/** What was found for a target. */
export interface Judged extends Target {
  readonly measured: number;
  readonly holds: boolean;
}

/** Judges the targets of what was measured; of the rest nothing is said. */
export function judge(targets: readonly Target[], all: readonly Measured[]): Judged[] {
  return targets.flatMap((target) => {
    const figures = all.find(({ what }) => what === target.what)?.figures;
    const [of, to] = [figures?.[target.of], target.to === undefined ? [1] : figures?.[target.to]];
    if (of === undefined || to === undefined) return [];
    const measured = medianOf(of) / medianOf(to);
    return [{ ...target, measured, holds: measured <= target.atMost }];
  });
}
