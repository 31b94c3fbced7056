import { type Connection } from "./connection";
import { KafkaClient } from "./kafka-client";
import { reason } from "./reason";
import { until } from "./until";

/** What a run has made. */
export interface Made {
  readonly topics: readonly string[];
  readonly groups: readonly string[];
}

/**
 * Removes what a run has made, and sees that it is gone. Without it there is nothing to do.
 *
 * @param connection - What to connect with.
 * @param made - The run's topics and groups.
 * @param signal - Ends the tries.
 * @returns What could not be removed and how to do so; empty if nothing is left.
 */
export async function cleanUp(
  connection: Connection,
  { groups, topics }: Made,
  signal: AbortSignal,
): Promise<string[]> {
  const client = new KafkaClient(connection, { retries: 0 });
  const stop = () => void client.close();
  signal.addEventListener("abort", stop, { once: true });
  const at = `--bootstrap-server ${connection.brokers[0]}`;
  try {
    const admin = await client.admin(signal);
    const left = await Promise.all([
      ...topics.map((topic) => {
        const byHand = `kafka-topics.sh ${at} --delete --topic ${topic}`;
        return removal(`topic ${topic}`, byHand, signal, async () => {
          // Not listed first: the broker that is asked may not know a topic that was created a moment ago.
          await admin.deleteTopics({ topics: [topic], timeout: 10_000 }).catch((error: unknown) => {
            if (!isUnknownTopic(error)) throw error;
          });
          const { topics: all } = await client.metadata();
          if (all.some(({ name }) => name === topic)) throw new Error("it is still there");
        });
      }),
      ...groups.map((group) => {
        const byHand = `kafka-consumer-groups.sh ${at} --delete --group ${group}`;
        return removal(`group ${group}`, byHand, signal, async () => {
          const { groups: all } = await admin.listGroups();
          if (all.some(({ groupId }) => groupId === group)) await admin.deleteGroups([group]);
        });
      }),
    ]);
    return left.flat();
  } catch (error) {
    const what = `topics ${topics.join(", ")}, groups ${groups.join(", ")}`;
    return [
      `${what} (${reason(error)}); remove them with kafka-topics.sh and kafka-consumer-groups.sh ${at}`,
    ];
  } finally {
    signal.removeEventListener("abort", stop);
    await client.close();
  }
}

/** Whether Kafka says that there is no such topic. */
export function isUnknownTopic(error: unknown): boolean {
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
