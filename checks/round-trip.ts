import { createHash, randomBytes } from "node:crypto";
import { type Producer } from "kafkajs";
import { type Check, CheckFailure } from "./check";
import { type ReadRecord } from "./reader";

const BATCHES = 3;
const RECORDS_PER_BATCH = 20;
const VALUE_BYTES = 256;

/** A record as it was sent. */
interface SentRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer;
}

/** Keyed messages go through every partition, and come back complete, unchanged, in order and only once. */
export const roundTrip: Check = {
  name: "round-trip",
  title: "messages through every partition come back complete, unchanged, in order per partition, and once",
  timeoutSeconds: 45,
  needs: ["topic"],
  quick: true,
  async run({ manifest, own, signal }) {
    const batches = messages(manifest.brokers.length);
    const sent = batches.flat(2);
    const { producer, reader } = await own.open(signal);
    const before = await own.stored(signal);
    const received = () => reader.records.filter((record) => isOurs(record));
    const different = new Set<string>();
    try {
      await Promise.all([
        sendAll(producer, own.name, batches),
        reader.read(signal, (records) => {
          const last = records.at(-1);
          if (last !== undefined && isOurs(last)) different.add(`${last.partition} ${String(last.key)}`);
          return different.size >= sent.length;
        }),
      ]);
    } catch (error) {
      // What was read until then tells more than that the time is over, if anything was.
      if (signal.aborted && received().length > 0) compare(sent, received(), sent.length);
      throw error;
    }
    // The offsets on the brokers tell of a duplicate that the reader has not come to yet.
    compare(sent, received(), (await own.stored(signal)) - before);
    return `${sent.length} messages through ${manifest.brokers.length} partitions: complete, unchanged, in order, once`;
  },
};

/** Keys of this check are two numbers; others use the topic as well. */
function isOurs({ key }: ReadRecord): boolean {
  return /^\d+-\d+$/.test(String(key));
}

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

function describe({ key, partition, value }: SentRecord | ReadRecord): string {
  const bytes = value ?? Buffer.alloc(0);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return `message ${String(key)} of partition ${partition} with ${bytes.length} bytes, sha256 ${hash}`;
}
