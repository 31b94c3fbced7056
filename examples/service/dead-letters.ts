import { type Kafka, type KafkaMessage, type Producer } from "kafkajs";
import { type GenericSchema, type InferOutput } from "valibot";
import { parsed, type Validated } from "./validated";
import { Writer } from "./writer";

/** A reason quotes what is wrong, however long that is. */
const MOST_REASON = 500;

/** Where a message was read. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Reads a message's JSON.
 *
 * @param message - The message.
 * @param schema - What it must be.
 * @returns Its value, or what is wrong with it.
 */
export function reading<T extends GenericSchema>(
  { value }: Pick<KafkaMessage, "value">,
  schema: T,
): Validated<InferOutput<T>> {
  return value === null ? { reason: "it has no value" } : parsed(value.toString("utf8"), schema);
}

/** Messages that nobody understands: kept as they are, with the reason, so that they hold up nothing and are not lost. */
export class DeadLetters {
  private readonly producer: Producer;
  private readonly writer: Writer;

  public constructor(
    kafka: Kafka,
    private readonly topic: string,
  ) {
    this.producer = kafka.producer({ idempotent: true });
    this.writer = new Writer(kafka);
  }

  public async connect(): Promise<void> {
    await this.producer.connect();
  }

  /** Keeps messages before anything after them is committed. */
  public async keep(letters: ReadonlyArray<ReturnType<typeof deadLetter>>): Promise<void> {
    const outputs = letters.map((letter) => ({ topic: this.topic, ...letter }));
    await this.writer.send(this.producer, outputs);
  }

  public async disconnect(): Promise<void> {
    await this.producer.disconnect();
  }
}

/**
 * A message that was not understood, to be kept.
 *
 * @param message - The message.
 * @param origin - Where it was read.
 * @param reason - What is wrong with it.
 * @returns It, with where it was and the reason as headers; its key tells the same message that is kept twice.
 */
export function deadLetter(message: KafkaMessage, { partition, topic }: Origin, reason: string) {
  return {
    key: `${topic}-${partition}-${message.offset}`,
    value: message.value,
    headers: {
      ...(message.headers as Record<string, Buffer>),
      reason: reason.slice(0, MOST_REASON),
      topic,
      partition: String(partition),
      offset: message.offset,
      key: message.key ?? "",
    },
  };
}
