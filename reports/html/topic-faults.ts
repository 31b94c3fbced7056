import { type ObservedPartition, type ObservedTopic } from "../../checks/report";

/**
 * What is wrong with a partition.
 *
 * @param partition - As it was found.
 * @returns Whether it has no leader, and the replicas that are not in sync.
 */
export function faultsOf({ inSync, leader, replicas }: ObservedPartition): PartitionFaults {
  return { leaderless: leader === null, behind: replicas.filter((id) => !inSync.includes(id)) };
}

/** What is wrong with a partition. */
export interface PartitionFaults {
  readonly leaderless: boolean;
  /** Ids of brokers whose replicas are not in sync. */
  readonly behind: readonly number[];
}

/**
 * Whether anything is wrong with a partition.
 *
 * @param partition - As it was found.
 * @returns Whether it has no leader, or a replica that is not in sync.
 */
export function isFaulty(partition: ObservedPartition): boolean {
  const { behind, leaderless } = faultsOf(partition);
  return leaderless || behind.length > 0;
}

/**
 * Counts partitions.
 *
 * @param topics - As they were found.
 * @returns How many there are, without a leader, with a replica that is not in sync, and led by the preferred broker.
 */
export function partitionTotals(topics: readonly ObservedTopic[]): PartitionTotals {
  const partitions = topics.flatMap((topic) => topic.partitions);
  const faults = partitions.map(faultsOf);
  return {
    all: partitions.length,
    leaderless: faults.filter(({ leaderless }) => leaderless).length,
    behind: faults.filter(({ behind }) => behind.length > 0).length,
    preferred: partitions.filter(({ leader, replicas }) => leader === replicas[0]).length,
  };
}

/** Numbers of partitions. */
export interface PartitionTotals {
  readonly all: number;
  readonly leaderless: number;
  readonly behind: number;
  readonly preferred: number;
}

/**
 * Tells the faults of a topic in words, partitions with the same fault together.
 *
 * @param partitions - As they were found.
 * @returns Such as `partitions 0-2, 7: no leader, last in sync on broker 2`.
 */
export function toldFaults(partitions: readonly ObservedPartition[]): string[] {
  const numbers = new Map<string, number[]>();
  for (const one of partitions.filter(isFaulty)) {
    const words = tell(one);
    numbers.set(words, [...(numbers.get(words) ?? []), one.partition]);
  }
  return [...numbers].map(
    ([words, all]) => `partition${all.length === 1 ? "" : "s"} ${ranges(all)}: ${words}`,
  );
}

function tell(partition: ObservedPartition): string {
  const { behind, leaderless } = faultsOf(partition);
  if (!leaderless) return `not in sync on ${brokers(behind)}`;
  const { inSync } = partition;
  return `no leader, ${inSync.length === 0 ? "none in sync" : `last in sync on ${brokers(inSync)}`}`;
}

function brokers(ids: readonly number[]): string {
  return `broker${ids.length === 1 ? "" : "s"} ${[...ids].sort((a, b) => a - b).join(", ")}`;
}

function ranges(numbers: readonly number[]): string {
  const found: Array<[from: number, to: number]> = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}
