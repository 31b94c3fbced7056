import { KafkaClient } from "./kafka-client";
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
  const client = new KafkaClient(brokers);
  signal.addEventListener("abort", () => void client.close(), { once: true });
  try {
    const admin = await client.admin();
    const left = await Promise.all([
      removal(`topic ${topic}`, `kafka-topics --delete --topic ${topic}`, signal, async () => {
        const topics = await admin.listTopics();
        if (topics.includes(topic)) await admin.deleteTopics({ topics: [topic], timeout: 10_000 });
      }),
      removal(`group ${topic}`, `kafka-consumer-groups --delete --group ${topic}`, signal, async () => {
        const { groups } = await admin.listGroups();
        if (groups.some(({ groupId }) => groupId === topic)) await admin.deleteGroups([topic]);
      }),
    ]);
    return left.flat();
  } catch (error) {
    return [`topic and group ${topic} (${(error as Error).message})`];
  } finally {
    await client.close();
  }
}

async function removal(what: string, byHand: string, signal: AbortSignal, remove: () => Promise<void>) {
  try {
    await until(signal, remove);
    return [];
  } catch (error) {
    return [`${what} (${(error as Error).message}); remove it with ${byHand}`];
  }
}
