import { type Kafka } from "kafkajs";

/** A connection to one broker, as far as the requests of this package use it. */
export interface Broker {
  initProducerId(request: { transactionalId: string | null; transactionTimeout: number }): Promise<unknown>;
  findGroupCoordinator(group: { groupId: string; coordinatorType: number }): Promise<unknown>;
  fetch(request: FetchRequest): Promise<Fetched>;
  describeConfigs(request: {
    readonly resources: ReadonlyArray<{
      readonly type: number;
      readonly name: string;
      readonly configNames: readonly string[];
    }>;
    readonly includeSynonyms: boolean;
  }): Promise<{
    readonly resources: ReadonlyArray<{
      readonly resourceName: string;
      readonly configEntries: ReadonlyArray<{ configName: string; configValue: string }>;
    }>;
  }>;
  readonly connectionPool: { send(request: object): Promise<unknown> };
}

/** A request for records, as kafkajs forms it. */
export interface FetchRequest {
  readonly isolationLevel: number;
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly topics: ReadonlyArray<{
    readonly topic: string;
    readonly partitions: ReadonlyArray<{ partition: number; fetchOffset: string; maxBytes: number }>;
  }>;
}

/** Records, as kafkajs decodes them. */
export interface Fetched {
  readonly responses: ReadonlyArray<{
    readonly partitions: ReadonlyArray<{
      readonly messages: ReadonlyArray<{ offset: string; key: Buffer | null; value: Buffer | null }>;
    }>;
  }>;
}

/** The library's own view of a cluster. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<Broker>;
  addTargetTopic(topic: string): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(broker: { nodeId: string }): Promise<Broker>;
  fetchTopicsOffset(
    topics: ReadonlyArray<{
      readonly topic: string;
      readonly partitions: ReadonlyArray<{ partition: number }>;
      readonly fromBeginning: boolean;
    }>,
  ): Promise<ReadonlyArray<{ readonly partitions: ReadonlyArray<{ readonly offset: string }> }>>;
  /** The one that it has connected to; the pool itself fills by the library's own metadata. */
  readonly brokerPool: { readonly seedBroker: Broker };
}

/**
 * Sends requests that the library's own clients do not send.
 *
 * @param kafka - A client; it connects to one of its brokers.
 * @param use - Sends the requests.
 * @returns What it returns.
 * @throws Error - of the connection.
 */
export async function withCluster<T>(kafka: Kafka, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = createCluster(kafka);
  try {
    await cluster.connect();
    return await use(cluster);
  } finally {
    await cluster.disconnect();
  }
}

/**
 * Uses the controller, which alone changes what the whole cluster shares.
 *
 * @param kafka - A client; it connects to one of its brokers, and to the controller.
 * @param use - What to do with it.
 * @returns What came of it.
 * @throws Error - of the connection, or while there is no controller.
 */
export async function withController<T>(kafka: Kafka, use: (broker: Broker) => Promise<T>): Promise<T> {
  return withCluster(kafka, async (cluster) => {
    await cluster.refreshMetadata();
    return use(await cluster.findControllerBroker());
  });
}

function createCluster(kafka: Kafka): Cluster {
  const create = Object.getOwnPropertySymbols(kafka).find(({ description }) =>
    description?.endsWith("createCluster"),
  );
  const make = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[create!]!;
  return make({ allowAutoTopicCreation: false });
}
