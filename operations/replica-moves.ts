import { setTimeout as sleep } from "node:timers/promises";
import { type KafkaClient } from "../checks/kafka-client";
import { type PartitionReplicas } from "./placement";
import { Interrupted } from "./stops";

/** Bytes a second that a broker may send, and may receive, of what is moved: a third of a 1 Gbit/s network. */
export const DEFAULT_THROTTLE = 50 * 1024 * 1024;

/** How replicas are moved. */
export interface MoveOptions {
  /** Bytes a second that a broker may send, and may receive, of what is moved. */
  readonly throttle: number;
  /** Ends the wait; Kafka goes on. */
  readonly signal: AbortSignal;
  /** Told what goes on, when it takes longer than a second. */
  say(text: string): void;
}

/** Replicas of one topic to move. */
export interface TopicMoves {
  readonly topic: string;
  readonly moves: readonly PartitionReplicas[];
  /** Replicas of each partition, before. */
  readonly before: ReadonlyMap<number, readonly number[]>;
}

const POLL_MS = 250;
const RATES = ["leader.replication.throttled.rate", "follower.replication.throttled.rate"];
const THROTTLED = {
  leader: "leader.replication.throttled.replicas",
  follower: "follower.replication.throttled.replicas",
};

/** Takes the throttle of replication away from all brokers. */
export const NO_RATES = { settings: Object.fromEntries(RATES.map((key) => [key, null])) };

/** Settings of a topic whose replicas are not throttled any more. */
export const NO_THROTTLED = { [THROTTLED.leader]: null, [THROTTLED.follower]: null };

/**
 * Moves replicas, with a throttle that ends with the work, and waits until they are where they should be.
 *
 * @param client - A client.
 * @param all - What to move, by topic.
 * @param options - How.
 * @throws Error - of the request.
 * @throws Interrupted - Kafka goes on without a throttle.
 */
export async function moveReplicas(
  client: KafkaClient,
  all: readonly TopicMoves[],
  options: MoveOptions,
): Promise<void> {
  if (all.length === 0) return;
  const admin = await client.admin(options.signal);
  const throttled = all.filter(({ moves, before }) => moves.some((move) => added(move, before).length > 0));
  try {
    await throttle(client, throttled, options.throttle);
    await admin.alterPartitionReassignments({
      topics: all.map(({ moves, topic }) => ({
        topic,
        partitionAssignment: moves.map(({ partition, replicas }) => ({ partition, replicas: [...replicas] })),
      })),
      timeout: 30_000,
    });
    await untilMoved(client, new Set(all.map(({ topic }) => topic)), options);
  } finally {
    if (throttled.length > 0) {
      await client.changeConfigs([
        NO_RATES,
        ...throttled.map(({ topic }) => ({ topic, settings: NO_THROTTLED })),
      ]);
    }
  }
}

/**
 * Partitions whose replicas are just being moved.
 *
 * @param client - A client.
 * @param signal - Ends the tries to reach a broker.
 * @returns Partitions by topic.
 * @throws Error - of the request.
 */
export async function movingPartitions(
  client: KafkaClient,
  signal: AbortSignal,
): Promise<Map<string, ReadonlySet<number>>> {
  const admin = await client.admin(signal);
  const { topics } = await admin.listPartitionReassignments({ timeout: 10_000 });
  const decoded = topics as unknown as readonly Moving[];
  return new Map(
    decoded.map(({ name, partitions }) => [name, new Set(partitions.map((one) => one.partition))]),
  );
}

/** As the library decodes it; its type has other names. */
interface Moving {
  readonly name: string;
  readonly partitions: ReadonlyArray<{ readonly partition: number }>;
}

/**
 * Waits until no replica of some topics is being moved.
 *
 * @param client - A client.
 * @param topics - Names of the topics.
 * @param options - Who is told, and what ends the wait.
 * @throws Interrupted - Kafka goes on.
 */
export async function untilMoved(
  client: KafkaClient,
  topics: ReadonlySet<string>,
  { say, signal }: Pick<MoveOptions, "say" | "signal">,
): Promise<void> {
  let told = performance.now();
  let total = 0;
  for (;;) {
    const moving = await movingPartitions(client, signal);
    const left = [...moving]
      .filter(([topic]) => topics.has(topic))
      .reduce((sum, [, { size }]) => sum + size, 0);
    if (left === 0) return;
    if (signal.aborted) {
      throw new Interrupted(
        `interrupted: Kafka goes on moving replicas of ${left} partitions, without a throttle`,
      );
    }
    total = Math.max(total, left);
    if (performance.now() - told >= 1000) {
      told = performance.now();
      say(`moving replicas: ${left} of ${total} partitions left`);
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function throttle(client: KafkaClient, all: readonly TopicMoves[], rate: number): Promise<void> {
  if (all.length === 0) return;
  const rates = Object.fromEntries(RATES.map((key) => [key, String(rate)]));
  const lists = all.map(({ before, moves, topic }) => {
    const leaders = moves.flatMap(({ partition }) => pairs(partition, before.get(partition) ?? []));
    const followers = moves.flatMap((move) => pairs(move.partition, added(move, before)));
    return {
      topic,
      settings: { [THROTTLED.leader]: leaders.join(","), [THROTTLED.follower]: followers.join(",") },
    };
  });
  await client.changeConfigs([{ settings: rates }, ...lists]);
}

function added({ partition, replicas }: PartitionReplicas, before: TopicMoves["before"]): number[] {
  return replicas.filter((id) => !(before.get(partition) ?? []).includes(id));
}

function pairs(partition: number, brokers: readonly number[]): string[] {
  return brokers.map((id) => `${partition}:${id}`);
}
