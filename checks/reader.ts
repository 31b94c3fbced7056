import { type Consumer, type IHeaders } from "kafkajs";
import { codecs } from "./codecs";
import { type KafkaClient } from "./kafka-client";
import { until } from "./until";

const JOIN_MS = 3000;

/** A record as it was read. */
export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

/** Reads a topic from its beginning, as a group of its own that sees what is committed alone. */
export class Reader {
  /** Everything that was read until now; the same record may be there twice, after a rebalance. */
  public readonly records: ReadRecord[] = [];
  /** How many partitions the reader has as a member of its group. */
  public assigned = 0;
  private readonly listeners = new Set<(error?: Error) => void>();
  private failed: Error | undefined;

  private constructor(
    private readonly client: KafkaClient,
    private readonly consumer: Consumer,
    private readonly topic: string,
    private readonly joined: Promise<unknown>,
  ) {}

  /**
   * Opens a reader.
   *
   * @param client - The client.
   * @param topic - The topic.
   * @param group - Name of the group.
   * @param signal - Ends the tries.
   * @returns The reader, which reads from now on.
   */
  public static async open(
    client: KafkaClient,
    topic: string,
    group: string,
    signal: AbortSignal,
  ): Promise<Reader> {
    // Whatever the topic's batches were compressed with.
    codecs();
    const consumer = await client.consumer(group);
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    const reader = new Reader(client, consumer, topic, joined);
    consumer.on(consumer.events.REBALANCING, () => (reader.assigned = 0));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      reader.assigned = memberAssignment[topic]?.length ?? 0;
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart) reader.fail(error);
    });
    // The broker that is asked may not know the new topic yet, and the library does not try again here.
    await until(signal, () => consumer.subscribe({ topics: [topic], fromBeginning: true }));
    const eachMessage = reader.take.bind(reader);
    consumer.run({ autoCommit: false, eachMessage }).catch((error: Error) => reader.fail(error));
    return reader;
  }

  /**
   * Waits until what was read is enough.
   *
   * @param signal - Ends the wait.
   * @param enough - Asked after each record.
   * @throws Error - when the wait was ended, or nothing can be read any more.
   */
  public async read(signal: AbortSignal, enough: (records: readonly ReadRecord[]) => boolean): Promise<void> {
    if (enough(this.records)) return;
    let end: (error?: Error) => void = () => undefined;
    const stop = () => end(new Error("the time is over"));
    try {
      await new Promise<void>((resolve, reject) => {
        end = (error = this.failed) => {
          if (error !== undefined) reject(error);
          else if (enough(this.records)) resolve();
        };
        this.listeners.add(end);
        signal.addEventListener("abort", stop, { once: true });
        if (signal.aborted) stop();
        end();
      });
    } finally {
      this.listeners.delete(end);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Commits the offsets of everything that was read. */
  public async commit(): Promise<void> {
    const next = new Map<number, number>();
    for (const { offset, partition } of this.records) {
      next.set(partition, Math.max(next.get(partition) ?? 0, offset + 1));
    }
    const offsets = [...next].map(([partition, offset]) => ({
      topic: this.topic,
      partition,
      offset: String(offset),
    }));
    await this.consumer.commitOffsets(offsets);
  }

  /** Leaves the group. A member that is about to join cannot leave, and its group could not be removed. */
  public async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.joined, new Promise((resolve) => (timer = setTimeout(resolve, JOIN_MS)))]);
    clearTimeout(timer);
    await this.client.disconnect(this.consumer);
  }

  private take({
    message: { headers, key, offset, value },
    partition,
  }: {
    message: { headers?: IHeaders; key: Buffer | null; offset: string; value: Buffer | null };
    partition: number;
  }): Promise<void> {
    this.records.push({ partition, offset: Number(offset), key, value, headers: headers ?? {} });
    for (const listener of [...this.listeners]) listener();
    return Promise.resolve();
  }

  private fail(error: Error): void {
    this.failed = error;
    for (const listener of [...this.listeners]) listener(error);
  }
}
