import { connectionTo } from "../checks/connection";
import { isRefusal } from "../checks/kafka-configs";
import { KafkaClient } from "../checks/kafka-client";
import { until } from "../checks/until";
import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { deadline } from "../checks/deadline";
import { type Observation, observeTopics } from "./observe-topics";
import { DEFAULT_THROTTLE, type MoveOptions, moveReplicas, untilMoved } from "./replica-moves";
import { changeTopics, lateSettings, topicsWith } from "./topic-changes";
import { planTopics, type TopicPlan } from "./topic-plan";
import { ownerOf, recordOf, type TopicRecord, TopicRecords } from "./topic-records";

/** Topics cannot become what is declared; nothing was changed. */
export class RefusedTopics extends Error {
  /** @param plan - What was refused, and what would have been done else. */
  public constructor(public readonly plan: readonly TopicPlan[]) {
    const refused = plan.flatMap(({ refused: all, topic }) => all.map((one) => `topic ${topic}: ${one}`));
    super(refused.join("\n"));
  }
}

const SECONDS = 60;
/** Hundreds of topics in one request take their time. */
const ANSWER_MS = 60_000;

/** How topics are changed. */
export interface ApplyOptions extends Pick<MoveOptions, "say" | "signal"> {
  /** Bytes a second that a broker may send, and may receive, while replicas move. */
  readonly throttle?: number;
}

/**
 * Tells what {@link applyTopics} would do.
 *
 * @param manifest - What is declared.
 * @param signal - Ends the tries to reach a broker.
 * @returns One plan for each topic for which there is something to say.
 * @throws Error - of the last try.
 */
export async function planOfTopics(
  manifest: ClusterManifest,
  signal: AbortSignal,
): Promise<readonly TopicPlan[]> {
  return withClient(manifest, async (client) => {
    const observed = await until(signal, () => observeTopics(client, manifest, signal));
    return planTopics(manifest, observed);
  });
}

/**
 * Makes the topics what is declared. Each step may be done again, so that one that was interrupted goes on.
 *
 * @param manifest - What is declared.
 * @param options - How.
 * @returns What was done.
 * @throws RefusedTopics - when anything is refused; nothing was changed.
 * @throws Error - of the last try.
 */
export async function applyTopics(
  manifest: ClusterManifest,
  options: ApplyOptions,
): Promise<readonly TopicPlan[]> {
  return withClient(manifest, async (client) => {
    const time = deadline(SECONDS, options.signal);
    let plan: readonly TopicPlan[] | undefined;
    const attempt = async () => {
      const observed = await observeTopics(client, manifest, time);
      const now = planTopics(manifest, observed);
      plan ??= now;
      if (now.some(({ refused }) => refused.length > 0)) throw new RefusedTopics(now);
      const records = new TopicRecords(client, manifest, observed.hasRecords);
      await records.write(firstRecords(manifest, now, observed), time);
      await changeTopics(client, manifest, now, time);
      await untilKnown(manifest, topicsWith(now, "create"), time);
      return { now, observed, records };
    };
    const { now, observed, records } = await until(time, attempt, isWorthAnotherTry);
    await move(client, manifest, observed, options);
    await client.changeConfigs(lateSettings(now));
    await records.write(lastRecords(manifest, now), options.signal);
    return plan!;
  });
}

/** A broker learns of a topic some time after the controller has made it; the next to ask may ask any broker. */
async function untilKnown(
  manifest: ClusterManifest,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (names.length === 0) return;
  const ask = async (broker: ManifestBroker) => {
    const { topics } = await new KafkaClient(connectionTo(manifest, [broker])).metadata();
    const known = new Set(topics.map(({ name }) => name));
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0) throw new Error(`${broker.container} does not know topic ${unknown.join(", ")}`);
  };
  await Promise.all(manifest.brokers.map((broker) => until(signal, () => ask(broker))));
}

async function withClient<T>(
  manifest: ClusterManifest,
  work: (client: KafkaClient) => Promise<T>,
): Promise<T> {
  const client = new KafkaClient(connectionTo(manifest), { answerMs: ANSWER_MS });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** What was just made is looked at again: new partitions are placed by Kafka, and others may still be moving. */
async function move(
  client: KafkaClient,
  manifest: ClusterManifest,
  before: Observation,
  { say, signal, throttle = manifest.replicationThrottle ?? DEFAULT_THROTTLE }: ApplyOptions,
): Promise<void> {
  const declared = new Set(manifest.topics.map(({ name }) => name));
  const isMoving = [...before.moving.keys()].some((topic) => declared.has(topic));
  if (isMoving) await untilMoved(client, declared, { say, signal });
  const first = movesOf(planTopics(manifest, before), before);
  if (!isMoving && first.length === 0) return;
  const observed = await until(signal, () => observeTopics(client, manifest, signal));
  await moveReplicas(client, movesOf(planTopics(manifest, observed), observed), { say, signal, throttle });
}

function movesOf(plan: readonly TopicPlan[], { topics }: Observation) {
  return plan.flatMap(({ changes, topic }) =>
    changes.flatMap((change) => {
      if (change.action !== "replicas") return [];
      const { partitions } = topics.get(topic)!.topic;
      const before = new Map(partitions.map(({ partition, replicas }) => [partition, replicas]));
      return [{ topic, moves: change.moves, before }];
    }),
  );
}

/** Written before anything is changed, so that what an interrupted deploy has made is known as its own. */
function firstRecords(
  manifest: ClusterManifest,
  plan: readonly TopicPlan[],
  { records, topics }: Observation,
): Map<string, TopicRecord> {
  const declared = new Map(manifest.topics.map((topic) => [topic.name, topic]));
  const owner = ownerOf(manifest);
  return new Map(
    plan.flatMap(({ changes, topic }) => {
      const wanted = declared.get(topic);
      if (wanted === undefined || !changes.some(({ action }) => isRecorded(action))) return [];
      const record = recordOf(owner, wanted);
      const known = records.get(topic);
      const before =
        known?.owner === owner ? known.config : wanted.adopt ? (topics.get(topic)?.own ?? []) : [];
      return [[topic, { ...record, config: [...new Set([...before, ...record.config])].sort() }]];
    }),
  );
}

function isRecorded(action: string): boolean {
  return ["create", "adopt", "record"].includes(action);
}

function lastRecords(manifest: ClusterManifest, plan: readonly TopicPlan[]): Map<string, TopicRecord | null> {
  const declared = new Map(manifest.topics.map((topic) => [topic.name, topic]));
  const owner = ownerOf(manifest);
  return new Map(
    plan.flatMap(({ changes, topic }): Array<[string, TopicRecord | null]> => {
      const wanted = declared.get(topic);
      if (wanted === undefined) return [[topic, null]];
      // Settings that were reset are not owned any more; one that was only created is recorded already.
      const differs = changes.some(({ action }) => action === "adopt" || action === "record");
      return differs ? [[topic, recordOf(owner, wanted)]] : [];
    }),
  );
}

function isWorthAnotherTry(error: unknown): boolean {
  return !(error instanceof RefusedTopics) && !isRefusal(error);
}
