import { type KafkaClient } from "../checks/kafka-client";
import { type ClusterManifest, type ManifestTopic, type RemovalPolicy } from "../manifest/cluster-manifest";

/** The topic, in the cluster itself, that has a record of each topic that the constructs own. */
export const RECORDS_TOPIC = "__cdktf-kafka-docker-topics";

/** What is known of a topic that the constructs own, as it was declared at the last deploy. */
export interface TopicRecord {
  /** The cluster, or who adds topics to it. */
  readonly owner: string;
  /** What becomes of it when it is not declared any more. */
  readonly removalPolicy: RemovalPolicy;
  /** Keys of the settings that were declared. */
  readonly config: readonly string[];
}

/** Settings of running brokers that the constructs own. */
export interface SettingsRecord {
  /** Keys of the settings. */
  readonly settings: readonly string[];
}

/** Key of the record of settings; no topic can have such a name. */
export const SETTINGS_KEY = "broker settings";

const REPLICAS = 3;

/**
 * Who declares the topics of a manifest.
 *
 * @param manifest - A manifest.
 * @returns The cluster's name, or who adds topics to it.
 */
export function ownerOf({ name, owner }: ClusterManifest): string {
  return owner ?? name;
}

/**
 * The record of a declared topic.
 *
 * @param owner - Who declares it.
 * @param topic - The topic.
 * @returns What is to be recorded.
 */
export function recordOf(owner: string, { config, removalPolicy = "retain" }: ManifestTopic): TopicRecord {
  return { owner, removalPolicy, config: Object.keys(config).sort() };
}

/**
 * Reads the records.
 *
 * @param client - A client.
 * @param existing - Names of all topics that there are.
 * @returns Records by topic; none where none were ever written.
 * @throws Error - of the request.
 */
export async function readTopicRecords(
  client: KafkaClient,
  existing: ReadonlySet<string>,
): Promise<ReadonlyMap<string, TopicRecord>> {
  if (!existing.has(RECORDS_TOPIC)) return new Map();
  const texts = await client.records(RECORDS_TOPIC);
  const topics = [...texts].filter(([key]) => key !== SETTINGS_KEY);
  return new Map(topics.map(([topic, text]) => [topic, JSON.parse(text) as TopicRecord]));
}

/**
 * Reads which settings of running brokers are the constructs' own.
 *
 * @param client - A client.
 * @param existing - Names of all topics that there are.
 * @returns Keys of the settings; none where none were ever written.
 * @throws Error - of the request.
 */
export async function readOwnedSettings(
  client: KafkaClient,
  existing: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const text = existing.has(RECORDS_TOPIC)
    ? (await client.records(RECORDS_TOPIC)).get(SETTINGS_KEY)
    : undefined;
  return new Set(text === undefined ? [] : (JSON.parse(text) as SettingsRecord).settings);
}

/** Writes records, and makes their topic where it is not there yet. */
export class TopicRecords {
  /**
   * @param client - A client.
   * @param manifest - The cluster.
   * @param exists - Whether their topic is there.
   */
  public constructor(
    private readonly client: KafkaClient,
    private readonly manifest: ClusterManifest,
    private exists: boolean,
  ) {}

  /**
   * Writes records, and returns when every in-sync replica has them.
   *
   * @param records - The new record by topic, and that of settings; null for what is not owned any more.
   * @param signal - Ends the tries to reach a broker.
   * @throws Error - of the request.
   */
  public async write(
    records: ReadonlyMap<string, TopicRecord | SettingsRecord | null>,
    signal: AbortSignal,
  ): Promise<void> {
    if (records.size === 0) return;
    await this.create(signal);
    const messages = [...records].map(([key, record]) => ({
      key,
      value: record === null ? null : JSON.stringify(record),
    }));
    const producer = await this.client.producer({ idempotent: false });
    try {
      await producer.send({ topic: RECORDS_TOPIC, acks: -1, messages });
    } finally {
      await this.client.disconnect(producer);
    }
  }

  private async create(signal: AbortSignal): Promise<void> {
    if (this.exists) return;
    const replicationFactor = Math.min(REPLICAS, this.manifest.brokers.length);
    // The cluster's own minimum may be above the replicas of this topic, which could then not be written to.
    const minimum = Math.max(1, replicationFactor - 1);
    const configEntries = [
      { name: "cleanup.policy", value: "compact" },
      { name: "min.insync.replicas", value: String(minimum) },
    ];
    const topic = { topic: RECORDS_TOPIC, numPartitions: 1, replicationFactor, configEntries };
    const admin = await this.client.admin(signal);
    await admin.createTopics({ topics: [topic], waitForLeaders: false, timeout: 30_000 });
    this.exists = true;
  }
}
