import { type CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from "kafkajs";

/** A message to be written. */
export interface Output {
  readonly topic: string;
  readonly key: string;
  /** Null removes the key from a compacted topic. */
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Default: the key decides. */
  readonly partition?: number;
}

/** Brokers take a little more than 1 MB at once (`max.message.bytes`). */
const MOST_BYTES = 800_000;
/** What a message takes besides, with headers that are not long. */
const HEADER_BYTES = 300;

interface Request {
  readonly topic: string;
  readonly messages: Message[];
  bytes: number;
}

/**
 * Writes messages, those of each partition in a request of their own. kafkajs 2.2.4 tries a request to several brokers
 * again as a whole when one of them does not answer: what another one has taken meanwhile is then there twice, and what
 * changes its leader in between can be left out.
 */
export class Writer {
  private readonly partitioner = Partitioners.DefaultPartitioner();
  private readonly partitions = new Map<string, number>();

  public constructor(
    private readonly kafka: Kafka,
    private readonly compression?: CompressionTypes,
  ) {}

  /**
   * Writes messages; those of one partition in their order.
   *
   * @param to - A producer, or a transaction.
   * @param outputs - The messages.
   */
  public async send(to: Pick<Producer, "send">, outputs: readonly Output[]): Promise<void> {
    await this.learn(outputs);
    const requests = new Map<string, Request[]>();
    for (const output of outputs) {
      const { headers = {}, key, topic, value } = output;
      const partition = output.partition ?? this.partitionOf(topic, key);
      const name = `${topic} ${partition}`;
      const all = requests.get(name) ?? [];
      requests.set(name, all);
      const bytes = Buffer.byteLength(key) + Buffer.byteLength(value ?? "") + HEADER_BYTES;
      if (all.length === 0 || all.at(-1)!.bytes + bytes > MOST_BYTES)
        all.push({ topic, bytes: 0, messages: [] });
      const request = all.at(-1)!;
      request.bytes += bytes;
      request.messages.push({ key, value, partition, headers: { ...headers } });
    }
    const { compression } = this;
    const all = [...requests.values()].map(async (ofPartition) => {
      for (const { messages, topic } of ofPartition) {
        await to.send({ topic, messages, ...(compression === undefined ? {} : { compression }) });
      }
    });
    // One that has failed must not leave others on their way.
    const failed = (await Promise.allSettled(all)).find(({ status }) => status === "rejected");
    if (failed) throw (failed as PromiseRejectedResult).reason;
  }

  private partitionOf(topic: string, key: string): number {
    const partitionMetadata = Array.from({ length: this.partitions.get(topic)! }, (_, partitionId) => ({
      ...{ partitionId, leader: 0, partitionErrorCode: 0, replicas: [], isr: [] },
    }));
    return this.partitioner({ topic, partitionMetadata, message: { key, value: null } });
  }

  private async learn(outputs: readonly Output[]): Promise<void> {
    const topics = new Set(
      outputs.filter(({ partition }) => partition === undefined).map(({ topic }) => topic),
    );
    const unknown = [...topics].filter((topic) => !this.partitions.has(topic));
    if (unknown.length === 0) return;
    const admin = this.kafka.admin();
    await admin.connect();
    const { topics: found } = await admin.fetchTopicMetadata({ topics: unknown });
    for (const { name, partitions } of found) this.partitions.set(name, partitions.length);
    await admin.disconnect();
  }
}

/** Writes what many ask for at the same time: while some of it is written, the rest waits and is written together. */
export class Together {
  private waiting: Array<{ readonly output: Output; readonly done: (error?: unknown) => void }> = [];
  private writing = false;

  public constructor(
    private readonly writer: Writer,
    private readonly producer: Producer,
  ) {}

  /** Writes a message; comes back when it is acknowledged. */
  public async send(output: Output): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.waiting.push({
        output,
        done: (error) => (error === undefined ? resolve() : reject(error as Error)),
      });
    });
    if (!this.writing) void this.write();
    return written;
  }

  private async write(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const some = this.waiting.splice(0);
      const error: unknown = await this.writer
        .send(
          this.producer,
          some.map(({ output }) => output),
        )
        .catch((reason: unknown) => reason);
      for (const { done } of some) done(error);
    }
    this.writing = false;
  }
}
