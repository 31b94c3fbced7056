import { type Listener, listenerProperties } from "./listeners";
import { type Properties } from "./properties";

/** Where a broker keeps its log segments, in every image of the contract owned by user 1000. */
export const DATA_DIRECTORY = "/var/lib/kafka/data";

/** What makes one broker's settings. */
export interface BrokerSettings {
  readonly id: number;
  readonly listeners: readonly [Listener, ...Listener[]];
  /** Settings that lead the broker to the cluster's metadata. */
  readonly metadata: Properties;
  /** Cluster-wide settings that the package decides (`clusterDefaults`). */
  readonly defaults: Properties;
  /** The user's own settings. */
  readonly config: Properties;
}

/** Keys that the cluster derives, and what to use instead. */
export const OWNED_BROKER_KEYS = {
  "broker.id": "it is the broker's number, from 1",
  "broker.id.generation.enable": "broker ids are the brokers' numbers, from 1",
  listeners: "use 'firstPort'",
  "advertised.listeners": "use 'firstPort'",
  "listener.security.protocol.map": "it follows from the listeners",
  "inter.broker.listener.name": "it follows from the listeners",
  "security.inter.broker.protocol": "it follows from the listeners",
  "log.dir": "data is kept in the broker's volume",
  "log.dirs": "data is kept in the broker's volume",
  "zookeeper.connect": "it follows from 'zookeepers'",
  "num.partitions": "use 'numPartitions'",
  "default.replication.factor": "use 'defaultReplicationFactor'",
  "min.insync.replicas": "use 'minInsyncReplicas'",
  "process.roles": "this version of the package runs Kafka with ZooKeeper",
  "node.id": "this version of the package runs Kafka with ZooKeeper",
  "controller.quorum.voters": "this version of the package runs Kafka with ZooKeeper",
} as const;

/** Broker settings that a user may give: any key but those that the cluster derives. */
export type BrokerConfig = Properties & { readonly [Key in keyof typeof OWNED_BROKER_KEYS]?: never };

/**
 * Refuses settings that the cluster derives itself: ignored in silence they would mislead.
 *
 * @param config - The user's own settings.
 * @throws Error - that names every refused key and what to use instead.
 */
export function refuseOwnedKeys(config: Properties): void {
  const refused = Object.entries(OWNED_BROKER_KEYS).filter(([key]) => Object.hasOwn(config, key));
  if (refused.length > 0) {
    const reasons = refused.map(([key, instead]) => `'${key}' (${instead})`).join(", ");
    throw new Error(`'config' must not contain what the cluster derives: ${reasons}`);
  }
}

/**
 * All settings of one broker.
 *
 * @param settings - What makes them.
 * @returns Settings in Kafka's own keys.
 * @throws Error - when `config` holds a key that the cluster derives.
 */
export function brokerProperties(settings: BrokerSettings): Properties {
  refuseOwnedKeys(settings.config);
  return {
    // Kafka's own default of 3 s makes each new group wait; Kafka ships its sample configuration with 0.
    "group.initial.rebalance.delay.ms": 0,
    // A killed broker's session must be over before its restart gives up: the default of 18 s is too long.
    "zookeeper.session.timeout.ms": 6000,
    // Brokers are started beside the ensemble and wait here until it has a quorum.
    "zookeeper.connection.timeout.ms": 120_000,
    ...settings.defaults,
    ...settings.config,
    ...settings.metadata,
    ...listenerProperties(settings.listeners),
    "broker.id": settings.id,
    "log.dirs": DATA_DIRECTORY,
  };
}
