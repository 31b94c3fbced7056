import { brokerSettings } from "../checks/broker-settings";
import { connectionTo, type Connection } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { fetchReplicas, type PartitionReplicas } from "../checks/kafka-replicas";
import { type ObservedTopic, type ObservedZookeeper } from "../checks/report";
import { zookeeperMode } from "../checks/zookeeper";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { PROTOCOL_KEY } from "./kafka-version";

/** What a running cluster says of itself. */
export interface ClusterState {
  /** Id of the active controller, or undefined while there is none. */
  readonly controller?: number;
  /** Ids of the brokers that are in the cluster. */
  readonly brokers: readonly number[];
  readonly topics: readonly ObservedTopic[];
  /** Those of all topics. */
  readonly partitions: readonly PartitionReplicas[];
}

const ANSWER_MS = 5000;

/** Asks a cluster that is about to change, or just changes: at the addresses of before and of after. */
export class ClusterObserver {
  /**
   * @param manifest - The cluster.
   * @param former - Addresses at which brokers can be reached until they are changed.
   */
  public constructor(
    public readonly manifest: ClusterManifest,
    private readonly former: readonly string[] = [],
  ) {}

  /**
   * Asks once whatever broker answers.
   *
   * @returns What it says.
   * @throws Error - when none does; the caller tries again.
   */
  public async state(): Promise<ClusterState> {
    const client = new KafkaClient(this.connection(), { answerMs: ANSWER_MS });
    try {
      const cluster = await client.metadata();
      const partitions = await client.ask((kafka) => fetchReplicas(kafka, cluster));
      const { brokers, controller, topics } = cluster;
      return {
        ...(controller === undefined ? {} : { controller }),
        brokers: brokers.map(({ id }) => id),
        topics,
        partitions,
      };
    } finally {
      await client.close();
    }
  }

  /**
   * Asks brokers for the protocol that they speak among themselves.
   *
   * @param brokers - Their ids.
   * @param signal - Ends the tries to reach them.
   * @returns Protocols by broker, such as `3.9-IV0`.
   * @throws Error - when one cannot be asked.
   */
  public async protocols(
    brokers: readonly number[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, string>> {
    if (brokers.length === 0) return new Map();
    const client = new KafkaClient(this.connection(), { answerMs: ANSWER_MS });
    try {
      const settings = await brokerSettings(client, brokers, [PROTOCOL_KEY], signal);
      return new Map(
        [...settings].flatMap(([id, of]): Array<[number, string]> => {
          const { fallback = null, file = null } = of.get(PROTOCOL_KEY) ?? {};
          const protocol = file ?? fallback;
          return protocol === null ? [] : [[id, protocol]];
        }),
      );
    } finally {
      await client.close();
    }
  }

  /**
   * Asks every declared ZooKeeper server.
   *
   * @returns What each does.
   * @throws Error - where the Docker Engine cannot be asked.
   */
  public zookeepers(): Promise<ObservedZookeeper[]> {
    return Promise.all(this.manifest.zookeepers.map(zookeeperMode));
  }

  private connection(): Connection {
    const connection = connectionTo(this.manifest);
    return { ...connection, brokers: [...new Set([...connection.brokers, ...this.former])] };
  }
}
