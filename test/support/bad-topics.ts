import { KafkaCluster } from "../../constructs";
import { type BadInput } from "./bad-inputs";

const whole = (prop: string, min: number, max: number, value: unknown) =>
  `'${prop}' must be a whole number from ${min} to ${max}, got ${String(value)}`;
const TOPIC = `the name of a topic must be 1 to 249 letters, digits, ".", "_" and "-", and not "." or "..", got`;
const CODECS = "uncompressed, gzip, snappy, lz4, zstd, producer";

const BAD_TOPIC_SETTINGS = (
  [
    ["retention.ms", "1 day", "a whole number from -1"],
    ["segment.bytes", 1, "a whole number from 14"],
    ["retention.bytes", "all", "a whole number"],
    ["preallocate", "yes", "true or false"],
    ["cleanup.policy", "compacted", "compact, delete or both, separated by a comma"],
    ["message.timestamp.type", "now", "CreateTime or LogAppendTime"],
    ["min.cleanable.dirty.ratio", 2, "a number from 0 to 1"],
  ] as const
).map(([key, value, what]): BadInput => ({
  rule: "topicSetting",
  then: (kafka) => kafka.addTopic("a", { config: { [key]: value } as never }),
  message: `topic "a": the value of '${key}' in 'config' must be ${what}, got ${JSON.stringify(value)}`,
}));

/** Topics that a cluster can be refused for. */
export const BAD_TOPICS: readonly BadInput[] = [
  {
    rule: "ownedKey",
    then: (kafka) => kafka.addTopic("a", { config: { "leader.replication.throttled.replicas": "*" } }),
    message: `topic "a": 'config' must not contain 'leader.replication.throttled.replicas': a deploy sets it while it moves replicas`,
  },
  {
    rule: "oneOf",
    then: (kafka) => kafka.addTopic("a", { removalPolicy: "delete" as never }),
    message: `topic "a": 'removalPolicy' must be "retain" or "destroy", got "delete"`,
  },
  {
    rule: "boolean",
    then: (kafka) => kafka.addTopic("a", { adopt: "yes" as never }),
    message: `topic "a": 'adopt' must be true or false, got "yes"`,
  },
  {
    rule: "topicOfCluster",
    then: (kafka) => {
      kafka.addTopic("a.b");
      return KafkaCluster.fromManifest(kafka, "imported", kafka.manifest).addTopic("a_b");
    },
    message: `the name of a topic that is added to a cluster of another stack must not be that of one of the cluster's own, got "a_b" and "a.b"`,
  },
  ...["", ".", "..", "a b", "a/b", "ä", "a".repeat(250)].map((topic): BadInput => ({
    rule: "topicName",
    then: (kafka) => kafka.addTopic(topic),
    message: `topic ${JSON.stringify(topic)}: ${TOPIC} ${JSON.stringify(topic)}`,
  })),
  {
    rule: "unknownProp",
    then: (kafka) => kafka.addTopic("a", { partition: 3 } as never),
    message: `topic "a": 'partition' is not a prop of KafkaTopic; its props are partitions, replicationFactor, config, removalPolicy, adopt`,
  },
  {
    rule: "topicInternal",
    then: (kafka) => kafka.addTopic("__offsets"),
    message: `topic "__offsets": the name of a topic must not begin with "__": those are Kafka's own, got "__offsets"`,
  },
  {
    rule: "topicUnique",
    then: (kafka) => [kafka.addTopic("a"), kafka.addTopic("a")],
    message: `the name of a topic must be unique in a cluster, got "a" twice`,
  },
  {
    rule: "topicCollision",
    then: (kafka) => [kafka.addTopic("a.b"), kafka.addTopic("a_b")],
    message: `the names of topics must differ in more than "." and "_", which Kafka's metrics take for the same, got "a_b" and "a.b"`,
  },
  {
    rule: "wholeNumber",
    then: (kafka) => kafka.addTopic("a", { partitions: 0 }),
    message: `topic "a": ${whole("partitions", 1, 200000, 0)}`,
  },
  {
    rule: "replication",
    then: (kafka) => kafka.addTopic("a", { replicationFactor: 4 }),
    message: `topic "a": 'replicationFactor' must not exceed the number of brokers (3), got 4`,
  },
  {
    rule: "minInsync",
    then: (kafka) => kafka.addTopic("a", { replicationFactor: 1, config: { "min.insync.replicas": 2 } }),
    message: `topic "a": 'min.insync.replicas' must not exceed 'replicationFactor' (1), got 2`,
  },
  {
    rule: "codec",
    then: (kafka) => kafka.addTopic("a", { config: { "compression.type": "zip" as never } }),
    message: `topic "a": the value of 'compression.type' in 'config' must be one of ${CODECS}, got "zip"`,
  },
  ...BAD_TOPIC_SETTINGS,
];
