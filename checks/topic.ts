import { type Check, CheckFailure } from "./check";
import { type ObservedPartition } from "./report";
import { type RunTopic } from "./run-topic";
import { until } from "./until";

/** A topic can be created with one partition led by each broker, and all of its replicas come in sync. */
export const topic: Check = {
  name: "topic",
  title: "a topic can be created, one partition led by each broker, and all of its replicas come in sync",
  timeoutSeconds: 30,
  needs: ["brokers", "containers", "zookeeper", "partitions"],
  quick: true,
  async run({ manifest, own, signal }) {
    await own.create(signal);
    const containers = new Map(manifest.brokers.map(({ container, id }) => [id, container]));
    await until(signal, async () => compare(await own.partitions(), own.assignment, containers));
    const { length } = own.assignment[0]!.replicas;
    return `${own.assignment.length} partitions, one led by each broker, ${length} replicas each in sync`;
  },
};

interface State {
  readonly leader: number | null;
  readonly inSync: readonly number[];
}

function compare(
  found: readonly ObservedPartition[],
  assignment: RunTopic["assignment"],
  containers: ReadonlyMap<number, string>,
): void {
  const differences = assignment.flatMap(({ partition, replicas }) => {
    const expected: State = { leader: replicas[0]!, inSync: replicas };
    const { inSync = [], leader = null } = found.find((one) => one.partition === partition) ?? {};
    const same = leader === expected.leader && list(inSync) === list(replicas);
    return same ? [] : [{ partition, expected, actual: { leader, inSync } satisfies State }];
  });
  if (differences.length === 0) return;
  const absent = missing(differences);
  throw new CheckFailure({
    expected: differences.map(({ expected, partition }) => describe(partition, expected)).join("; "),
    actual: differences.map(({ actual, partition }) => describe(partition, actual)).join("; "),
    remedy:
      absent.length > 0
        ? `see why broker ${list(absent)} does not replicate: its container, its disk, its network`
        : "the preferred leaders do not lead: kafka-leader-election.sh --election-type preferred",
    containers: absent.flatMap((id) => containers.get(id) ?? []),
  });
}

function describe(partition: number, { inSync, leader }: State): string {
  return `partition ${partition} led by ${leader ?? "none"}, in sync ${list(inSync) || "none"}`;
}

function missing(differences: ReadonlyArray<{ expected: State; actual: State }>): number[] {
  const all = differences.flatMap(({ actual, expected }) =>
    expected.inSync.filter((id) => !actual.inSync.includes(id)),
  );
  return [...new Set(all)];
}

function list(ids: readonly number[]): string {
  return [...ids].sort((a, b) => a - b).join(", ");
}
