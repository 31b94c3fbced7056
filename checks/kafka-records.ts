import { type Kafka } from "kafkajs";
import { type Broker, withCluster } from "./kafka-connection";

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a topic of one partition from its beginning to its end. A consumer would need a group, and Kafka's own topic
 * of groups, which takes seconds to make on a new cluster.
 *
 * @param kafka - A client.
 * @param topic - Name of the topic.
 * @returns The last value of each key; a key whose value was deleted is left out.
 * @throws Error - of the connection, or while the partition has no leader.
 */
export async function readRecords(kafka: Kafka, topic: string): Promise<ReadonlyMap<string, string>> {
  return withCluster(kafka, async (cluster) => {
    await cluster.addTargetTopic(topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [0]));
    if (nodeId === undefined) throw new Error(`topic ${topic} has no leader`);
    const partitions = [{ partition: 0 }];
    const offset = async (fromBeginning: boolean) => {
      const [found] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }]);
      return BigInt(found!.partitions[0]!.offset);
    };
    const [first, end] = [await offset(true), await offset(false)];
    return readFrom(await cluster.findBroker({ nodeId }), topic, first, end);
  });
}

async function readFrom(broker: Broker, topic: string, first: bigint, end: bigint) {
  const values = new Map<string, string>();
  for (let next = first; next < end;) {
    const wanted = [{ partition: 0, fetchOffset: String(next), maxBytes: MAX_BYTES }];
    const request = { isolationLevel: 1, maxWaitTime: 100, minBytes: 1, maxBytes: MAX_BYTES };
    const { responses } = await broker.fetch({ ...request, topics: [{ topic, partitions: wanted }] });
    const messages = responses[0]?.partitions[0]?.messages ?? [];
    for (const { key, value } of messages) {
      if (key === null) continue;
      if (value === null) values.delete(String(key));
      else values.set(String(key), String(value));
    }
    const last = messages.at(-1);
    // Compaction may have removed the records before the end.
    if (last === undefined) break;
    next = BigInt(last.offset) + 1n;
  }
  return values;
}
