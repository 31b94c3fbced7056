import { type Write } from "./history";

/** Length of a step of the timeline. */
export const STEP_MS = 100;
/** Shorter ones are what any busy machine has. */
export const VISIBLE_MS = 1000;

/** Something that was done to the cluster, and when it was undone. ms since the epoch; equal for what has no length. */
export interface Disturbance {
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A time without an acknowledged write. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How writes went over time. */
export interface Timeline {
  readonly startMs: number;
  /** Acknowledged writes of each step, by partition. */
  readonly steps: readonly (readonly number[])[];
  /** Longest gap of each partition. */
  readonly gaps: readonly Gap[];
  /** All gaps of each partition that are long enough to be seen. */
  readonly visible: readonly (readonly Gap[])[];
  /** Longest gap of all partitions together. */
  readonly overall: Gap;
  readonly disturbances: readonly Disturbance[];
}

/** Length of a gap. */
export function lengthMs({ fromMs, toMs }: Gap): number {
  return toMs - fromMs;
}

/** The longest gap of any partition: what the owner of one key sees. */
export function longestGap({ gaps }: Timeline): Gap {
  return longestOf(gaps);
}

/**
 * The longest gap of any partition in a part of the time.
 *
 * @param writes - All writes; of the part there is at least one for each partition.
 * @param partitions - How many there are.
 * @param part - From its begin to its end.
 */
export function longestGapIn(writes: readonly Write[], partitions: number, { fromMs, toMs }: Gap): Gap {
  const some = writes.filter(({ completedMs }) => completedMs >= fromMs && completedMs <= toMs);
  return longestGap(timeline(some, partitions, []));
}

/**
 * Arranges writes by the time of their acknowledgement.
 *
 * @param writes - At least one; those that were not acknowledged are not counted.
 * @param partitions - How many there are.
 * @param disturbances - What was done meanwhile.
 */
export function timeline(
  writes: readonly Write[],
  partitions: number,
  disturbances: readonly Disturbance[],
): Timeline {
  // A write that is never acknowledged is a gap up to the end.
  const [startMs, endMs] = range(writes);
  const steps = Array.from({ length: partitions }, () =>
    Array<number>(Math.floor((endMs - startMs) / STEP_MS) + 1).fill(0),
  );
  const times: number[][] = Array.from({ length: partitions }, () => []);
  for (const { completedMs, outcome, partition } of writes) {
    if (outcome.kind !== "acknowledged") continue;
    const index = Math.min(Math.floor((completedMs - startMs) / STEP_MS), steps[partition]!.length - 1);
    steps[partition]![index]! += 1;
    times[partition]!.push(completedMs);
  }
  const gaps = times.map((some) => gapsOf(some, startMs, endMs));
  return {
    startMs,
    steps,
    gaps: gaps.map(longestOf),
    visible: gaps.map((all) => all.filter((gap) => lengthMs(gap) >= VISIBLE_MS)),
    overall: longestOf(gapsOf(times.flat(), startMs, endMs)),
    disturbances,
  };
}

/** From the first write to the end: the last acknowledgement, or the last time that one was sent. */
function range(writes: readonly Write[]): [number, number] {
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, 0];
  for (const { completedMs, invokedMs, outcome } of writes) {
    startMs = Math.min(startMs, invokedMs);
    endMs = Math.max(endMs, invokedMs, outcome.kind === "acknowledged" ? completedMs : 0);
  }
  return [startMs, endMs];
}

/** The times between each write and the next, and between the last and the end. */
function gapsOf(times: number[], startMs: number, endMs: number): Gap[] {
  const sorted = times.sort((a, b) => a - b);
  // The connection of a client that has just started is no gap.
  let fromMs = sorted[0] ?? startMs;
  return [...sorted.slice(1), endMs].map((toMs) => {
    const gap = { fromMs, toMs };
    fromMs = toMs;
    return gap;
  });
}

function longestOf(gaps: readonly Gap[]): Gap {
  return gaps.reduce((longest, gap) => (lengthMs(gap) > lengthMs(longest) ? gap : longest));
}
