import { type ConnectionOptions } from "node:tls";
import { type Consumer, Kafka, logLevel, type SASLOptions } from "kafkajs";
import { reason } from "../../checks/reason";

/** What somebody tried; "done", or why not. */
export type Outcome = "done" | (string & {});

const WAIT_MS = 15_000;

/** Somebody who has logged in, and tries what it may or may not do. */
export class KafkaLogin {
  private readonly kafka: Kafka;
  /** The library tells only in its log why there is no coordinator. */
  private hidden = "";

  /**
   * @param brokers - Addresses to begin with, `host:port`.
   * @param username - The login.
   * @param password - Its password.
   * @param ssl - Whom to trust, where the connection is encrypted.
   */
  public constructor(brokers: string[], username: string, password: string, ssl?: ConnectionOptions) {
    const sasl: SASLOptions = { mechanism: "scram-sha-512", username, password };
    const retry = { retries: 3, initialRetryTime: 100 };
    const logCreator =
      () =>
      ({ log }: { log: { message: string; error?: unknown } }) => {
        if (log.error instanceof Error) this.hidden = reason(log.error);
      };
    const logging = { logLevel: logLevel.DEBUG, logCreator };
    this.kafka = new Kafka({
      brokers,
      sasl,
      ...(ssl ? { ssl } : {}),
      retry,
      requestTimeout: 5000,
      ...logging,
    });
  }

  public write(topic: string, options: { idempotent?: boolean; transactionalId?: string } = {}) {
    return this.outcome(async () => {
      const idempotent = options.idempotent ?? options.transactionalId !== undefined;
      const producer = this.kafka.producer({ ...options, idempotent, maxInFlightRequests: 1 });
      try {
        await producer.connect();
        const messages = [{ value: "x" }];
        if (options.transactionalId === undefined) await producer.send({ topic, messages });
        else {
          const transaction = await producer.transaction();
          await transaction.send({ topic, messages });
          await transaction.commit();
        }
      } finally {
        await producer.disconnect();
      }
    });
  }

  public read(topic: string, groupId: string) {
    return this.outcome(async () => {
      const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 50, retry: { retries: 1 } });
      try {
        await consumer.connect();
        await consumer.subscribe({ topic, fromBeginning: true });
        await firstMessage(consumer);
      } finally {
        await consumer.disconnect();
      }
    });
  }

  public describe(topic: string) {
    return this.administer((admin) => admin.fetchTopicMetadata({ topics: [topic] }));
  }

  public create(topic: string) {
    return this.administer((admin) => admin.createTopics({ topics: [{ topic }], waitForLeaders: false }));
  }

  public remove(topic: string) {
    return this.administer((admin) => admin.deleteTopics({ topics: [topic] }));
  }

  private async outcome(work: () => Promise<void>): Promise<Outcome> {
    try {
      await work();
      return "done";
    } catch (error) {
      return `${reason(error)}; ${this.hidden}`;
    }
  }

  private administer(use: (admin: ReturnType<Kafka["admin"]>) => Promise<unknown>) {
    return this.outcome(async () => {
      const admin = this.kafka.admin();
      try {
        await admin.connect();
        await use(admin);
      } finally {
        await admin.disconnect();
      }
    });
  }
}

async function firstMessage(consumer: Consumer): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error("no message")), WAIT_MS);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer.run({ eachMessage: () => Promise.resolve(resolve()) }).catch(reject);
    });
  } finally {
    clearTimeout(timer);
  }
}
