import { KafkaClient } from "./kafka-client";
import { reason } from "./reason";
import { until } from "./until";

/**
 * Removes what a run created: its topic and its consumer group, which has the topic's name. Without them there is
 * nothing to do.
 *
 * @param brokers - Addresses to begin with, `host:port`.
 * @param topic - The run's topic.
 * @param signal - Ends the tries.
 * @returns What could not be removed and how to do so; empty if nothing is left.
 */
export async function cleanUp(
  brokers: readonly string[],
  topic: string,
  signal: AbortSignal,
): Promise<string[]> {
  const client = new KafkaClient(brokers, 10_000, 0);
  signal.addEventListener("abort", () => void client.close(), { once: true });
  const at = `--bootstrap-server ${brokers[0]}`;
  try {
    const admin = await client.admin(signal);
    const left = await Promise.all([
      removal(`topic ${topic}`, `kafka-topics.sh ${at} --delete --topic ${topic}`, signal, async () => {
        // Not listed first: the broker that is asked may not know a topic that was created a moment ago.
        await admin.deleteTopics({ topics: [topic], timeout: 10_000 }).catch((error: unknown) => {
          if (!isUnknownTopic(error)) throw error;
        });
      }),
      removal(
        `group ${topic}`,
        `kafka-consumer-groups.sh ${at} --delete --group ${topic}`,
        signal,
        async () => {
          const { groups } = await admin.listGroups();
          if (groups.some(({ groupId }) => groupId === topic)) await admin.deleteGroups([topic]);
        },
      ),
    ]);
    return left.flat();
  } catch (error) {
    return [`topic and group ${topic} (${reason(error)}); remove them with kafka-topics.sh ${at} --delete`];
  } finally {
    await client.close();
  }
}

function isUnknownTopic(error: unknown): boolean {
  const { cause, type } = error as { type?: string; cause?: { type?: string } };
  return (type ?? cause?.type) === "UNKNOWN_TOPIC_OR_PARTITION";
}

async function removal(what: string, byHand: string, signal: AbortSignal, remove: () => Promise<void>) {
  try {
    await until(signal, remove);
    return [];
  } catch (error) {
    return [`${what} (${reason(error)}); remove it with ${byHand}`];
  }
}
