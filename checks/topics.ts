import { type Admin, ConfigResourceTypes } from "kafkajs";
import { type ClusterManifest, type ManifestTopic } from "../manifest/cluster-manifest";
import { type Check, CheckFailure } from "./check";
import { until } from "./until";

/** Every declared topic is there, with the declared partitions, replicas and settings, spread over the racks. */
export const topics: Check = {
  name: "topics",
  timeoutSeconds: 30,
  async run({ client, manifest, signal }) {
    const declared = manifest.topics;
    if (declared.length === 0) return "none are declared";
    const admin = await client.admin(signal);
    await until(signal, async () => compareTopics(manifest, await observe(admin, declared)));
    const partitions = declared.reduce((sum, topic) => sum + topic.partitions, 0);
    return `${declared.length} as declared, ${partitions} partitions`;
  },
};

/** What the cluster says of a topic. */
export interface ObservedTopic {
  /** Replicas of each partition, by broker id. */
  readonly replicas: ReadonlyArray<readonly number[]>;
  readonly config: ReadonlyMap<string, string>;
}

async function observe(
  admin: Admin,
  declared: readonly ManifestTopic[],
): Promise<Map<string, ObservedTopic>> {
  const existing = new Set(await admin.listTopics());
  const present = declared.filter(({ name }) => existing.has(name));
  if (present.length === 0) return new Map();
  const withConfig = present.filter(({ config }) => Object.keys(config).length > 0);
  const asked = withConfig.map(({ config, name }) => ({
    type: ConfigResourceTypes.TOPIC,
    name,
    configNames: Object.keys(config),
  }));
  const [{ topics: found }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: present.map(({ name }) => name) }),
    asked.length === 0
      ? { resources: [] }
      : admin.describeConfigs({ includeSynonyms: false, resources: asked }),
  ]);
  const configs = new Map(
    resources.map(({ configEntries, resourceName }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
  return new Map(
    found.map(({ name, partitions }) => [
      name,
      { replicas: partitions.map(({ replicas }) => replicas), config: configs.get(name) ?? new Map() },
    ]),
  );
}

/** One thing that is not as declared. */
interface Difference {
  readonly topic: string;
  readonly expected: string;
  readonly actual: string;
  readonly remedy: string;
}

/**
 * Compares topics as they are with those that are declared.
 *
 * @param manifest - What the cluster promises.
 * @param found - What the cluster says, by topic.
 * @throws CheckFailure - with every difference.
 */
export function compareTopics(manifest: ClusterManifest, found: ReadonlyMap<string, ObservedTopic>): void {
  const racks = new Map(manifest.brokers.map(({ id, rack }) => [id, rack]));
  const differences = manifest.topics.flatMap((topic) => differencesOf(topic, found.get(topic.name), racks));
  if (differences.length === 0) return;
  const told = (part: "expected" | "actual") =>
    differences.map((difference) => `${difference.topic} ${difference[part]}`).join("; ");
  throw new CheckFailure({
    expected: told("expected"),
    actual: told("actual"),
    remedy: [...new Set(differences.map(({ remedy }) => remedy))].join("; "),
  });
}

function differencesOf(
  declared: ManifestTopic,
  found: ObservedTopic | undefined,
  racks: ReadonlyMap<number, string | undefined>,
): Difference[] {
  const topic = declared.name;
  if (found === undefined) {
    const remedy = "kafka-docker create-topics, or deploy the stack";
    return [{ topic, expected: "to be there", actual: "is not there", remedy }];
  }
  const changed = `change what is declared, or the topic with kafka-topics.sh and kafka-configs.sh`;
  const numbers = (name: string, expected: number, actual: number): Difference[] =>
    expected === actual
      ? []
      : [{ topic, expected: `${name} ${expected}`, actual: `${name} ${actual}`, remedy: changed }];
  const other = found.replicas.find(({ length }) => length !== declared.replicationFactor);
  const gone = [...new Set(found.replicas.flat())].filter((id) => !racks.has(id)).sort((a, b) => a - b);
  const settings = Object.entries(declared.config)
    .map(([key, value]) => ({ key, value, actual: found.config.get(key) ?? "nothing" }))
    .filter(({ actual, value }) => !sameValue(actual, value))
    .map(({ actual, key, value }) => ({
      topic,
      expected: `${key}=${value}`,
      actual: `${key}=${actual}`,
      remedy: changed,
    }));
  return [
    ...numbers("partitions", declared.partitions, found.replicas.length),
    ...numbers("replicas", declared.replicationFactor, other?.length ?? declared.replicationFactor),
    ...settings,
    ...(gone.length > 0 ? [lost(topic, gone)] : placement(topic, found, racks)),
  ];
}

/** A broker that was removed takes its replicas with it; Kafka does not make others by itself. */
function lost(topic: string, gone: readonly number[]): Difference {
  return {
    topic,
    expected: "on declared brokers",
    actual: `has replicas on brokers that are not declared: ${gone.join(", ")}`,
    remedy: "move them to declared brokers with kafka-reassign-partitions.sh",
  };
}

/** Replicas of a partition stand in as many racks as they can. */
function placement(
  topic: string,
  { replicas }: ObservedTopic,
  racks: ReadonlyMap<number, string | undefined>,
): Difference[] {
  const all = new Set([...racks.values()].filter((rack) => rack !== undefined)).size;
  return replicas.flatMap((ids, partition) => {
    const expected = Math.min(all, ids.length);
    const actual = new Set(ids.map((id) => racks.get(id)).filter((rack) => rack !== undefined)).size;
    if (actual >= expected) return [];
    const of = `partition ${partition} in`;
    const remedy = "the topic was placed without racks: kafka-reassign-partitions.sh moves its replicas";
    return [{ topic, expected: `${of} ${expected} racks`, actual: `${of} ${actual}`, remedy }];
  });
}

/**
 * Whether two texts are the same value to Kafka, which reports what it has parsed: "TRUE" as true, "01" as 1,
 * "compact, delete" as "compact,delete".
 *
 * @param one - A value.
 * @param other - Another.
 * @returns Whether they are the same.
 */
export function sameValue(one: string, other: string): boolean {
  return parsed(one) === parsed(other);
}

function parsed(text: string): string {
  return text.split(",").map(parsedPart).join(",");
}

function parsedPart(part: string): string {
  const text = part.trim();
  if (/^(true|false)$/i.test(text)) return text.toLowerCase();
  // A long whole number would lose its last digits: as text only its sign and its leading zeros may differ.
  if (/^[+-]?\d+$/.test(text)) return text.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? String(Number(text)) : text;
}
