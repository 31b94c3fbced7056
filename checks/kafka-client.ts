import { setTimeout as sleep } from "node:timers/promises";
import { type Admin, type Consumer, Kafka, logLevel, Partitioners, type Producer } from "kafkajs";
import { until } from "./until";

const CLOSE_MS = 3000;

/**
 * A Kafka client for checks: quiet, patient in small steps, and closed as a whole. Nothing else in the package
 * knows which client library is used.
 */
export class KafkaClient {
  /** Last error that the library reported; its own retries hide it. */
  public lastError: string | undefined;
  /** Whether any broker has answered. */
  public reached = false;
  private readonly patient: Kafka;
  private readonly impatient: Kafka;
  private readonly open: Array<{ disconnect(): Promise<void> }> = [];
  private connectedAdmin: Promise<Admin> | undefined;

  /**
   * @param brokers - Addresses to begin with, `host:port`.
   * @param answerMs - Milliseconds for each answer.
   * @param retries - Tries of the library after the first.
   */
  public constructor(brokers: readonly string[], answerMs = 10_000, retries = 30) {
    const shared = {
      clientId: "cdktf-kafka-docker-check",
      brokers: [...brokers],
      connectionTimeout: 2000,
      requestTimeout: answerMs,
      logLevel: logLevel.ERROR,
      logCreator:
        () =>
        ({ log }: { log: { message: string; error?: unknown } }) => {
          this.lastError = typeof log.error === "string" ? log.error : log.message;
        },
    };
    // The library's own 300 ms, doubling, costs seconds on a cluster that has just started; its 5 tries are over
    // before ZooKeeper has noticed a dead broker. Each check has a time limit of its own.
    const retry = { initialRetryTime: 50, multiplier: 1.3, factor: 0.1, maxRetryTime: 1000, retries };
    this.patient = new Kafka({ ...shared, retry });
    this.impatient = new Kafka({ ...shared, retry: { retries: 0 } });
  }

  /**
   * Asks once for the brokers of the cluster.
   *
   * @returns Their ids and advertised addresses.
   * @throws Error - of the connection; the caller tries again, as nothing can end the library's own retries.
   */
  public async describeCluster(): Promise<Awaited<ReturnType<Admin["describeCluster"]>>> {
    const admin = this.impatient.admin();
    try {
      await admin.connect();
      const cluster = await admin.describeCluster();
      this.reached = true;
      return cluster;
    } finally {
      await admin.disconnect();
    }
  }

  /**
   * The one admin client, connected.
   *
   * @param signal - Ends the tries to reach a broker.
   * @returns The client.
   */
  public async admin(signal: AbortSignal): Promise<Admin> {
    if (!this.reached) await until(signal, () => this.describeCluster());
    this.connectedAdmin ??= this.connect(this.patient.admin());
    return this.connectedAdmin;
  }

  /**
   * An idempotent producer, connected: a retry after a lost answer writes no duplicate.
   *
   * @returns The producer.
   */
  public producer(): Promise<Producer> {
    return this.connect(
      this.patient.producer({
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
    // A member that could not leave is given up after the session: the least that brokers accept.
    return this.connect(
      this.patient.consumer({ groupId, maxWaitTimeInMs: 100, sessionTimeout: 6000, heartbeatInterval: 1000 }),
    );
  }

  /**
   * Closes everything that was opened: an idle connection of the library uses a processor all the time. It is
   * bounded in time, as a part that still tries to connect cannot be closed.
   */
  public async close(): Promise<void> {
    this.connectedAdmin = undefined;
    const parts = this.open.splice(0).map((part) => part.disconnect());
    await Promise.race([Promise.allSettled(parts), sleep(CLOSE_MS, undefined, { ref: false })]);
  }

  private async connect<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(
    part: T,
  ): Promise<T> {
    this.open.push(part);
    await part.connect();
    return part;
  }
}
