import { setImmediate as turn } from "node:timers/promises";
import { type EachBatchPayload, type KafkaMessage } from "kafkajs";
import { DeadLetters, deadLetter, reading } from "../service/dead-letters";
import { failWith, GROUP, kafkaFromEnvironment, variable } from "../service/kafka-client";
import { run } from "../service/service";
import { LogLine } from "./log-line";
import { type IndexedLine, PartitionIndex } from "./partition-index";

const TOPIC = variable("TOPIC");
const FOLDER = variable("INDEX");
const RETENTION_MS = Number(variable("RETENTION_MS"));
const FORGET_EVERY_MS = 60_000;
const MOST_AT_ONCE = 1_000;

/** The indexes of the partitions that this indexer has. */
const indexes = new Map<number, PartitionIndex>();

function indexOf(partition: number): PartitionIndex {
  const index = indexes.get(partition) ?? new PartitionIndex(FOLDER, partition);
  indexes.set(partition, index);
  return index;
}

run(async (fail) => {
  const kafka = kafkaFromEnvironment("indexer");
  const letters = new DeadLetters(kafka, variable("DEAD_LETTER_TOPIC"));
  // An indexer that is killed is missed after the session timeout, and others take over its partitions.
  const consumer = kafka.consumer({ groupId: "log-indexer", ...GROUP });
  failWith(consumer, fail);
  let joined = false;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joined = true;
    // A partition that went to another one is opened anew when it comes back.
    for (const index of indexes.values()) index.close();
    indexes.clear();
  });

  const add = async (messages: readonly KafkaMessage[], partition: number, end: bigint) => {
    const index = indexOf(partition);
    const before = index.next;
    // Committed is what the index had last: what came after is known to the index itself.
    const fresh = messages.filter(({ offset }) => before === undefined || BigInt(offset) >= before);
    const last = fresh.at(-1);
    if (last === undefined) return;
    const lines: IndexedLine[] = [];
    const rejected: Array<ReturnType<typeof deadLetter>> = [];
    for (const message of fresh) {
      const line = reading(message, LogLine);
      if ("value" in line) lines.push({ ...line.value, offset: message.offset });
      else rejected.push(deadLetter(message, { topic: TOPIC, partition }, line.reason));
    }
    await letters.keep(rejected);
    const next = BigInt(last.offset) + 1n;
    // The end of the last transaction has an offset, too.
    const lag = end - next - 1n;
    index.add(lines, { before, next, lag: lag > 0n ? lag : 0n });
  };
  const eachBatch = async ({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload) => {
    const { highWatermark, messages, partition } = batch;
    for (let at = 0; at < messages.length; at += MOST_AT_ONCE) {
      if (!isRunning() || isStale()) return;
      const some = messages.slice(at, at + MOST_AT_ONCE);
      await add(some, partition, BigInt(highWatermark)).catch(fail);
      resolveOffset(some.at(-1)!.offset);
      await heartbeat();
    }
  };

  await letters.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
  await consumer.run({ eachBatchAutoResolve: false, eachBatch });
  const forget = async () => {
    for (const [partition, index] of indexes)
      while (indexes.get(partition) === index && index.forget(Date.now() - RETENTION_MS)) await turn();
  };
  const forgetting = setInterval(() => void forget().catch(fail), FORGET_EVERY_MS);
  return {
    isHealthy: () => joined,
    stop: async () => {
      clearInterval(forgetting);
      await consumer.disconnect();
      await letters.disconnect();
      for (const index of indexes.values()) index.close();
    },
  };
});
