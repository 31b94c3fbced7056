import { type Kafka } from "kafkajs";
import { protocol } from "kafkajs/src/protocol/requests/metadata";
import { type ObservedTopic } from "./report";

/** What a broker says of its cluster. */
export interface ClusterMetadata {
  readonly clusterId: string;
  /** Id of the active controller, or undefined while there is none. */
  readonly controller?: number;
  readonly brokers: ReadonlyArray<{ readonly id: number; readonly host: string; readonly port: number }>;
  readonly topics: readonly ObservedTopic[];
}

/** As kafkajs decodes version 6 of the response (https://kafka.apache.org/protocol#The_Messages_Metadata). */
interface Decoded {
  readonly brokers: ReadonlyArray<{ nodeId: number; host: string; port: number }>;
  readonly clusterId: string;
  readonly controllerId: number;
  readonly topicMetadata: ReadonlyArray<{
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly isInternal: boolean;
    readonly partitionMetadata: ReadonlyArray<{
      readonly partitionId: number;
      readonly leader: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
    }>;
  }>;
}

/** One broker, as kafkajs is connected to it. */
export interface Broker {
  findGroupCoordinator(group: { groupId: string; coordinatorType: number }): Promise<unknown>;
  readonly connectionPool: { send<T = Decoded>(request: object): Promise<T> };
}

interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<Broker>;
  /** The one that it has connected to; the pool itself fills by the library's own metadata. */
  readonly brokerPool: { readonly seedBroker: Broker };
}

const NO_ID = -1;
const COORDINATOR_TYPES = { group: 0, transaction: 1 };

/**
 * Asks a broker for its cluster and all topics. The library's own call fails while any partition of any topic has no
 * leader, which is just what is to be told.
 *
 * @param kafka - A client; it connects to one of its brokers.
 * @returns What the broker says, topics sorted by name.
 * @throws Error - of the connection.
 */
export async function fetchMetadata(kafka: Kafka): Promise<ClusterMetadata> {
  return withBroker(kafka, async (broker) => {
    const { request, response } = protocol({ version: 6 })({ topics: [], allowAutoTopicCreation: false });
    const lenient = { request, response: { ...response, parse: (data: unknown) => Promise.resolve(data) } };
    return simplified(await broker.connectionPool.send(lenient));
  });
}

/**
 * Asks for the coordinators of a group and of a transaction; Kafka makes its own topics when it is first asked.
 *
 * @param kafka - A client; it connects to one of its brokers.
 * @param id - Name of the group and id of the transaction; neither comes into being.
 * @throws Error - while there is none.
 */
export async function findCoordinators(kafka: Kafka, id: string): Promise<void> {
  await withBroker(kafka, async (broker) => {
    const ask = (coordinatorType: number) => broker.findGroupCoordinator({ groupId: id, coordinatorType });
    const asked = await Promise.allSettled([
      ask(COORDINATOR_TYPES.group),
      ask(COORDINATOR_TYPES.transaction),
    ]);
    for (const one of asked) if (one.status === "rejected") throw one.reason;
  });
}

async function withBroker<T>(kafka: Kafka, use: (broker: Broker) => Promise<T>): Promise<T> {
  return withCluster(kafka, (cluster) => use(cluster.brokerPool.seedBroker));
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

async function withCluster<T>(kafka: Kafka, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = createCluster(kafka);
  try {
    await cluster.connect();
    return await use(cluster);
  } finally {
    await cluster.disconnect();
  }
}

function createCluster(kafka: Kafka): Cluster {
  const create = Object.getOwnPropertySymbols(kafka).find(({ description }) =>
    description?.endsWith("createCluster"),
  );
  const make = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[create!]!;
  return make({ allowAutoTopicCreation: false });
}

function simplified({ brokers, clusterId, controllerId, topicMetadata }: Decoded): ClusterMetadata {
  return {
    clusterId,
    ...(controllerId === NO_ID ? {} : { controller: controllerId }),
    brokers: brokers
      .map(({ host, nodeId, port }) => ({ id: nodeId, host, port }))
      .sort((one, other) => one.id - other.id),
    topics: topicMetadata
      .map(({ isInternal, partitionMetadata, topic }) => ({
        name: topic,
        internal: isInternal,
        partitions: partitionMetadata
          .map(({ isr, leader, partitionId, replicas }) => ({
            partition: partitionId,
            leader: leader === NO_ID ? null : leader,
            replicas,
            inSync: isr,
          }))
          .sort((one, other) => one.partition - other.partition),
      }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}
