import { Token } from "cdktf";
import { type BrokerConfig, refuseOwnedKeys } from "./config/broker";
import { type Replication, resolveReplication } from "./config/defaults";
import { clusterName, ensembleSize, firstPort, MAX_BROKERS, wholeNumber } from "./config/rules";

/** The image that is used where none is given. */
export const DEFAULT_IMAGE = "apache/kafka:3.9.2";

/** What a Kafka cluster is made of. Every prop has a default. */
export interface KafkaClusterProps {
  /**
   * Name of the cluster: its Docker network has it, and the names of its containers and volumes begin with it.
   * Changing it makes another cluster, with other data.
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
   * Number of ZooKeeper servers: 1, 3 or 5.
   *
   * @default 1
   */
  readonly zookeepers?: number;

  /**
   * Partitions of each topic that does not say otherwise (`num.partitions`).
   *
   * @default - twice the number of brokers, so that every broker leads the same number
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
   * Port on 127.0.0.1 of broker 1; the others have the ports after it. 1024 to 65535.
   *
   * @default 9092
   */
  readonly firstPort?: number;

  /**
   * Image of the brokers: `java` on its PATH, bash, Kafka's jars in `/opt/kafka/libs`, and `/var/lib/kafka/data`
   * owned by user 1000. Its entrypoint is not used.
   *
   * @default "apache/kafka:3.9.2"
   */
  readonly image?: string;

  /**
   * Image of the ZooKeeper servers: the same layout, with ZooKeeper's jars in `/opt/kafka/libs`.
   *
   * @default - the image of the brokers
   */
  readonly zookeeperImage?: string;

  /**
   * Further broker settings in Kafka's own dotted keys, for example `{ "log.retention.hours": 24 }`. Settings that
   * the cluster derives are refused.
   *
   * @default - none
   */
  readonly config?: BrokerConfig;

  /**
   * Whether a deploy checks that the cluster works, and fails with the reason if it does not.
   *
   * @default true
   */
  readonly verify?: boolean;
}

/** Every prop of a cluster, with its default where none was given. */
export interface ResolvedClusterProps extends Required<KafkaClusterProps>, Replication {}

/**
 * Resolves and validates the props of a cluster.
 *
 * @param id - The construct's id.
 * @param props - What the user gave.
 * @returns All props.
 * @throws Error - that names the prop, the rule and the value given.
 */
export function resolveClusterProps(id: string, props: KafkaClusterProps): ResolvedClusterProps {
  assertKnown(props);
  const { config = {}, image = DEFAULT_IMAGE, verify = true } = props;
  refuseOwnedKeys(config);
  const brokers = wholeNumber("brokers", props.brokers ?? 3, { min: 1, max: MAX_BROKERS });
  return {
    name: clusterName("name", props.name ?? id),
    brokers,
    zookeepers: ensembleSize("zookeepers", props.zookeepers ?? 1),
    ...resolveReplication({ ...props, brokers }),
    firstPort: firstPort("firstPort", props.firstPort ?? 9092, brokers),
    image,
    zookeeperImage: props.zookeeperImage ?? image,
    config,
    verify,
  };
}

/** Names, ports and counts decide what is declared, and the manifest promises them: they must be known. */
function assertKnown({ config: _, image: __, zookeeperImage: ___, ...props }: KafkaClusterProps): void {
  const unknown = Object.entries(props).filter(([, value]) => Token.isUnresolved(value));
  if (unknown.length > 0) {
    const names = unknown.map(([name]) => `'${name}'`).join(", ");
    throw new Error(`${names} must be known when the app is synthesized, got a token; use a plain value`);
  }
}
