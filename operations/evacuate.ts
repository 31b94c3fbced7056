import { connectionTo } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { placeReplicas } from "./placement";
import { DEFAULT_THROTTLE, type MoveOptions, moveReplicas, type TopicMoves } from "./replica-moves";
import { type ObservedTopic } from "../checks/report";

/**
 * Moves all replicas of a broker to those that stay, and waits until they are there.
 *
 * @param manifest - The cluster as it is to be, without the broker.
 * @param broker - Id of the broker.
 * @param options - How.
 * @throws Error - of the request, or when it was interrupted: Kafka goes on, and so does the next try.
 */
export async function evacuate(
  manifest: ClusterManifest,
  broker: number,
  options: Pick<MoveOptions, "say" | "signal"> & { readonly throttle?: number },
): Promise<void> {
  const client = new KafkaClient(connectionTo(manifest));
  try {
    const { topics } = await until(options.signal, () => client.metadata());
    const throttle = options.throttle ?? manifest.replicationThrottle ?? DEFAULT_THROTTLE;
    await moveReplicas(client, evacuation(topics, manifest, broker), { ...options, throttle });
  } finally {
    await client.close();
  }
}

/**
 * Where the replicas of a broker go that is to be removed.
 *
 * @param topics - All topics, those of Kafka itself as well.
 * @param manifest - The cluster as it is to be, without the broker.
 * @param broker - Id of the broker.
 * @returns The moves; a partition with more replicas than brokers that stay keeps as many as there are.
 */
export function evacuation(
  topics: readonly ObservedTopic[],
  { brokers }: ClusterManifest,
  broker: number,
): readonly TopicMoves[] {
  return topics.flatMap(({ name, partitions }) => {
    const held = partitions.filter(({ replicas }) => replicas.includes(broker));
    if (held.length === 0) return [];
    const factor = Math.min(Math.max(...held.map(({ replicas }) => replicas.length)), brokers.length);
    const moves = placeReplicas(partitions, factor, brokers).filter(({ partition }) =>
      held.some((one) => one.partition === partition),
    );
    const before = new Map(partitions.map(({ partition, replicas }) => [partition, replicas]));
    return [{ topic: name, moves, before }];
  });
}
