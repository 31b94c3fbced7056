import { type Admin, type Consumer, Kafka, logLevel, Partitioners, type Producer } from "kafkajs";

/**
 * A Kafka client for checks: quiet, patient in small steps, and closed as a whole. Nothing else in the package
 * knows which client library is used.
 */
export class KafkaClient {
  /** Last error that the library reported; its own retries hide it. */
  public lastError: string | undefined;
  private readonly kafka: Kafka;
  private readonly open: Array<{ disconnect(): Promise<void> }> = [];
  private connectedAdmin: Promise<Admin> | undefined;

  /**
   * @param brokers - Addresses to begin with, `host:port`.
   * @param patience - Tries of the library after the first, and milliseconds for each answer.
   */
  public constructor(brokers: readonly string[], { retries, answerMs } = { retries: 40, answerMs: 10_000 }) {
    this.kafka = new Kafka({
      clientId: "cdktf-kafka-docker-check",
      brokers: [...brokers],
      connectionTimeout: 2000,
      requestTimeout: answerMs,
      // The library's own 300 ms, doubling, costs seconds on a cluster that has just started; its 5 tries are
      // over before ZooKeeper has noticed a dead broker. Each check has a time limit of its own.
      retry: { initialRetryTime: 50, multiplier: 1.3, factor: 0.1, maxRetryTime: 1000, retries },
      logLevel: logLevel.ERROR,
      logCreator:
        () =>
        ({ log }) => {
          const { error } = log as { error?: unknown };
          this.lastError = typeof error === "string" ? error : log.message;
        },
    });
  }

  /** @returns The one admin client, connected. */
  public admin(): Promise<Admin> {
    this.connectedAdmin ??= this.connect(this.kafka.admin());
    return this.connectedAdmin;
  }

  /**
   * An idempotent producer, connected: a retry after a lost answer writes no duplicate.
   *
   * @returns The producer.
   */
  public producer(): Promise<Producer> {
    return this.connect(
      this.kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      }),
    );
  }

  /**
   * A consumer of a group, connected.
   *
   * @param groupId - Name of the group.
   * @returns The consumer.
   */
  public consumer(groupId: string): Promise<Consumer> {
    // A fetch in flight delays the end by up to this time; the library's default is 5 s.
    return this.connect(this.kafka.consumer({ groupId, maxWaitTimeInMs: 100 }));
  }

  /** Closes everything that was opened; an idle connection of the library uses a processor all the time. */
  public async close(): Promise<void> {
    this.connectedAdmin = undefined;
    await Promise.allSettled(this.open.splice(0).map((part) => part.disconnect()));
  }

  private async connect<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(
    part: T,
  ): Promise<T> {
    this.open.push(part);
    await part.connect();
    return part;
  }
}
