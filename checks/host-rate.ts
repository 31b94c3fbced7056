import { randomBytes } from "node:crypto";
import { type Kafka } from "kafkajs";
import { rankOf } from "./latency";

const BATCH = 200;
const LOOPS = 4;
/** Messages at first that are not counted. */
const WARM_UP = 50;
const CODEC_NUMBERS = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** Milliseconds from the send of a record to its acknowledgement. */
export interface WriteLatency {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** What a client on this host came to, by the published ports. */
export interface HostRate {
  readonly producedMBps: number;
  readonly consumedMBps: number;
  /** Of single messages, one after the other. */
  readonly latency: WriteLatency;
}

/** What a client on this host does. */
export interface HostRun {
  readonly topic: string;
  readonly acks: "0" | "1" | "all";
  readonly compression: keyof typeof CODEC_NUMBERS;
  /** Gives the value of the next message. */
  readonly message: () => Buffer;
  readonly seconds: number;
  readonly maxMBps: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Writes and reads with the client library of this package, by the published ports.
 *
 * @param kafka - The client.
 * @param run - What is done.
 * @returns What it came to.
 */
export async function hostRate(kafka: Kafka, run: HostRun): Promise<HostRate> {
  const { message, signal, topic } = run;
  const acks = run.acks === "all" ? -1 : Number(run.acks);
  const compression = CODEC_NUMBERS[run.compression];
  // One for each loop: where two sends of one producer fail at once, the library mixes up its brokers.
  const producers = Array.from({ length: LOOPS }, () => kafka.producer());
  try {
    await Promise.all(producers.map((producer) => producer.connect()));
    const send = (loop: number, count: number) => {
      const messages = Array.from({ length: count }, () => ({ value: message() }));
      const bytes = messages.reduce((sum, { value }) => sum + value.length, 0);
      return producers[loop]!.send({ topic, acks, compression, messages }).then(() => bytes);
    };
    const latency = await paced(() => send(0, 1), run);
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    let bytes = 0;
    const loop = async (_: unknown, index: number) => {
      while (elapsed() < run.seconds && bytes < run.maxBytes && !signal.aborted) {
        const behind = bytes / 1e6 / run.maxMBps - elapsed();
        if (behind > 0) await new Promise((resolve) => setTimeout(resolve, behind * 1000));
        bytes += await send(index, BATCH);
      }
    };
    await Promise.all(producers.map(loop));
    const producedMBps = bytes / 1e6 / elapsed();
    return { producedMBps, consumedMBps: await consumed(kafka, run), latency };
  } finally {
    await Promise.allSettled(producers.map((producer) => producer.disconnect()));
  }
}

/** One message after the other. */
async function paced(send: () => Promise<unknown>, { seconds, signal }: HostRun) {
  const samples: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let index = 0; performance.now() < end && !signal.aborted; index++) {
    const started = performance.now();
    await send();
    if (index >= WARM_UP) samples.push(performance.now() - started);
  }
  const sorted = samples.sort((one, other) => one - other);
  const at = (share: number) => rankOf(sorted, share) ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), p999Ms: at(0.999), maxMs: at(1) };
}

/** Reads for so long, from the first record that comes. */
async function consumed(kafka: Kafka, { seconds, signal, topic }: HostRun): Promise<number> {
  const consumer = kafka.consumer({ groupId: topic, maxBytesPerPartition: 1 << 20 });
  const admin = kafka.admin();
  let [bytes, records, first, last] = [0, 0, 0, 0];
  try {
    await Promise.all([consumer.connect(), admin.connect()]);
    const offsets = await admin.fetchTopicOffsets(topic);
    const all = offsets.reduce((sum, { high }) => sum + Number(high), 0);
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachBatch({ batch }) {
        first ||= performance.now();
        for (const { value } of batch.messages) bytes += value?.length ?? 0;
        records += batch.messages.length;
        last = performance.now();
        return Promise.resolve();
      },
    });
    const end = performance.now() + seconds * 3000;
    const isDone = () => records >= all || (first > 0 && last - first > seconds * 1000);
    while (!isDone() && performance.now() < end && !signal.aborted)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return last > first ? bytes / 1e6 / ((last - first) / 1000) : 0;
  } finally {
    await Promise.allSettled([consumer.disconnect(), admin.disconnect()]);
  }
}

/**
 * Values for messages that are no shorter when compressed.
 *
 * @param bytes - Length of each.
 * @returns Gives the next, of letters as Kafka's own tool takes them.
 */
export function randomMessages(bytes: number): () => Buffer {
  const letters = Buffer.from(randomBytes(64 * 1024 + bytes).map((byte) => 65 + (byte % 26)));
  return () => {
    const from = Math.floor(Math.random() * 64 * 1024);
    return letters.subarray(from, from + bytes);
  };
}
