import { type ClusterManifest, type ManifestTopic } from "../manifest/cluster-manifest";
import { type Check, CheckFailure } from "./check";
import { findTopics, type FoundTopic, THROTTLES } from "./observed-topics";
import { type ObservedTopic } from "./report";
import { sameValue } from "./same-value";
import { until } from "./until";

/** Every declared topic is there, with the declared partitions, replicas and settings, spread over the racks. */
export const topics: Check = {
  name: "topics",
  title: "every declared topic, with its partitions, replicas, settings, racks and leaders",
  timeoutSeconds: 30,
  needs: ["brokers"],
  quick: true,
  async run({ client, manifest, signal, warn }) {
    const declared = manifest.topics;
    if (declared.length === 0) return "none are declared";
    const names = new Set(declared.map(({ name }) => name));
    const found = await until(signal, async () => {
      const now = await findTopics(client, names, signal);
      compareTopics(manifest, now);
      return now;
    });
    const moved = strayedLeaders([...found.values()].map(({ topic }) => topic));
    if (moved !== undefined) warn(moved);
    const partitions = declared.reduce((sum, topic) => sum + topic.partitions, 0);
    return `${declared.length} as declared, ${partitions} partitions`;
  },
};

/**
 * Leaders that are not the preferred ones, which is no fault: Kafka moves them back within some minutes. Until then
 * some brokers do the work of others.
 *
 * @param topics - Topics as they were found.
 * @returns What is to be told, or undefined if every partition is led by its first replica.
 */
export function strayedLeaders(topics: readonly ObservedTopic[]): string | undefined {
  const strayed = topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ leader, replicas }) => leader !== null && leader !== replicas[0])
      .map(({ partition, replicas }) => ({ name: `${name}-${partition}`, preferred: replicas[0]! })),
  );
  if (strayed.length === 0) return undefined;
  const brokers = [...new Set(strayed.map(({ preferred }) => preferred))].sort((a, b) => a - b);
  const few = strayed.slice(0, 3).map(({ name }) => name);
  return (
    `${strayed.length} partitions are not led by their preferred leader, broker ${brokers.join(", ")} ` +
    `(${few.join(", ")}${strayed.length > few.length ? ", ..." : ""}): Kafka moves them back within some minutes; ` +
    "kafka-leader-election.sh --election-type preferred --all-topic-partitions does so at once"
  );
}

const MENDED = "kafka-docker plan tells what differs, kafka-docker apply-topics mends it";

/** One thing that is not as declared. */
interface Difference {
  readonly topic: string;
  readonly expected: string;
  readonly actual: string;
  readonly cause: string;
  readonly remedy: string;
}

/**
 * Compares topics as they are with those that are declared.
 *
 * @param manifest - What the cluster promises.
 * @param found - What the cluster says, by topic.
 * @throws CheckFailure - with every difference.
 */
export function compareTopics(manifest: ClusterManifest, found: ReadonlyMap<string, FoundTopic>): void {
  const racks = new Map(manifest.brokers.map(({ id, rack }) => [id, rack]));
  const differences = manifest.topics.flatMap((topic) => differencesOf(topic, found.get(topic.name), racks));
  if (differences.length === 0) return;
  const told = (part: "expected" | "actual") =>
    differences.map((difference) => `${difference.topic} ${difference[part]}`).join("; ");
  throw new CheckFailure({
    expected: told("expected"),
    actual: told("actual"),
    cause: [...new Set(differences.map(({ cause }) => cause))].join("; "),
    remedy: [...new Set(differences.map(({ remedy }) => remedy))].join("; "),
  });
}

function differencesOf(
  declared: ManifestTopic,
  found: FoundTopic | undefined,
  racks: ReadonlyMap<number, string | undefined>,
): Difference[] {
  const topic = declared.name;
  if (found === undefined) {
    const cause = `${topic} was deleted, or not created yet`;
    const remedy = MENDED;
    return [{ topic, expected: "to be there", actual: "is not there", cause, remedy }];
  }

  const cause = `${topic} was made or changed by something else than a deploy, or declared otherwise since`;
  const numbers = (name: string, expected: number, actual: number): Difference[] =>
    expected === actual
      ? []
      : [{ topic, expected: `${name} ${expected}`, actual: `${name} ${actual}`, cause, remedy: MENDED }];
  const replicas = found.topic.partitions.map((partition) => partition.replicas);
  const other = replicas.find(({ length }) => length !== declared.replicationFactor);
  const gone = [...new Set(replicas.flat())].filter((id) => !racks.has(id)).sort((a, b) => a - b);
  const settings = Object.entries(declared.config)
    .map(([key, value]) => ({ key, value, actual: found.config.get(key) ?? "nothing" }))
    .filter(({ actual, value }) => !sameValue(actual, value))
    .map(({ actual, key, value }) => ({
      topic,
      expected: `${key}=${value}`,
      actual: `${key}=${actual}`,
      cause,
      remedy: MENDED,
    }));
  const foreign = found.own
    .filter((key) => !Object.hasOwn(declared.config, key) && !THROTTLES.test(key))
    .map((key) => ({
      topic,
      expected: `no setting ${key} of its own`,
      actual: `${key}=${found.config.get(key)}`,
      cause: `${key} was set behind the constructs' back`,
      remedy: `declare it, or remove it with kafka-configs.sh --alter --entity-type topics --entity-name ${topic} --delete-config ${key}`,
    }));
  return [
    ...numbers("partitions", declared.partitions, replicas.length),
    ...numbers("replicas", declared.replicationFactor, other?.length ?? declared.replicationFactor),
    ...settings,
    ...foreign,
    ...(gone.length > 0 ? [lost(topic, gone)] : placement(topic, replicas, racks)),
  ];
}

/** A broker that was removed takes its replicas with it; Kafka does not make others by itself. */
function lost(topic: string, gone: readonly number[]): Difference {
  return {
    topic,
    expected: "on declared brokers",
    actual: `has replicas on brokers that are not declared: ${gone.join(", ")}`,
    cause: `broker ${gone.join(", ")} was removed while it held replicas`,
    remedy: MENDED,
  };
}

/** Replicas of a partition stand in as many racks as they can. */
function placement(
  topic: string,
  replicas: ReadonlyArray<readonly number[]>,
  racks: ReadonlyMap<number, string | undefined>,
): Difference[] {
  const all = new Set([...racks.values()].filter((rack) => rack !== undefined)).size;
  return replicas.flatMap((ids, partition) => {
    const expected = Math.min(all, ids.length);
    const actual = new Set(ids.map((id) => racks.get(id)).filter((rack) => rack !== undefined)).size;
    if (actual >= expected) return [];
    const of = `partition ${partition} in`;
    const cause = `${topic} was placed without racks`;
    const remedy = MENDED;
    return [{ topic, expected: `${of} ${expected} racks`, actual: `${of} ${actual}`, cause, remedy }];
  });
}
