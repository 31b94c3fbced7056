import { type KafkaCluster } from "../../constructs";
import { type RULES } from "../../constructs/config/rules";
import { BAD_SECURITY } from "./bad-security";
import { BAD_SETTINGS } from "./bad-settings";

/** A cluster that cannot be, the rule that it breaks, and the whole message. */
export interface BadInput {
  readonly rule: keyof typeof RULES;
  /** As plain JavaScript would give them: types alone refuse many of them. */
  readonly props?: Record<string, unknown>;
  readonly then?: (kafka: KafkaCluster) => unknown;
  readonly message: string;
}

const whole = (prop: string, min: number, max: number, value: unknown) =>
  `'${prop}' must be a whole number from ${min} to ${max}, got ${String(value)}`;
const NAME =
  "'name' must be 1 to 50 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen, got";
const IMAGE = "must be a Docker image by tag or digest, got";
const LISTENER =
  "'listeners' must have names of 1 to 30 upper-case letters, digits and underscores that begin with a letter, got";

const counts: BadInput[] = [
  { rule: "wholeNumber", props: { brokers: 0 }, message: whole("brokers", 1, 1000, 0) },
  { rule: "wholeNumber", props: { brokers: -3 }, message: whole("brokers", 1, 1000, -3) },
  { rule: "wholeNumber", props: { brokers: 2.5 }, message: whole("brokers", 1, 1000, 2.5) },
  { rule: "wholeNumber", props: { brokers: "3" }, message: whole("brokers", 1, 1000, '"3"') },
  { rule: "wholeNumber", props: { brokers: NaN }, message: whole("brokers", 1, 1000, NaN) },
  { rule: "wholeNumber", props: { zookeepers: 0 }, message: whole("zookeepers", 1, 7, 0) },
  { rule: "wholeNumber", props: { zookeepers: 9 }, message: whole("zookeepers", 1, 7, 9) },
  { rule: "wholeNumber", props: { numPartitions: 0 }, message: whole("numPartitions", 1, 200000, 0) },
  {
    rule: "wholeNumber",
    props: { defaultReplicationFactor: -1 },
    message: whole("defaultReplicationFactor", 1, 32767, -1),
  },
  { rule: "wholeNumber", props: { minInsyncReplicas: 0 }, message: whole("minInsyncReplicas", 1, 32767, 0) },
  { rule: "wholeNumber", props: { heapMiB: 10 }, message: whole("heapMiB", 64, 1048576, 10) },
  {
    rule: "wholeNumber",
    props: { zookeeperHeapMiB: 1.5 },
    message: whole("zookeeperHeapMiB", 64, 1048576, 1.5),
  },
  { rule: "wholeNumber", props: { memoryMiB: -1 }, message: whole("memoryMiB", 128, 16777216, -1) },
  { rule: "wholeNumber", props: { stopGraceSeconds: 0 }, message: whole("stopGraceSeconds", 1, 3600, 0) },
  {
    rule: "wholeNumber",
    props: { healthCheckIntervalSeconds: 0.5 },
    message: whole("healthCheckIntervalSeconds", 1, 60, 0.5),
  },
  {
    rule: "wholeNumber",
    props: { containerLogMaxFiles: 0 },
    message: whole("containerLogMaxFiles", 1, 1000, 0),
  },
  {
    rule: "wholeNumber",
    props: { containerLogMaxSizeMiB: "10m" },
    message: whole("containerLogMaxSizeMiB", 1, 1048576, '"10m"'),
  },
  { rule: "wholeNumber", props: { logDirsPerBroker: 65 }, message: whole("logDirsPerBroker", 1, 64, 65) },
  { rule: "number", props: { cpus: 0 }, message: "'cpus' must be a number from 0.01 to 1024, got 0" },
  {
    rule: "number",
    props: { zookeeperCpus: "1" },
    message: `'zookeeperCpus' must be a number from 0.01 to 1024, got "1"`,
  },
  {
    rule: "oneOf",
    props: { profile: "test" },
    message: `'profile' must be "production" or "development", got "test"`,
  },
  { rule: "boolean", props: { verify: "no" }, message: `'verify' must be true or false, got "no"` },
];

const replication: BadInput[] = [
  {
    rule: "replication",
    props: { brokers: 2, defaultReplicationFactor: 3 },
    message: "'defaultReplicationFactor' must not exceed the number of brokers (2), got 3",
  },
  {
    rule: "minInsync",
    props: { minInsyncReplicas: 4 },
    message: "'minInsyncReplicas' must not exceed 'defaultReplicationFactor' (3), got 4",
  },
  {
    rule: "replication",
    props: { brokers: 2, config: { "offsets.topic.replication.factor": 3 } },
    message: "'offsets.topic.replication.factor' must not exceed the number of brokers (2), got 3",
  },
  {
    rule: "minInsyncOfTransactions",
    props: { config: { "transaction.state.log.min.isr": 4 } },
    message:
      "'config' must not have a 'transaction.state.log.min.isr' above 'transaction.state.log.replication.factor' (3), got 4",
  },
];

const names: BadInput[] = [
  { rule: "clusterName", props: { name: "Kafka" }, message: `${NAME} "Kafka"` },
  { rule: "clusterName", props: { name: "" }, message: `${NAME} ""` },
  { rule: "clusterName", props: { name: "a".repeat(51) }, message: `${NAME} "${"a".repeat(51)}"` },
  { rule: "clusterName", props: { name: "ka.fka" }, message: `${NAME} "ka.fka"` },
  { rule: "clusterName", props: { name: "a\n" }, message: `${NAME} "a\\n"` },
  {
    rule: "zookeeperName",
    props: { name: "a-zookeeper" },
    message: `'name' must not end with "-zookeeper": its brokers would be named like another cluster's ZooKeeper, got "a-zookeeper"`,
  },
];

const ports: BadInput[] = [
  { rule: "wholeNumber", props: { firstPort: 80 }, message: whole("firstPort", 1024, 65533, 80) },
  { rule: "wholeNumber", props: { firstPort: 65534 }, message: whole("firstPort", 1024, 65533, 65534) },
  {
    rule: "wholeNumber",
    props: { listeners: { LAN: { firstPort: 1 } } },
    message: whole("listeners.LAN.firstPort", 1024, 65533, 1),
  },
  {
    rule: "portsOfListener",
    props: { listeners: { LAN: { firstPort: 9094 } } },
    message:
      "'listeners.LAN.firstPort' must leave the ports of 'firstPort' (9092 to 9094) alone, got 9094 for 3 brokers",
  },
  { rule: "listenerName", props: { listeners: { lan: { firstPort: 9192 } } }, message: `${LISTENER} "lan"` },
  {
    rule: "listenerName",
    props: { listeners: { "A B": { firstPort: 9192 } } },
    message: `${LISTENER} "A B"`,
  },
  {
    rule: "listenerReserved",
    props: { listeners: { INTERNAL: { firstPort: 9192 } } },
    message: `'listeners' must not have a listener "INTERNAL": it is the one of brokers and containers, and has no props`,
  },
  {
    rule: "listenerReserved",
    props: { listeners: { CONTROLLER: { firstPort: 9192 } } },
    message: `'listeners' must not have a listener "CONTROLLER": Kafka's controllers use that name`,
  },
  {
    rule: "map",
    props: { listeners: ["LAN"] },
    message: `'listeners' must be an object with names of listeners, got ["LAN"]`,
  },
  {
    rule: "ipAddress",
    props: { hostAddress: "localhost" },
    message: `'hostAddress' must be an IPv4 address of the Docker host, got "localhost"`,
  },
  {
    rule: "ipAddress",
    props: { hostAddress: "256.0.0.1", advertisedHost: "k" },
    message: `'hostAddress' must be an IPv4 address of the Docker host, got "256.0.0.1"`,
  },
  {
    rule: "anyAddress",
    props: { hostAddress: "0.0.0.0" },
    message: `'advertisedHost' must be given when 'hostAddress' is 0.0.0.0: clients cannot connect to "every address"`,
  },
  ...["a_b", "k:9092", "0.0.0.0", "1.2.3", "-a", "a\nb"].map((advertisedHost): BadInput => ({
    rule: "host",
    props: { advertisedHost },
    message: `'advertisedHost' must be a host name or an IPv4 address that clients can resolve, got ${JSON.stringify(advertisedHost)}`,
  })),
];

const images: BadInput[] = [
  { rule: "image", props: { image: "Apache/Kafka:3.9.2" }, message: `'image' ${IMAGE} "Apache/Kafka:3.9.2"` },
  { rule: "image", props: { image: "" }, message: `'image' ${IMAGE} ""` },
  { rule: "image", props: { zookeeperImage: "a b" }, message: `'zookeeperImage' ${IMAGE} "a b"` },
  { rule: "image", props: { image: "kafka@sha256:12" }, message: `'image' ${IMAGE} "kafka@sha256:12"` },
  {
    rule: "versionForm",
    props: { kafkaVersion: "3.9" },
    message: `'kafkaVersion' must be a version of three numbers such as 3.9.2, got "3.9"`,
  },
  {
    rule: "versionOfImage",
    props: { kafkaVersion: "3.9.1", image: "apache/kafka:3.9.2" },
    message: `'kafkaVersion' must be that of 'image' (apache/kafka:3.9.2), got "3.9.1"`,
  },
  {
    rule: "versionWithoutZookeeper",
    props: { image: "apache/kafka:4.1.0" },
    message: `'image' must be of Kafka 3: Kafka 4 cannot run with ZooKeeper, got "apache/kafka:4.1.0"; use 3.9.2`,
  },
  {
    rule: "versionWithoutZookeeper",
    props: { kafkaVersion: "4.0.0" },
    message: `'kafkaVersion' must be of Kafka 3: Kafka 4 cannot run with ZooKeeper, got "4.0.0"; use 3.9.2`,
  },
  {
    rule: "versionWithoutImage",
    props: { kafkaVersion: "2.8.0" },
    message:
      "'image' must be given for Kafka 2.8.0: the official image begins with 3.7.0; or use 'kafkaVersion' 3.9.2",
  },
  {
    rule: "protocolVersion",
    props: { config: { "inter.broker.protocol.version": "4.0" } },
    message: `'config' must not have an 'inter.broker.protocol.version' above the brokers' 3.9.2, got "4.0"`,
  },
];

/** Everything that one cluster alone can be refused for. */
export const BAD_INPUTS: readonly BadInput[] = [
  ...counts,
  ...replication,
  ...names,
  ...ports,
  ...images,
  ...BAD_SECURITY,
  ...BAD_SETTINGS,
];

/** The message with which something is refused. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}
