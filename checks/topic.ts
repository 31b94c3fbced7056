import { type Admin } from "kafkajs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type Check, type CheckContext, CheckFailure } from "./check";
import { until } from "./until";

/** A topic can be created with one partition led by each broker, and all of its replicas come in sync. */
export const topic: Check = {
  name: "topic",
  timeoutSeconds: 30,
  async run(context) {
    await createTopic(context);
    const assignment = replicaAssignment(context.manifest);
    const { length } = assignment[0]!.replicas;
    return `${assignment.length} partitions, one led by each broker, ${length} replicas each in sync`;
  },
};

/**
 * Creates the run's topic, if it is not there yet, and waits until it is as it was asked for.
 *
 * @param context - What the check was given.
 * @throws CheckFailure - when a leader or a replica is not in its place in time.
 */
export async function createTopic({ client, manifest, signal, topic: name }: CheckContext): Promise<void> {
  const admin = await client.admin(signal);
  const assignment = replicaAssignment(manifest);
  // The library's wait for leaders ends too early, or fails on the leader of another topic; and it gives up when
  // the controller is just being elected. That the topic is there already is no error to it.
  const request = { waitForLeaders: false, timeout: 10_000 };
  const topics = [{ topic: name, replicaAssignment: [...assignment] }];
  await until(signal, () => admin.createTopics({ ...request, topics }));
  await until(signal, () => compare(admin, name, assignment));
}

interface Assignment {
  readonly partition: number;
  readonly replicas: number[];
}

/**
 * One partition per broker, which is its first replica and so its preferred leader; the others follow in a ring.
 *
 * @param manifest - The cluster.
 * @returns Replicas of each partition, by broker id.
 */
export function replicaAssignment(manifest: ClusterManifest): readonly Assignment[] {
  const ids = manifest.brokers.map(({ id }) => id);
  const replication = Number(manifest.defaults["default.replication.factor"]);
  return ids.map((_, partition) => ({
    partition,
    replicas: Array.from({ length: replication }, (__, offset) => ids[(partition + offset) % ids.length]!),
  }));
}

async function compare(admin: Admin, name: string, assignment: readonly Assignment[]): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const partitions = topics[0]?.partitions ?? [];
  const differences = assignment.flatMap(({ partition, replicas }) => {
    const expected = { leader: replicas[0]!, inSync: replicas };
    const found = partitions.find(({ partitionId }) => partitionId === partition);
    const actual = { leader: found?.leader ?? -1, inSync: found?.isr ?? [] };
    const same = actual.leader === expected.leader && list(actual.inSync) === list(expected.inSync);
    return same ? [] : [{ partition, expected, actual }];
  });
  if (differences.length === 0) return;
  throw new CheckFailure({
    expected: differences.map(({ expected, partition }) => describe(partition, expected)).join("; "),
    actual: differences.map(({ actual, partition }) => describe(partition, actual)).join("; "),
    remedy: remedy(missing(differences)),
  });
}

interface State {
  readonly leader: number;
  readonly inSync: readonly number[];
}

function describe(partition: number, { inSync, leader }: State): string {
  return `partition ${partition} led by ${leader === -1 ? "none" : leader}, in sync ${list(inSync) || "none"}`;
}

function missing(differences: ReadonlyArray<{ expected: State; actual: State }>): number[] {
  const all = differences.flatMap(({ actual, expected }) =>
    [expected.leader, ...expected.inSync].filter((id) => !actual.inSync.includes(id)),
  );
  return [...new Set(all)];
}

function remedy(absent: readonly number[]): string {
  return absent.length > 0
    ? `see why broker ${list(absent)} does not replicate: its container, its disk, its network`
    : "the preferred leaders do not lead: kafka-leader-election --election-type preferred";
}

function list(ids: readonly number[]): string {
  return [...ids].sort((a, b) => a - b).join(", ");
}
