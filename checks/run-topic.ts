import { randomUUID } from "node:crypto";
import { type Producer } from "kafkajs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type KafkaClient } from "./kafka-client";
import { Reader } from "./reader";
import { type ObservedPartition } from "./report";
import { until } from "./until";

/** Begins the name of every topic and group that a check makes. */
export const OWN_PREFIX = "cdktf-kafka-docker-check-";

/** Largest batch that the run's topic takes (`max.message.bytes`): 1 MiB of value, with room for its envelope. */
export const MAX_MESSAGE_BYTES = 1024 * 1024 + 64 * 1024;

/** Settings that make the topic what the checks need, whatever the cluster's defaults are. */
const CONFIG = {
  "cleanup.policy": "delete",
  "compression.type": "producer",
  "max.message.bytes": String(MAX_MESSAGE_BYTES),
};

/** The topic that a run makes for itself, with a producer and a reader that its checks share. */
export class RunTopic {
  /** Name of the topic, and of the reader's group. */
  public readonly name = `${OWN_PREFIX}${randomUUID()}`;
  /** Name of a topic like it, made with it, for a check that goes on beside those that use this one. */
  public readonly aside = `${this.name}-aside`;
  /** Names of all topics of the run. */
  public readonly topics = [this.name, this.aside];
  /** Names of all groups of the run. */
  public readonly groups = [this.name];
  /** Whether anything may have been made. */
  public touched = false;
  private created: Promise<void> | undefined;
  private sharedProducer: Promise<Producer> | undefined;
  private sharedReader: Promise<Reader> | undefined;

  /**
   * @param client - The client of the run.
   * @param manifest - The cluster.
   */
  public constructor(
    private readonly client: KafkaClient,
    private readonly manifest: ClusterManifest,
  ) {}

  /** @returns Name of another group, which is removed with the run. */
  public group(): string {
    return another(this.groups);
  }

  /**
   * Makes another topic with the same assignment and settings, and waits for its leaders; it is removed with the run.
   *
   * @param signal - Ends the tries.
   * @returns Its name.
   */
  public async another(signal: AbortSignal): Promise<string> {
    const name = another(this.topics);
    await this.make([name], signal);
    await this.led(name, signal);
    return name;
  }

  /** Replicas of each partition: one partition per broker, which leads it; the others follow in a ring. */
  public get assignment(): ReadonlyArray<{ readonly partition: number; readonly replicas: number[] }> {
    return replicaAssignment(this.manifest);
  }

  /**
   * Makes the topic, and the one beside it, if they are not there yet.
   *
   * @param signal - Ends the tries.
   */
  public create(signal: AbortSignal): Promise<void> {
    this.created ??= this.make([this.name, this.aside], signal).catch((error: unknown) => {
      this.created = undefined;
      throw error;
    });
    return this.created;
  }

  private async make(names: readonly string[], signal: AbortSignal): Promise<void> {
    this.touched = true;
    const admin = await this.client.admin(signal);
    const configEntries = Object.entries(CONFIG).map(([name, value]) => ({ name, value }));
    const topics = names.map((topic) => ({ topic, replicaAssignment: [...this.assignment], configEntries }));
    // The library's wait for leaders ends too early, or fails on the leader of another topic; and it gives up when
    // the controller is just being elected. That the topic is there already is no error to it.
    await until(signal, () => admin.createTopics({ waitForLeaders: false, timeout: 10_000, topics }));
  }

  /** @returns The topic's partitions, as a broker tells of them; empty while it does not know the topic. */
  public partitions(): Promise<readonly ObservedPartition[]> {
    return this.partitionsOf(this.name);
  }

  /**
   * Makes the topic where it is not there, and waits for its leaders.
   *
   * @param signal - Ends the tries.
   * @param name - Of this topic, or of the one beside it.
   */
  public async ready(signal: AbortSignal, name = this.name): Promise<void> {
    await this.create(signal);
    await this.led(name, signal);
  }

  private async partitionsOf(topic: string): Promise<readonly ObservedPartition[]> {
    const { topics } = await this.client.metadata();
    return topics.find(({ name }) => name === topic)?.partitions ?? [];
  }

  private async led(topic: string, signal: AbortSignal): Promise<void> {
    await until(signal, async () => {
      const led = (await this.partitionsOf(topic)).filter(({ leader }) => leader !== null);
      if (led.length !== this.assignment.length) throw new Error(`topic ${topic} has no leaders yet`);
    });
  }

  /**
   * Everything that it takes to send and to read.
   *
   * @param signal - Ends the tries.
   * @returns The producer and the reader that the checks share.
   */
  public async open(signal: AbortSignal): Promise<{ readonly producer: Producer; readonly reader: Reader }> {
    await this.ready(signal);
    const [producer, reader] = await Promise.all([this.producer(), this.reader(signal)]);
    return { producer, reader };
  }

  /** @returns The idempotent producer that the checks share. */
  public producer(): Promise<Producer> {
    this.sharedProducer ??= this.client.producer();
    return this.sharedProducer;
  }

  /**
   * The reader that the checks share.
   *
   * @param signal - Ends the tries.
   * @returns The reader; it reads from the beginning of the topic.
   */
  public reader(signal: AbortSignal): Promise<Reader> {
    this.sharedReader ??= Reader.open(this.client, this.name, this.name, signal);
    return this.sharedReader;
  }

  /**
   * How many records the brokers hold, those that mark the end of a transaction included.
   *
   * @param signal - Ends the tries.
   * @returns The sum of all partitions.
   */
  public async stored(signal: AbortSignal): Promise<number> {
    const admin = await this.client.admin(signal);
    const offsets = await until(signal, () => admin.fetchTopicOffsets(this.name));
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  }

  /** Closes producer and reader. */
  public async close(): Promise<void> {
    await Promise.allSettled([
      this.sharedReader?.then((reader) => reader.close()),
      this.sharedProducer?.then((producer) => this.client.disconnect(producer)),
    ]);
  }
}

function another(names: string[]): string {
  const name = `${names[0]}-${names.length}`;
  names.push(name);
  return name;
}

/**
 * One partition per broker, which is its first replica and so its preferred leader; the others follow in a ring.
 *
 * @param manifest - The cluster.
 * @returns Replicas of each partition, by broker id.
 */
export function replicaAssignment({
  brokers,
  defaults,
}: ClusterManifest): ReadonlyArray<{ readonly partition: number; readonly replicas: number[] }> {
  const ids = brokers.map(({ id }) => id);
  const replication = Number(defaults["default.replication.factor"]);
  return ids.map((_, partition) => ({
    partition,
    replicas: Array.from({ length: replication }, (__, offset) => ids[(partition + offset) % ids.length]!),
  }));
}
