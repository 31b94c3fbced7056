import { setTimeout as sleep } from "node:timers/promises";
import { isUnknownTopic } from "../checks/clean-up";
import { deadline } from "../checks/deadline";
import { type KafkaClient } from "../checks/kafka-client";
import { until } from "../checks/until";
import { type BenchOptions, ForeignTraffic } from "./bench-options";
import { BENCH_PREFIX } from "./bench-topics";

type Admin = Awaited<ReturnType<KafkaClient["admin"]>>;

/** How many records each topic has had so far; of a topic that is being removed, none. */
export type Offsets = ReadonlyMap<string, bigint>;

/**
 * How many records each topic has had so far, Kafka's own among them: groups that commit write too.
 *
 * @param admin - A client.
 * @param ownPrefix - Topics whose names begin so are left out.
 * @returns The sums of the ends of their partitions.
 */
export async function offsetsOf(admin: Admin, ownPrefix: string): Promise<Offsets> {
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith(ownPrefix));
  const sums = await Promise.all(
    topics.map(async (topic) => {
      const partitions = await ends(admin, topic);
      return [topic, partitions.reduce((sum, { high }) => sum + BigInt(high), 0n)] as const;
    }),
  );
  return new Map(sums);
}

const ANSWER_SECONDS = 10;

/** Not taken for none where a broker does not answer at once: the next look would take all of it for new. */
function ends(admin: Admin, topic: string): Promise<ReadonlyArray<{ readonly high: string }>> {
  return until(
    deadline(ANSWER_SECONDS),
    () => admin.fetchTopicOffsets(topic),
    (error) => !isUnknownTopic(error),
  ).catch((error: unknown) => {
    if (isUnknownTopic(error)) return [];
    throw error;
  });
}

/**
 * Topics into which somebody has written.
 *
 * @param before - What there was.
 * @param after - What there is.
 * @param except - Topics that do not count.
 * @returns Their names, sorted.
 */
export function grown(before: Offsets, after: Offsets, except: readonly string[] = []): string[] {
  return [...after]
    .filter(([topic, end]) => !except.includes(topic) && end > (before.get(topic) ?? 0n))
    .map(([topic]) => topic)
    .sort();
}

/** Groups commit each 5 s by default. */
const LISTEN_MS = 6000;
const ROUNDS = 3;

/**
 * Listens whether others write.
 *
 * @param admin - A client.
 * @param options - Whether it is accepted that they do: then nobody listens.
 * @returns What there was at the end.
 * @throws ForeignTraffic - where they do.
 */
export async function quiet(
  admin: Admin,
  { acceptTraffic, say, signal }: Pick<BenchOptions, "acceptTraffic" | "say" | "signal">,
): Promise<Offsets> {
  let before = await offsetsOf(admin, BENCH_PREFIX);
  if (acceptTraffic) return before;
  say("others' traffic");
  for (let round = 1; ; round++) {
    await sleep(LISTEN_MS, undefined, { signal });
    const after = await offsetsOf(admin, BENCH_PREFIX);
    const topics = grown(before, after);
    if (topics.length === 0) return after;
    // A check that has just ended leaves entries in Kafka's own topics; who goes on writes to them again.
    if (round === ROUNDS || topics.some((topic) => !topic.startsWith("__"))) throw new ForeignTraffic(topics);
    before = after;
  }
}
