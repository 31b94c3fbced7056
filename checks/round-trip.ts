import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Consumer, type Producer } from "kafkajs";
import { type Check, type CheckContext, CheckFailure } from "./check";
import { createTopic } from "./topic";
import { until } from "./until";

const BATCHES = 3;
const RECORDS_PER_BATCH = 20;
const VALUE_BYTES = 256;
const JOIN_MS = 3000;

/** A record as it was sent. */
interface SentRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer;
}

/** A record as it was read. */
interface ReadRecord extends SentRecord {
  readonly offset: number;
}

/** Keyed messages go through every partition, and come back complete, unchanged, in order and only once. */
export const roundTrip: Check = {
  name: "round-trip",
  timeoutSeconds: 45,
  async run(context) {
    const { client, manifest, signal, topic } = context;
    const batches = messages(manifest.brokers.length);
    const sent = batches.flat(2);
    const received: ReadRecord[] = [];
    await createTopic(context);
    const [consumer, producer] = await Promise.all([client.consumer(topic), client.producer()]);
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    try {
      const reading = read(consumer, context, received, sent.length);
      await Promise.race([Promise.all([reading, sendAll(producer, topic, batches)]), ended(signal)]);
      // The offsets on the brokers tell of a duplicate that the reader has not come to yet.
      const admin = await client.admin(signal);
      const offsets = await admin.fetchTopicOffsets(topic);
      compare(
        sent,
        received,
        offsets.reduce((sum, { high }) => sum + Number(high), 0),
      );
    } catch (error) {
      // What was read until then tells more than that the time is over, if anything was.
      if (signal.aborted && received.length > 0) compare(sent, received, sent.length);
      throw error;
    } finally {
      // A member that is about to join cannot leave, and its group could not be removed until it is given up.
      await Promise.race([joined, sleep(JOIN_MS, undefined, { ref: false })]);
      await Promise.allSettled([consumer.disconnect(), producer.disconnect()]);
    }
    return `${sent.length} messages through ${manifest.brokers.length} partitions: complete, unchanged, in order, once`;
  },
};

/** Batches in the order in which they are sent; each has keyed messages for every partition. */
function messages(partitions: number): SentRecord[][][] {
  return Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: partitions }, (__, partition) =>
      Array.from({ length: RECORDS_PER_BATCH }, (___, index) => ({
        partition,
        key: `${partition}-${batch * RECORDS_PER_BATCH + index}`,
        value: randomBytes(VALUE_BYTES),
      })),
    ),
  );
}

/**
 * One request for each partition: where one request goes to several brokers and one of them is to be asked again,
 * the library may send all of it again, and with new sequence numbers, so that it is written twice.
 */
async function sendAll(producer: Producer, topic: string, batches: SentRecord[][][]): Promise<void> {
  for (const partitions of batches) {
    await Promise.all(partitions.map((messages) => producer.send({ topic, acks: -1, messages })));
  }
}

/** Resolves when as many different records were read as were sent. */
async function read(consumer: Consumer, { signal, topic }: CheckContext, into: ReadRecord[], count: number) {
  // The broker that is asked may not know the new topic yet, and the library does not try again here.
  await until(signal, () => consumer.subscribe({ topics: [topic], fromBeginning: true }));
  const different = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ message, partition }) => {
          const [key, offset] = [String(message.key), Number(message.offset)];
          into.push({ partition, offset, key, value: message.value ?? Buffer.alloc(0) });
          if (different.add(`${partition} ${key}`).size >= count) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error("the time is over"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Compares what the brokers hold with what was sent, partition by partition. A reader that joins its group again
 * reads some records a second time; that is no fault, and an offset tells them from records written twice.
 *
 * @param sent - Records in the order of sending.
 * @param received - Records as they were read.
 * @param stored - Number of records that the brokers hold.
 * @throws CheckFailure - that tells the first difference.
 */
export function compare(sent: readonly SentRecord[], received: readonly ReadRecord[], stored: number): void {
  const held = new Map<string, ReadRecord>();
  for (const record of received) {
    const place = `${record.partition} ${record.offset}`;
    const before = held.get(place) ?? record;
    if (describe(before) !== describe(record))
      throw failure(`${describe(before)} at each read`, describe(record));
    held.set(place, record);
  }
  const inOrder = [...held.values()].sort((a, b) => a.offset - b.offset);
  for (const partition of new Set(sent.map((record) => record.partition))) {
    const expected = sent.filter((record) => record.partition === partition);
    const actual = inOrder.filter((record) => record.partition === partition);
    for (const [index, record] of expected.entries()) {
      const other = actual[index];
      if (other === undefined) {
        const from = `partition ${partition} (from ${record.key})`;
        throw failure(`${expected.length} messages of ${from}`, `${actual.length} in time`);
      }
      if (describe(other) !== describe(record)) throw failure(describe(record), describe(other));
    }
  }
  if (held.size > sent.length || stored > sent.length) {
    throw failure(`${sent.length} messages`, `${Math.max(held.size, stored)}: some were written twice`);
  }
}

function failure(expected: string, actual: string): CheckFailure {
  return new CheckFailure({
    expected,
    actual,
    remedy:
      "messages do not pass unchanged: see the brokers' logs, and what lies between here and the brokers",
  });
}

function describe({ key, partition, value }: SentRecord): string {
  const hash = createHash("sha256").update(value).digest("hex").slice(0, 12);
  return `message ${key} of partition ${partition} with ${value.length} bytes, sha256 ${hash}`;
}
