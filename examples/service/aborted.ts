import Broker from "kafkajs/src/broker";

/** A message as kafkajs has decoded it, before it is filtered. */
export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  /** Such a record is not given to the consumer, but moves its offset on. */
  isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

/** What a broker has answered for one partition. */
export interface FetchedPartition {
  readonly messages: readonly FetchedMessage[];
  abortedTransactions: ReadonlyArray<{ readonly producerId: string; readonly firstOffset: string }>;
}

const ABORT = Buffer.from([0, 0, 0, 0]);

/**
 * Hides messages of transactions that were aborted. kafkajs 2.2.4 takes the list of these transactions to be in the
 * order of their offsets, and takes one of it for a message at most: where several transactions of one partition were
 * open at the same time, it gives out messages of aborted ones.
 *
 * @param partition - What a broker has answered; it is changed.
 */
export function hideAborted(partition: FetchedPartition): void {
  const waiting = [...(partition.abortedTransactions ?? [])].sort((a, b) =>
    BigInt(a.firstOffset) < BigInt(b.firstOffset) ? -1 : 1,
  );
  const open = new Set<string>();
  for (const message of partition.messages) {
    while (waiting.length > 0 && BigInt(waiting[0]!.firstOffset) <= BigInt(message.offset)) {
      open.add(String(waiting.shift()!.producerId));
    }
    const producer = String(message.batchContext.producerId);
    if (message.isControlRecord) {
      if (message.key !== null && Buffer.from(message.key).equals(ABORT)) open.delete(producer);
    } else if (message.batchContext.inTransaction && open.has(producer)) message.isControlRecord = true;
  }
  partition.abortedTransactions = [];
}

/** Makes every consumer of this process do so. */
export function hideAbortedEverywhere(): void {
  const prototype = Broker.prototype as unknown as {
    fetch: ((options: unknown) => Promise<Fetched>) & { readonly hides?: true };
  };
  const { fetch } = prototype;
  if (fetch.hides) return;
  const hiding = async function (this: unknown, options: unknown): Promise<Fetched> {
    const fetched = await fetch.call(this, options);
    for (const { partitions } of fetched.responses) for (const one of partitions) hideAborted(one);
    return fetched;
  };
  prototype.fetch = Object.assign(hiding, { hides: true as const });
}

interface Fetched {
  readonly responses: ReadonlyArray<{ readonly partitions: readonly FetchedPartition[] }>;
}
