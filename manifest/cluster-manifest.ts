import { type ManifestAcl, type ManifestUser } from "./cluster-users";

/** Version of the manifest's form; a reader refuses any other. */
export const MANIFEST_VERSION = 1;

/** A broker as it is promised. */
export interface ManifestBroker {
  /** `broker.id`. */
  readonly id: number;
  /** Name of the Docker container. */
  readonly container: string;
  /** Hash of the container's definition, as in its label `cdktf-kafka-docker.definition`. */
  readonly definition: string;
  /** Reference of its image, where it is known before a deploy. */
  readonly image?: string;
  /** `host:port` for containers on the cluster's network. */
  readonly internal: string;
  /** `host:port` for clients on the host. */
  readonly external: string;
  /** `host:port` for the administrator of a secured cluster, by certificate. */
  readonly admin?: string;
  /** `host:port` at each further listener, by the listener's name. */
  readonly listeners: Readonly<Record<string, string>>;
  /** Rack that the broker stands in (`broker.rack`), if racks are declared. */
  readonly rack?: string;
  /** Settings that the user has declared for it in Kafka's own keys; none that may be secret. */
  readonly config: Readonly<Record<string, string>>;
}

/** A ZooKeeper server as it is promised. */
export interface ManifestZookeeper {
  /** Server number, from 1. */
  readonly id: number;
  /** Name of the Docker container. */
  readonly container: string;
  /** Hash of the container's definition, as in its label `cdktf-kafka-docker.definition`. */
  readonly definition: string;
  /** Reference of its image, where it is known before a deploy. */
  readonly image?: string;
}

/** What becomes of a topic that is not declared any more. */
export type RemovalPolicy = "retain" | "destroy";

/** A topic as it is promised. */
export interface ManifestTopic {
  readonly name: string;
  readonly partitions: number;
  /** Replicas of each partition. */
  readonly replicationFactor: number;
  /** Settings of the topic in Kafka's own keys; others follow the brokers. */
  readonly config: Readonly<Record<string, string>>;
  /** What becomes of it when it is not declared any more. Default: "retain". */
  readonly removalPolicy?: RemovalPolicy;
  /** Whether one that is there, is not as declared and was not made by its owner is taken over. Default: false. */
  readonly adopt?: boolean;
}

/** The parts of a secured cluster, with references to files in place of secrets. */
export interface ManifestSecurity {
  /** Folder of keys, certificates and passwords: absolute, or `~/...` of the home directory of whoever uses it. */
  readonly folder: string;
  /** Versions of TLS that brokers accept, such as `TLSv1.3`. */
  readonly protocols: readonly string[];
  /** How clients prove who they are: `scram-sha-512`, `tls` or `none`. */
  readonly clientAuthentication: "scram-sha-512" | "tls" | "none";
  /** Whether nobody may do what is not granted. */
  readonly authorization: boolean;
}

/** What the constructs promise of one cluster, and what the checks verify. It holds no secret. */
export interface ClusterManifest {
  readonly version: typeof MANIFEST_VERSION;
  /** Name of the cluster. */
  readonly name: string;
  /** Name of the Docker network. */
  readonly network: string;
  /** Name of the Docker network that only ZooKeeper and brokers are on, where it is not the cluster's. */
  readonly zookeeperNetwork?: string;
  /** Only where the cluster is secured. */
  readonly security?: ManifestSecurity;
  /** Processes and threads that each container may have; undefined where there is no limit. */
  readonly processLimit?: number;
  readonly brokers: readonly ManifestBroker[];
  readonly zookeepers: readonly ManifestZookeeper[];
  /** Cluster-wide settings in Kafka's own keys, as every broker must report them. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Keys of the settings that a deploy changes in brokers that run. */
  readonly dynamicSettings?: readonly string[];
  readonly topics: readonly ManifestTopic[];
  /** Who declares the topics, where it is another stack than the cluster's. */
  readonly owner?: string;
  /** Bytes a second that a broker may send, and may receive, while a deploy moves replicas. Default: 50 MiB. */
  readonly replicationThrottle?: number;
  /** Users, where clients must prove who they are; undefined where they need not. */
  readonly users?: readonly ManifestUser[];
  /** What the users may do; nothing else is allowed to them. */
  readonly acls?: readonly ManifestAcl[];
}
