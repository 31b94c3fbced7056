import { type BrokerConfig } from "./config/broker";
import { type KafkaListener } from "./config/listeners";
import { type KafkaSecurity } from "./config/security";
import { type DataRetention } from "./config/storage";
import { type ZookeeperConfig } from "./config/zookeeper";
import { type KafkaServerProps } from "./kafka-server-props";

/** What a Kafka cluster is made of. Every prop has a default. */
export interface KafkaClusterProps extends KafkaServerProps {
  /**
   * Name of the cluster: its Docker network has it, and the names of its containers and volumes begin with it.
   * Changing it makes another cluster, with other data. 1 to 50 lower-case letters, digits and hyphens.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Number of brokers, 1 to 1000. Their ids are 1, 2, 3, ... (`broker.id`); a smaller number removes the highest.
   *
   * @default 3
   */
  readonly brokers?: number;

  /**
   * Number of ZooKeeper servers, 1 to 7. An odd number: a majority must be up.
   *
   * @default 1
   */
  readonly zookeepers?: number;

  /**
   * Partitions of each topic that does not say otherwise (`num.partitions`).
   *
   * @default 12
   */
  readonly numPartitions?: number;

  /**
   * Replicas of each topic that does not say otherwise (`default.replication.factor`).
   *
   * @default - 3, or the number of brokers if there are fewer
   */
  readonly defaultReplicationFactor?: number;

  /**
   * Replicas that must have a record before it is acknowledged to a producer with `acks=all`
   * (`min.insync.replicas`).
   *
   * @default - one less than `defaultReplicationFactor`, at least 1
   */
  readonly minInsyncReplicas?: number;

  /**
   * MiB a second that a broker may send, and may receive, while a deploy moves replicas of topics. 1 to 100000.
   *
   * @default 50
   */
  readonly replicationThrottleMiB?: number;

  /**
   * Version of Kafka, such as `"3.9.2"`: chooses the official image, or tells the version of another image.
   *
   * @default - the one in the tag of `image`, where its name is `kafka`; "3.9.2" without an image
   */
  readonly kafkaVersion?: string;

  /**
   * Image of the brokers, by tag or digest: `java` on its PATH, bash, Kafka's jars in `/opt/kafka/libs`, and
   * `/var/lib/kafka/data` owned by user 1000. Its entrypoint is not used.
   *
   * @default - "apache/kafka", of the version `kafkaVersion`
   */
  readonly image?: string;

  /**
   * Image of the ZooKeeper servers, by tag or digest: the same layout, with ZooKeeper's jars in `/opt/kafka/libs`.
   *
   * @default - the image of the brokers
   */
  readonly zookeeperImage?: string;

  /**
   * Further settings of all brokers in Kafka's own dotted keys, for example `{ "log.retention.hours": 24 }`. Settings
   * that the cluster derives are refused.
   *
   * @default - none
   */
  readonly config?: BrokerConfig;

  /**
   * Further settings of single brokers, by broker id; they win over `config`.
   *
   * @default - none
   */
  readonly brokerConfig?: Readonly<Record<number, BrokerConfig>>;

  /**
   * Further settings of the ZooKeeper servers in their own keys, for example `{ maxClientCnxns: 0 }`.
   *
   * @default - none
   */
  readonly zookeeperConfig?: ZookeeperConfig;

  /**
   * Time after which ZooKeeper gives up a broker that is silent, and its partitions get other leaders, in ms
   * (`zookeeper.session.timeout.ms`).
   *
   * @default 6000
   */
  readonly zookeeperSessionTimeoutMs?: number;

  /**
   * Racks over which the brokers are spread in turn (`broker.rack`); Kafka places the replicas of a partition in as
   * many racks as it can.
   *
   * @default - none
   */
  readonly racks?: readonly string[];

  /**
   * Port of broker 1 for clients on the host; the others have the ports after it. 1024 to 65535.
   *
   * @default 9092
   */
  readonly firstPort?: number;

  /**
   * IPv4 address of the Docker host at which brokers are published; `"0.0.0.0"` is every one.
   *
   * @default "127.0.0.1"
   */
  readonly hostAddress?: string;

  /**
   * Host that brokers tell clients to use (`advertised.listeners`): the name or address under which the Docker host
   * is known to them, when that is another machine.
   *
   * @default - `hostAddress`
   */
  readonly advertisedHost?: string;

  /**
   * Further listeners of every broker, by name, such as one for clients of another network.
   *
   * @default - none
   */
  readonly listeners?: Readonly<Record<string, KafkaListener>>;

  /**
   * What becomes of the data of brokers and ZooKeeper when the stack is destroyed: `"destroy"` deletes the volumes,
   * `"retain"` keeps them, out of Terraform's reach, for the next deploy of the same name.
   *
   * @default "destroy"
   */
  readonly dataRetention?: DataRetention;

  /**
   * Folder of the Docker host that holds a folder of data for each server, in place of named volumes. Absolute; made
   * when it is not there. Needs `dataRetention: "retain"`.
   *
   * @default - named volumes
   */
  readonly dataHostPath?: string;

  /**
   * Folders, each a volume of its own, among which a broker divides its partitions (`log.dirs`). 1 to 64.
   *
   * @default 1
   */
  readonly logDirsPerBroker?: number;

  /**
   * Who may connect and what they may do: `true` for encryption, users, grants and a ZooKeeper of the brokers' own, or
   * an object that chooses among these parts.
   *
   * @default false
   */
  readonly security?: boolean | KafkaSecurity;

  /**
   * Whether a deploy checks that the cluster works, and fails with the reason if it does not.
   *
   * @default true
   */
  readonly verify?: boolean;
}

/** The name of every prop, so that a mistyped one is not ignored in plain JavaScript. */
export const CLUSTER_PROPS = {
  name: true,
  brokers: true,
  zookeepers: true,
  numPartitions: true,
  defaultReplicationFactor: true,
  minInsyncReplicas: true,
  replicationThrottleMiB: true,
  kafkaVersion: true,
  image: true,
  zookeeperImage: true,
  config: true,
  brokerConfig: true,
  zookeeperConfig: true,
  zookeeperSessionTimeoutMs: true,
  racks: true,
  firstPort: true,
  hostAddress: true,
  advertisedHost: true,
  listeners: true,
  dataRetention: true,
  dataHostPath: true,
  logDirsPerBroker: true,
  security: true,
  profile: true,
  heapMiB: true,
  zookeeperHeapMiB: true,
  memoryMiB: true,
  zookeeperMemoryMiB: true,
  cpus: true,
  zookeeperCpus: true,
  env: true,
  zookeeperEnv: true,
  jvmOptions: true,
  zookeeperJvmOptions: true,
  stopGraceSeconds: true,
  zookeeperStopGraceSeconds: true,
  healthCheckIntervalSeconds: true,
  containerLogMaxSizeMiB: true,
  containerLogMaxFiles: true,
  verify: true,
} satisfies Record<keyof KafkaClusterProps, true>;
