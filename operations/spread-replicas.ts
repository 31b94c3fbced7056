import { connectionTo } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { cancelReassignments } from "../checks/kafka-reassignments";
import { type ObservedTopic } from "../checks/report";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { placeReplicas } from "./placement";
import { type BrokerLoad, brokerLoads, rebalance } from "./rebalance";
import {
  DEFAULT_THROTTLE,
  type MoveOptions,
  moveReplicas,
  movingPartitions,
  NO_RATES,
  NO_THROTTLED,
  type TopicMoves,
  untilMoved,
} from "./replica-moves";

/** What a change of the number of brokers moves. */
export interface Proposal {
  /** Replicas that go to another broker. */
  readonly replicas: number;
  readonly partitions: number;
  readonly before: readonly BrokerLoad[];
  readonly after: readonly BrokerLoad[];
}

/** How replicas are moved; the throttle is that of the cluster unless it is given. */
export type SpreadOptions = Pick<MoveOptions, "say" | "signal"> & { readonly throttle?: number };

/**
 * What will be moved when brokers are added or removed.
 *
 * @param topics - All topics, as they are.
 * @param manifest - The cluster as it is to be.
 * @returns The proposal; both kinds of moves together.
 */
export function proposalOf(topics: readonly ObservedTopic[], { brokers }: ClusterManifest): Proposal {
  const cleared = after(topics, evacuation(topics, brokers));
  const { after: loads, moves } = rebalance(cleared, brokers);
  const end = after(cleared, moves);
  const all = topics.flatMap(({ partitions }) => partitions);
  const ends = end.flatMap(({ partitions }) => partitions);
  const gone = all.map(
    ({ replicas }, index) => ends[index]!.replicas.filter((id) => !replicas.includes(id)).length,
  );
  const ids = new Set([...brokers.map(({ id }) => id), ...all.flatMap(({ replicas }) => replicas)]);
  const known = [...ids].sort((a, b) => a - b).map((id) => ({ id }));
  return {
    replicas: gone.reduce((sum, count) => sum + count, 0),
    partitions: gone.filter((count) => count > 0).length,
    before: brokerLoads(topics, known),
    after: loads,
  };
}

/** Topics after some moves. */
function after(topics: readonly ObservedTopic[], all: readonly TopicMoves[]): readonly ObservedTopic[] {
  const moved = new Map(
    all.flatMap(({ moves, topic }) =>
      moves.map(({ partition, replicas }) => [`${topic}-${partition}`, replicas] as const),
    ),
  );
  return topics.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((one) => ({
      ...one,
      replicas: moved.get(`${topic.name}-${one.partition}`) ?? one.replicas,
    })),
  }));
}

/**
 * Moves the replicas of brokers that are to be removed to those that stay, and waits until they are there.
 *
 * @param manifest - The cluster as it is to be, without the brokers.
 * @param options - How.
 * @throws Error - of the request.
 * @throws Interrupted - Kafka goes on, and so does the next try.
 */
export function evacuate(manifest: ClusterManifest, options: SpreadOptions): Promise<void> {
  return spread(manifest, (topics) => evacuation(topics, manifest.brokers), options);
}

/**
 * Moves replicas to brokers that have fewer than others, and waits until they are there.
 *
 * @param manifest - The cluster as it is.
 * @param options - How.
 * @throws Error - of the request.
 * @throws Interrupted - Kafka goes on, and so does the next try.
 */
export function balance(manifest: ClusterManifest, options: SpreadOptions): Promise<void> {
  return spread(manifest, (topics) => rebalance(topics, manifest.brokers).moves, options);
}

/** Moves that were begun before are waited for first: what is best is known only then. */
async function spread(
  manifest: ClusterManifest,
  propose: (topics: readonly ObservedTopic[]) => readonly TopicMoves[],
  options: SpreadOptions,
): Promise<void> {
  const client = new KafkaClient(connectionTo(manifest));
  try {
    const look = async () => (await until(options.signal, () => client.metadata())).topics;
    await untilMoved(client, new Set((await look()).map(({ name }) => name)), options);
    const throttle = options.throttle ?? manifest.replicationThrottle ?? DEFAULT_THROTTLE;
    await moveReplicas(client, propose(await look()), { ...options, throttle });
  } finally {
    await client.close();
  }
}

/**
 * Where the replicas of brokers go that are not declared.
 *
 * @param topics - All topics, those of Kafka itself as well.
 * @param brokers - The brokers that stay.
 * @returns The moves; a partition with more replicas than brokers that stay keeps as many as there are.
 */
export function evacuation(
  topics: readonly ObservedTopic[],
  brokers: ClusterManifest["brokers"],
): readonly TopicMoves[] {
  const declared = new Set(brokers.map(({ id }) => id));
  return topics.flatMap(({ name, partitions }) => {
    const held = partitions.filter(({ replicas }) => replicas.some((id) => !declared.has(id)));
    if (held.length === 0) return [];
    const factor = Math.min(Math.max(...held.map(({ replicas }) => replicas.length)), brokers.length);
    const ids = new Set(held.map(({ partition }) => partition));
    const moves = placeReplicas(partitions, factor, brokers).filter(({ partition }) => ids.has(partition));
    const before = new Map(partitions.map(({ partition, replicas }) => [partition, replicas]));
    return [{ topic: name, moves, before }];
  });
}

/**
 * Cancels all moves of replicas that are under way, and takes their throttle away.
 *
 * @param manifest - The cluster.
 * @param signal - Ends the tries to reach a broker.
 * @returns Partitions that stay where they were.
 * @throws Error - of the request.
 */
export async function cancelMoves(manifest: ClusterManifest, signal: AbortSignal): Promise<number> {
  const client = new KafkaClient(connectionTo(manifest));
  try {
    const moving = await movingPartitions(client, signal);
    await client.ask((kafka) => cancelReassignments(kafka, moving));
    const topics = [...moving.keys()].map((topic) => ({ topic, settings: NO_THROTTLED }));
    if (topics.length > 0) await client.changeConfigs([NO_RATES, ...topics]);
    return [...moving.values()].reduce((sum, { size }) => sum + size, 0);
  } finally {
    await client.close();
  }
}
