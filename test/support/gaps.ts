import { setTimeout as sleep } from "node:timers/promises";
import { type Admin } from "kafkajs";
import { connectionTo } from "../../checks/connection";
import { KafkaClient } from "../../checks/kafka-client";
import { until } from "../../checks/until";
import { type ClusterManifest } from "../../manifest";
import { Writes } from "./writes";

/** Does something with a client that waits no longer than this for an answer, and closes it. */
export async function withClient<T>(
  manifest: ClusterManifest,
  use: (client: KafkaClient) => Promise<T>,
  answerMs = 30_000,
): Promise<T> {
  const client = new KafkaClient(connectionTo(manifest), { answerMs });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Longest time, in ms, in which no record of a topic was acknowledged while something was done. */
export async function writeGap(
  manifest: ClusterManifest,
  topic: string,
  work: () => Promise<void>,
): Promise<number> {
  const writes = await Writes.start(manifest, topic);
  const [ended] = await Promise.allSettled([work()]);
  const { longestGapMs } = await writes.stop();
  if (ended.status === "rejected") throw ended.reason;
  return longestGapMs;
}

const GAP = "gap-";

/** Longest time, in ms, in which no topic could be made while something was done; those that were made are removed. */
export async function topicGap(manifest: ClusterManifest, work: () => Promise<void>): Promise<number> {
  let [running, longest, latest] = [true, 0, performance.now()];
  const makes = async (client: KafkaClient) => {
    for (let index = 0; running; index++) {
      const topic = `${GAP}${index}`;
      const topics = [{ topic, numPartitions: 1, replicationFactor: 1 }];
      try {
        await ask(client, (admin) => admin.createTopics({ topics, waitForLeaders: false }));
        longest = Math.max(longest, performance.now() - latest);
        latest = performance.now();
      } catch {
        // That it cannot be made is what is measured.
      }
      await sleep(250);
    }
  };
  const making = withClient(manifest, makes, 1000);
  const [ended] = await Promise.allSettled([work()]);
  running = false;
  await making;
  await withClient(manifest, (client) =>
    until(AbortSignal.timeout(60_000), () => ask(client, removeGapTopics)),
  );
  if (ended.status === "rejected") throw ended.reason;
  return longest;
}

/**
 * Removes what was made, known as such or not: a broker that has just got its ZooKeeper back may not know all of it,
 * or answer too late.
 *
 * @throws Error While there are some.
 */
async function removeGapTopics(admin: Admin): Promise<void> {
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(GAP));
  if (topics.length === 0) return;
  await admin.deleteTopics({ topics });
  throw new Error(`${topics.length} topics were to be removed`);
}

/** Asks, once, what an administrator may. */
function ask(client: KafkaClient, use: (admin: Admin) => Promise<unknown>): Promise<void> {
  return client.ask(async (kafka) => {
    const admin = kafka.admin();
    try {
      await admin.connect();
      await use(admin);
    } finally {
      await admin.disconnect();
    }
  });
}
