import { setTimeout as sleep } from "node:timers/promises";
import { type Producer } from "kafkajs";
import { type KafkaClient } from "./kafka-client";
import { type Reader } from "./reader";
import { reason } from "./reason";
import { type RunTopic } from "./run-topic";

const PAUSE_MS = 20;

/** Writes to every partition without end, one message after the other, and remembers what was acknowledged. */
export class Load {
  /** Longest time between two acknowledged messages of one partition. */
  public longestPauseMs = 0;
  /** Errors of messages that were not acknowledged: they may have been written or not. */
  public readonly errors: string[] = [];
  private readonly keys = new Set<string>();
  private readonly latest = new Map<number, number>();
  private readonly counts = new Map<number, number>();
  private loops: ReadonlyArray<Promise<void>> = [];
  private running = true;

  private constructor(
    private readonly client: KafkaClient,
    private readonly topic: string,
    private readonly producer: Producer,
    private readonly label: string,
  ) {}

  /**
   * Begins to write.
   *
   * @param client - The client.
   * @param own - The run's topic.
   * @param label - Tells its messages from those of others.
   * @returns The load.
   */
  public static async start(client: KafkaClient, own: RunTopic, label: string): Promise<Load> {
    const load = new Load(client, own.name, await client.producer(), label);
    load.loops = own.assignment.map(({ partition }) => load.write(partition));
    return load;
  }

  /** @returns How many messages were acknowledged. */
  public get acknowledged(): number {
    return this.keys.size;
  }

  /**
   * Waits until each partition has acknowledged more messages.
   *
   * @param count - How many of each.
   * @param signal - Ends the wait.
   * @throws Error - that tells which partitions have not, when the wait was ended.
   */
  public async more(count: number, signal: AbortSignal): Promise<void> {
    const before = new Map(this.counts);
    const behind = () =>
      [...this.counts].filter(([partition, now]) => now < (before.get(partition) ?? 0) + count);
    while (behind().length > 0 || this.counts.size === 0) {
      if (signal.aborted) {
        const partitions = behind().map(([partition]) => partition);
        const last = this.errors.at(-1);
        throw new Error(
          `no write to partition ${partitions.join(", ")} was acknowledged${last ? `: ${last}` : ""}`,
        );
      }
      await sleep(PAUSE_MS);
    }
  }

  /** Ends the writing. */
  public async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    await this.client.disconnect(this.producer);
  }

  /**
   * Waits until a reader has read everything that was acknowledged until now.
   *
   * @param reader - Reads the topic.
   * @param signal - Ends the wait.
   * @returns Keys of what was not read; empty if nothing is missing.
   */
  public async missing(reader: Reader, signal: AbortSignal): Promise<string[]> {
    const wanted = new Set(this.keys);
    let looked = 0;
    const enough = () => {
      for (; looked < reader.records.length; looked++) wanted.delete(String(reader.records[looked]!.key));
      return wanted.size === 0;
    };
    await reader.read(signal, enough).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return [...wanted];
  }

  private async write(partition: number): Promise<void> {
    this.counts.set(partition, 0);
    for (let index = 0; this.running; index++) {
      const key = `${this.label} ${partition} ${index}`;
      try {
        const messages = [{ partition, key, value: key }];
        await this.producer.send({ topic: this.topic, acks: -1, messages });
        this.acknowledge(partition, key);
      } catch (error) {
        this.errors.push(reason(error));
      }
      await sleep(PAUSE_MS);
    }
  }

  private acknowledge(partition: number, key: string): void {
    const now = performance.now();
    this.longestPauseMs = Math.max(this.longestPauseMs, now - (this.latest.get(partition) ?? now));
    this.latest.set(partition, now);
    this.counts.set(partition, this.counts.get(partition)! + 1);
    this.keys.add(key);
  }
}
