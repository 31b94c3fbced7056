import { setTimeout as sleep } from "node:timers/promises";
import {
  type Admin,
  type Consumer,
  type ISocketFactory,
  Kafka,
  logLevel,
  Partitioners,
  type Producer,
} from "kafkajs";
import { type ConfigChange, changeConfigs } from "./kafka-configs";
import { readRecords } from "./kafka-records";
import { askForProducerId, type ClusterMetadata, fetchMetadata, findCoordinators } from "./kafka-metadata";
import { type Connection } from "./connection";
import { until } from "./until";

const CLOSE_MS = 3000;
const SESSION_MS = 6000;
const KEPT_ERRORS = 4;

/** How a client behaves. */
export interface ClientOptions {
  /** Milliseconds for each answer. */
  readonly answerMs?: number;
  /** Tries of the library after the first. */
  readonly retries?: number;
  /** Makes its connections. */
  readonly socketFactory?: ISocketFactory;
}

/** How a producer behaves. */
export interface ProducerOptions {
  /** Writes no duplicate when it sends again after a lost answer. */
  readonly idempotent?: boolean;
  /** Id of its transactions. */
  readonly transactionalId?: string;
}

interface Part {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A Kafka client for checks: quiet, patient in small steps, and closed as a whole. */
export class KafkaClient {
  /** The last few different errors that the library reported, the latest last; its own retries hide them. */
  public errors: readonly string[] = [];
  /** Whether any broker has answered. */
  public reached = false;
  private readonly patient: Kafka;
  private readonly impatient: Kafka;
  private readonly open = new Set<Part>();
  private connectedAdmin: Promise<Admin> | undefined;

  /**
   * @param connection - Addresses to begin with, and what it proves itself with (`connectionTo`).
   * @param options - How it behaves.
   */
  public constructor({ brokers, sasl, ssl }: Connection, options: ClientOptions = {}) {
    const { answerMs = 10_000, retries = 30, socketFactory } = options;
    const shared = {
      clientId: "cdktf-kafka-docker-check",
      brokers: [...brokers],
      ...(ssl === undefined ? {} : { ssl }),
      ...(sasl === undefined ? {} : { sasl }),
      connectionTimeout: 2000,
      requestTimeout: answerMs,
      logLevel: logLevel.ERROR,
      ...(socketFactory === undefined ? {} : { socketFactory }),
      logCreator:
        () =>
        ({ log }: { log: { message: string; error?: unknown } }) => {
          const said = typeof log.error === "string" ? log.error : log.message;
          const error = said.replace(/^Failed to connect to seed broker, [^:]*: /, "");
          this.errors = [...this.errors.filter((one) => one !== error), error].slice(-KEPT_ERRORS);
        },
    };
    // The library's own 300 ms, doubling, costs seconds on a cluster that has just started; its 5 tries are over
    // before ZooKeeper has noticed a dead broker. Each check has a time limit of its own.
    const retry = { initialRetryTime: 50, multiplier: 1.3, factor: 0.1, maxRetryTime: 1000, retries };
    this.patient = new Kafka({ ...shared, retry });
    this.impatient = new Kafka({ ...shared, retry: { retries: 0 } });
  }

  /**
   * Asks once for the cluster and its topics.
   *
   * @returns What one of the brokers says.
   * @throws Error - of the connection; the caller tries again, as nothing can end the library's own retries.
   */
  public async metadata(): Promise<ClusterMetadata> {
    const cluster = await fetchMetadata(this.impatient);
    this.reached = true;
    return cluster;
  }

  /**
   * Asks once for the coordinators of a group and of a transaction. Kafka makes its own topics, those of groups and of
   * transactions, when it is first asked.
   *
   * @param id - Name of the group and id of the transaction; neither comes into being.
   * @throws Error - while there is no coordinator.
   */
  public askForCoordinators(id: string): Promise<void> {
    return findCoordinators(this.impatient, id);
  }

  /**
   * Asks once for the id of a producer, so that the broker has some for the producers to come.
   *
   * @throws Error - while it has none.
   */
  public askForProducerId(): Promise<void> {
    return askForProducerId(this.impatient);
  }

  /**
   * Sets and resets single settings, once; all others stay.
   *
   * @param changes - What to change.
   * @throws Error - that names the topic, and says what Kafka says.
   */
  public changeConfigs(changes: readonly ConfigChange[]): Promise<void> {
    return changeConfigs(this.impatient, changes);
  }

  /**
   * Reads a topic of one partition from its beginning to its end, without a group.
   *
   * @param topic - Name of the topic.
   * @returns The last value of each key; a key whose value was deleted is left out.
   */
  public records(topic: string): Promise<ReadonlyMap<string, string>> {
    return readRecords(this.impatient, topic);
  }

  /**
   * Asks what the library itself has no request for.
   *
   * @param use - What to do with the library; it tries once.
   * @returns What came of it.
   */
  public async ask<T>(use: (kafka: Kafka) => Promise<T>): Promise<T> {
    const answer = await use(this.impatient);
    this.reached = true;
    return answer;
  }

  /**
   * The one admin client, connected.
   *
   * @param signal - Ends the tries to reach a broker.
   * @returns The client.
   */
  public async admin(signal: AbortSignal): Promise<Admin> {
    if (!this.reached) await until(signal, () => this.metadata());
    this.connectedAdmin ??= this.connect(this.patient.admin());
    return this.connectedAdmin;
  }

  /**
   * A producer, connected.
   *
   * @param options - How it behaves. Default: idempotent, without transactions.
   * @returns The producer.
   */
  public producer({ idempotent = true, transactionalId }: ProducerOptions = {}): Promise<Producer> {
    return this.connect(
      this.patient.producer({
        idempotent,
        transactionalId,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
      }),
    );
  }

  /**
   * A consumer of a group, connected. It sees what is committed alone.
   *
   * @param groupId - Name of the group.
   * @returns The consumer.
   */
  public consumer(groupId: string): Promise<Consumer> {
    // A fetch in flight delays the end by up to the wait; the library's default is 5 s. Members learn of a
    // rebalance by a heartbeat. One that could not leave is given up after the session: the least that brokers accept.
    return this.connect(
      this.patient.consumer({
        groupId,
        maxWaitTimeInMs: 50,
        sessionTimeout: SESSION_MS,
        heartbeatInterval: 50,
        allowAutoTopicCreation: false,
      }),
    );
  }

  /**
   * Closes one part.
   *
   * @param part - What this client has opened.
   */
  public async disconnect(part: Part): Promise<void> {
    this.open.delete(part);
    await Promise.race([
      part.disconnect().catch(() => undefined),
      sleep(CLOSE_MS, undefined, { ref: false }),
    ]);
  }

  /**
   * Closes everything that was opened: an idle connection of the library uses a processor all the time. It is
   * bounded in time, as a part that still tries to connect cannot be closed.
   */
  public async close(): Promise<void> {
    this.connectedAdmin = undefined;
    await Promise.all([...this.open].map((part) => this.disconnect(part)));
  }

  private async connect<T extends Part>(part: T): Promise<T> {
    this.open.add(part);
    await part.connect();
    return part;
  }
}
