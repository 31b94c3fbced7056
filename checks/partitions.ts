import { type Check, CheckFailure } from "./check";
import { OWN_PREFIX } from "./run-topic";
import { type ObservedPartition, type ObservedTopic } from "./report";
import { until } from "./until";

const SHOWN = 5;

/** Every partition of every topic, declared or not, has a leader, and all of its replicas are in sync. */
export const partitions: Check = {
  name: "partitions",
  title: "every partition of every topic has a leader, and all of its replicas are in sync",
  timeoutSeconds: 30,
  needs: ["brokers"],
  quick: true,
  async run({ client, manifest, observed, signal }) {
    const topics = await until(signal, async () => {
      const cluster = await client.metadata();
      // Those of checks that run at the same time come and go.
      const found = cluster.topics.filter(({ name }) => !name.startsWith(OWN_PREFIX));
      observed.topology = { ...observed.topology, topics: found };
      compare(found, new Map(manifest.brokers.map(({ container, id }) => [id, container])));
      return found;
    });
    const count = topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
    return topics.length === 0 ? "there are no topics" : `${count} partitions of ${topics.length} topics`;
  },
};

interface Faulty extends ObservedPartition {
  readonly name: string;
}

function compare(topics: readonly ObservedTopic[], containers: ReadonlyMap<number, string>): void {
  const all = topics.flatMap((topic) =>
    topic.partitions.map((one) => ({ ...one, name: `${topic.name}-${one.partition}` })),
  );
  const leaderless = all.filter(({ leader }) => leader === null);
  const behind = all.filter(({ inSync, replicas }) => replicas.some((id) => !inSync.includes(id)));
  const faulty = leaderless.length > 0 ? leaderless : behind;
  if (faulty.length === 0) return;
  const missing = [
    ...new Set(faulty.flatMap(({ inSync, replicas }) => replicas.filter((id) => !inSync.includes(id)))),
  ].sort((a, b) => a - b);
  const holders = leaderless.length > 0 ? lastInSync(leaderless) : missing;
  throw new CheckFailure({
    expected: "a leader and all replicas in sync for every partition",
    actual: [...faulty.slice(0, SHOWN).map(describe), ...more(faulty.length - SHOWN)].join("; "),
    cause:
      leaderless.length > 0
        ? `no broker that has all records of ${counted(leaderless.length)} is in the cluster: broker ${holders.join(", ")} was the last in sync`
        : `broker ${missing.join(", ")} does not have all records of ${counted(behind.length)}`,
    remedy:
      leaderless.length > 0
        ? `bring broker ${holders.join(", ")} back with its data; a topic whose data are given up must be deleted and made again`
        : `see why broker ${missing.join(", ")} does not replicate: its log, its disk, its network`,
    containers: holders.flatMap((id) => containers.get(id) ?? []),
  });
}

/** Kafka keeps the last in-sync set of a partition that has lost its leader. */
function lastInSync(leaderless: readonly Faulty[]): number[] {
  const ids = leaderless.flatMap(({ inSync, replicas }) => (inSync.length > 0 ? inSync : replicas));
  return [...new Set(ids)].sort((a, b) => a - b);
}

function describe({ inSync, leader, name, replicas }: Faulty): string {
  const led = leader === null ? "has no leader" : `led by ${leader}`;
  return `${name} ${led}, replicas ${replicas.join(", ")}, in sync ${inSync.join(", ") || "none"}`;
}

function more(count: number): string[] {
  return count > 0 ? [`and ${count} more`] : [];
}

function counted(count: number): string {
  return `${count} partition${count === 1 ? "" : "s"}`;
}
