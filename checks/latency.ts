import { type Check, type CheckContext } from "./check";
import { type Latency } from "./report";
import { type ReadRecord } from "./reader";

const WARM_UP = 10;
const MESSAGES = 100;

/** How long a message takes from its producer, with `acks=all`, to a consumer; measured, and shown. */
export const latency: Check = {
  name: "latency",
  title: "time of a message from its producer, with acks=all, to a consumer",
  timeoutSeconds: 60,
  needs: ["round-trip"],
  async run(context) {
    const samples = await measure(context);
    const result = statistics(samples);
    context.observed.latency = result;
    const { maxMs, p50Ms, p99Ms } = result;
    return `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, max ${maxMs.toFixed(1)} ms of ${samples.length} messages`;
  },
};

/** One message at a time, to each partition in turn. */
async function measure({ own, signal }: CheckContext): Promise<number[]> {
  const { producer, reader } = await own.open(signal);
  const samples: number[] = [];
  for (let index = 0; index < WARM_UP + MESSAGES; index++) {
    const key = `latency ${index}`;
    const messages = [{ key, value: "x".repeat(100), partition: index % own.assignment.length }];
    let readAt = 0;
    const isIt = (records: readonly ReadRecord[]) => {
      if (String(records.at(-1)?.key) !== key) return false;
      readAt = performance.now();
      return true;
    };
    const sentAt = performance.now();
    await Promise.all([reader.read(signal, isIt), producer.send({ topic: own.name, acks: -1, messages })]);
    if (index >= WARM_UP) samples.push(Math.round((readAt - sentAt) * 100) / 100);
  }
  return samples;
}

/**
 * Percentiles by the nearest rank.
 *
 * @param samplesMs - Milliseconds, in the order of sending; at least one.
 * @returns The samples and what they come to.
 */
export function statistics(samplesMs: readonly number[]): Latency {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  return { samplesMs, p50Ms: rankOf(sorted, 0.5), p99Ms: rankOf(sorted, 0.99), maxMs: sorted.at(-1)! };
}

/**
 * A percentile by the nearest rank.
 *
 * @param sorted - The samples, the least first; at least one.
 * @param share - From 0 to 1.
 * @returns The sample.
 */
export function rankOf(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
