import { ConfigResourceTypes, type Kafka } from "kafkajs";
import { withCluster } from "./kafka-connection";
import { type ClusterMetadata } from "./kafka-metadata";
import { type ObservedPartition } from "./report";

/** A partition, and how many of its replicas must be in sync for a write with `acks=all`. */
export interface PartitionReplicas extends ObservedPartition {
  readonly topic: string;
  /** `min.insync.replicas` of its topic. */
  readonly minimum: number;
}

/**
 * Whether a partition is not as it should be.
 *
 * @param partition - What a broker says of it.
 * @returns Whether it has no leader, or a replica that is not in sync.
 */
export function isBehind({ inSync, leader, replicas }: ObservedPartition): boolean {
  return leader === null || inSync.length < replicas.length;
}

const MINIMUM = "min.insync.replicas";

/**
 * Asks one broker how many replicas must be in sync. Not through the library's admin client: that one connects to the
 * addresses that brokers advertise, which may be just about to change.
 *
 * @param kafka - A client; it connects to one of its brokers.
 * @param cluster - What the broker says of the cluster.
 * @returns Every partition of every topic.
 * @throws Error - of the connection.
 */
export async function fetchReplicas(kafka: Kafka, { topics }: ClusterMetadata): Promise<PartitionReplicas[]> {
  if (topics.length === 0) return [];
  const asked = topics.map(({ name }) => ({
    type: ConfigResourceTypes.TOPIC,
    name,
    configNames: [MINIMUM],
  }));
  const { resources } = await withCluster(kafka, ({ brokerPool: { seedBroker } }) =>
    seedBroker.describeConfigs({ resources: asked, includeSynonyms: false }),
  );
  const minimums = new Map(
    resources.map(({ configEntries, resourceName }) => [
      resourceName,
      Number(configEntries.find(({ configName }) => configName === MINIMUM)?.configValue ?? 1),
    ]),
  );
  return topics.flatMap(({ name, partitions }) =>
    partitions.map((one) => ({ ...one, topic: name, minimum: minimums.get(name) ?? 1 })),
  );
}
