import { randomUUID } from "node:crypto";
import { type KafkaClient } from "../checks/kafka-client";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type BenchPoint } from "./bench-point";
import { deadline } from "../checks/deadline";

/** Begins the name of every topic and group that is made. */
export const BENCH_PREFIX = "cdktf-kafka-docker-bench-";

const CREATE_SECONDS = 30;

/** Topics to be measured; each goes as soon as it has been. */
export class BenchTopics {
  /** Topics that were made and not yet removed. */
  public readonly left = new Set<string>();
  /** Groups that have read them. */
  public readonly groups: string[] = [];

  /**
   * @param client - The client of the run.
   * @param manifest - The cluster.
   * @param signal - Ends the tries.
   */
  public constructor(
    private readonly client: KafkaClient,
    private readonly manifest: ClusterManifest,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Does something with a new topic, and removes it: at once, for the room.
   *
   * @param point - Its partitions and replicas; leaders are spread over the brokers.
   * @param use - What is done with it.
   * @returns What came of it.
   */
  public async with<T>(point: BenchPoint, use: (topic: string) => Promise<T>): Promise<T> {
    const topic = await this.create(point);
    const result = await use(topic);
    const admin = await this.client.admin(this.signal);
    // One that could not be removed is still among those that are left, for the end.
    await admin.deleteTopics({ topics: [topic], timeout: 10_000 }).then(
      () => this.left.delete(topic),
      () => undefined,
    );
    return result;
  }

  private async create({ partitions, replication }: BenchPoint): Promise<string> {
    const topic = `${BENCH_PREFIX}${randomUUID()}`;
    this.left.add(topic);
    this.groups.push(topic);
    const ids = this.manifest.brokers.map(({ id }) => id);
    const replicaAssignment = Array.from({ length: partitions }, (_, partition) => ({
      partition,
      replicas: Array.from({ length: replication }, (__, offset) => ids[(partition + offset) % ids.length]!),
    }));
    const configEntries = Object.entries({
      "min.insync.replicas": String(Math.max(1, replication - 1)),
      "compression.type": "producer",
      // The disk is free again soon after the topic is removed.
      "file.delete.delay.ms": "1000",
    }).map(([name, value]) => ({ name, value }));
    const topics = [{ topic, replicaAssignment, configEntries }];
    const admin = await this.client.admin(this.signal);
    await until(deadline(CREATE_SECONDS, this.signal), () =>
      admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 }),
    );
    return topic;
  }
}
