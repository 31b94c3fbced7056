import { type Kafka } from "kafkajs";
import { protocol } from "kafkajs/src/protocol/requests/metadata";
import { withCluster } from "./kafka-connection";
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
  return withCluster(kafka, async ({ brokerPool: { seedBroker: broker } }) => {
    const { request, response } = protocol({ version: 6 })({ topics: [], allowAutoTopicCreation: false });
    const lenient = { request, response: { ...response, parse: (data: unknown) => Promise.resolve(data) } };
    return simplified((await broker.connectionPool.send(lenient)) as Decoded);
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
  await withCluster(kafka, async ({ brokerPool: { seedBroker: broker } }) => {
    const ask = (coordinatorType: number) => broker.findGroupCoordinator({ groupId: id, coordinatorType });
    const asked = await Promise.allSettled([
      ask(COORDINATOR_TYPES.group),
      ask(COORDINATOR_TYPES.transaction),
    ]);
    for (const one of asked) if (one.status === "rejected") throw one.reason;
  });
}

/**
 * Asks a broker for the id of a producer. When it is first asked after its start it only begins to fetch a block of
 * them from the controller, and says that it is not ready.
 *
 * @param kafka - A client; it connects to one of its brokers.
 * @throws Error - while the broker has none.
 */
export async function askForProducerId(kafka: Kafka): Promise<void> {
  await withCluster(kafka, ({ brokerPool: { seedBroker: broker } }) =>
    broker.initProducerId({ transactionalId: null, transactionTimeout: 0 }),
  );
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
