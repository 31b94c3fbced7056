import { randomUUID } from "node:crypto";
import { type Check, type CheckContext, CheckFailure } from "./check";
import { OWN_PREFIX } from "./run-topic";
import { SentMessages } from "./sent-messages";

const PER_PARTITION = 3;

/** The same for each run: Kafka keeps an id for days, and offers no way to remove it. */
const TRANSACTIONAL_ID = `${OWN_PREFIX}transactions`;

/** What a run reads when another one uses its id. */
const FENCED: readonly string[] = [
  "PRODUCER_FENCED",
  "INVALID_PRODUCER_EPOCH",
  "INVALID_TXN_STATE",
  "INVALID_PRODUCER_ID_MAPPING",
  "CONCURRENT_TRANSACTIONS",
];

/** A reader of committed records sees what was committed, and never what was aborted. */
export const transactions: Check = {
  name: "transactions",
  title: "committed transactions are seen, aborted ones never by a reader of committed records",
  timeoutSeconds: 45,
  needs: ["round-trip"],
  concurrent: true,
  quick: true,
  async run(context) {
    try {
      return await transact(context, TRANSACTIONAL_ID);
    } catch (error) {
      if (!isFenced(error)) throw error;
      // Two runs at the same time are no fault of the cluster.
      return transact(context, `${TRANSACTIONAL_ID}-${randomUUID()}`);
    }
  },
};

async function transact({ client, own, signal }: CheckContext, transactionalId: string): Promise<string> {
  await own.ready(signal);
  const [before, reader, producer] = await Promise.all([
    own.stored(signal),
    own.reader(signal),
    client.producer({ transactionalId }),
  ]);
  const committed = new SentMessages(`committed ${randomUUID()}`);
  const aborted = new SentMessages(`aborted ${randomUUID()}`);
  try {
    for (const [sent, end] of [
      [committed, "commit"],
      [aborted, "abort"],
      [committed, "commit"],
    ] as const) {
      const transaction = await producer.transaction();
      try {
        // One request for each partition, one after the other: see the round trip.
        for (const { partition } of own.assignment) {
          const messages = Array.from({ length: PER_PARTITION }, () =>
            sent.mark({ partition, key: end, value: `${end} ${partition}` }),
          );
          await transaction.send({ topic: own.name, acks: -1, messages });
        }
        await transaction[end]();
      } catch (error) {
        if (transaction.isActive()) await transaction.abort().catch(() => undefined);
        throw error;
      }
    }
    await committed.comeBack(reader, signal);
    // The last of each partition was read, so those before it that were aborted were passed over.
    const seen = aborted.found(reader.records).size;
    const written = (await own.stored(signal)) - before;
    if (seen > 0 || written < committed.size + aborted.size) throw failure(aborted.size, seen, written);
    return `${committed.size} committed seen, ${aborted.size} aborted not seen`;
  } finally {
    await client.disconnect(producer);
  }
}

function failure(aborted: number, seen: number, written: number): CheckFailure {
  if (seen === 0) {
    return new CheckFailure({
      expected: "committed and aborted records on the brokers",
      actual: `${written} records: what was to be aborted was never written`,
    });
  }
  return new CheckFailure({
    expected: `none of ${aborted} aborted messages seen by a reader of committed records`,
    actual: `${seen} seen`,
    remedy:
      "see the brokers' logs for __transaction_state; consumers must not rely on transactions until then",
  });
}

function isFenced(error: unknown): boolean {
  const { cause, type } = error as { type?: string; cause?: unknown };
  if (type !== undefined && FENCED.includes(type)) return true;
  return cause instanceof Error && isFenced(cause);
}
