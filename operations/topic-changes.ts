import { type ConfigChange } from "../checks/kafka-configs";
import { type KafkaClient } from "../checks/kafka-client";
import { THROTTLES } from "../checks/observed-topics";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { createTopics } from "./create-topics";
import { NO_RATES } from "./replica-moves";
import { type TopicChange, type TopicPlan } from "./topic-plan";

const MINIMUM = "min.insync.replicas";
const TIMEOUT_MS = 30_000;

/**
 * Does what a plan says, but for moves of replicas and what has to come after them.
 *
 * @param client - A client.
 * @param manifest - What is declared.
 * @param plan - What to do.
 * @param signal - Ends the tries to reach a broker.
 * @throws Error - of the request.
 */
export async function changeTopics(
  client: KafkaClient,
  manifest: ClusterManifest,
  plan: readonly TopicPlan[],
  signal: AbortSignal,
): Promise<void> {
  const admin = await client.admin(signal);
  const deleted = topicsWith(plan, "delete");
  if (deleted.length > 0) await admin.deleteTopics({ topics: deleted, timeout: TIMEOUT_MS });
  const names = new Set(topicsWith(plan, "create"));
  const created = manifest.topics.filter(({ name }) => names.has(name));
  await createTopics(manifest, created, signal);
  const settings = settingsOf(plan, (change, one) => !isLate(change, one));
  const stale = plan.some(({ changes }) =>
    changes.some((one) => one.action === "config" && THROTTLES.test(one.key)),
  );
  await client.changeConfigs([...(stale ? [NO_RATES] : []), ...settings]);
  const grown = plan.flatMap(({ changes, topic }) =>
    changes.flatMap((change) => (change.action === "partitions" ? [{ topic, count: change.to }] : [])),
  );
  if (grown.length > 0) await admin.createPartitions({ topicPartitions: grown, timeout: TIMEOUT_MS });
}

/**
 * Settings that a topic must not have before it has its replicas: a higher minimum of those in sync would block writes.
 *
 * @param plan - What to do.
 * @returns What to change after the moves.
 */
export function lateSettings(plan: readonly TopicPlan[]): readonly ConfigChange[] {
  return settingsOf(plan, isLate);
}

type ConfigAction = Extract<TopicChange, { action: "config" }>;

function isLate({ from, key, to }: ConfigAction, { changes }: TopicPlan): boolean {
  const moves = changes.some(({ action }) => action === "replicas");
  return moves && key === MINIMUM && (to === null || Number(to) > Number(from));
}

function settingsOf(
  plan: readonly TopicPlan[],
  wanted: (change: ConfigAction, one: TopicPlan) => boolean,
): ConfigChange[] {
  return plan.flatMap((one) => {
    const chosen = one.changes.filter(
      (change): change is ConfigAction => change.action === "config" && wanted(change, one),
    );
    const settings = Object.fromEntries(chosen.map(({ key, to }) => [key, to]));
    return chosen.length === 0 ? [] : [{ topic: one.topic, settings }];
  });
}

/**
 * Topics to which something is done.
 *
 * @param plan - What to do.
 * @param action - One of it.
 * @returns Names of the topics.
 */
export function topicsWith(plan: readonly TopicPlan[], action: TopicChange["action"]): string[] {
  return plan.filter(({ changes }) => changes.some((one) => one.action === action)).map(({ topic }) => topic);
}
