import { medianOf } from "../operations/bench-report";
import { told } from "../operations/size-figure";
import { markdownTable } from "../test/support/markdown-table";
import { type Judged, type Measured } from "./figures";

/** What a run has found. */
export interface BenchResult {
  readonly version: 1;
  /** Where figures were taken. */
  readonly machine: Readonly<Record<string, string | number>>;
  readonly runs: number;
  /** Of the subjects. */
  readonly titles: Readonly<Record<string, string>>;
  readonly measured: readonly Measured[];
  readonly targets: readonly Judged[];
}

/** Medians, with the least and the most, and how many times the first of its line each is. */
export function table({ machine, measured, runs, targets, titles }: BenchResult): string {
  const lines = measured.flatMap(({ figures, unit, what }) => {
    const entries = Object.entries(figures);
    const first = medianOf(entries[0]![1]);
    return entries.map(([subject, values], index) => [
      index === 0 ? `${what}, ${unit}` : "",
      titles[subject] ?? subject,
      told(medianOf(values)),
      `${told(Math.min(...values))} to ${told(Math.max(...values))}`,
      told(medianOf(values) / first),
    ]);
  });
  const promised = targets.map(({ atMost, holds, measured: value, of, to, what }) => [
    what,
    to === undefined ? (titles[of] ?? of) : `${titles[of] ?? of}, against ${titles[to] ?? to}`,
    told(atMost),
    told(value),
    holds ? "holds" : "missed",
  ]);
  const where = Object.entries(machine).map(([key, value]) => `${key} ${value}`);
  return [
    `${where.join(", ")}; medians of ${runs} runs in turn.`,
    "",
    markdownTable(["what", "of", "median", "range", "ratio"], lines),
    ...(promised.length === 0
      ? []
      : ["", markdownTable(["target", "of", "at most", "measured", ""], promised)]),
    "",
  ].join("\n");
}
