import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { testStack } from "./synthesized";

/** Every prop, set to something else than its default. */
export const EVERYTHING: Required<KafkaClusterProps> = {
  name: "everything",
  brokers: 4,
  zookeepers: 3,
  numPartitions: 24,
  defaultReplicationFactor: 4,
  minInsyncReplicas: 2,
  replicationThrottleMiB: 20,
  kafkaVersion: "3.9.1",
  image: `registry.example.com:5000/kafka:3.9.1@sha256:${"0a".repeat(32)}`,
  zookeeperImage: "registry.example.com:5000/kafka:3.9.1",
  config: { "log.retention.hours": 24, "compression.type": "zstd", "a.literal": "${x} %{y}" },
  brokerConfig: { 2: { "num.io.threads": 16 } },
  zookeeperConfig: { maxClientCnxns: 0 },
  zookeeperSessionTimeoutMs: 9000,
  racks: ["a", "b"],
  firstPort: 19092,
  hostAddress: "0.0.0.0",
  advertisedHost: "kafka.example.com",
  listeners: { LAN: { firstPort: 29092, hostAddress: "10.0.0.5" }, INSIDE: { firstPort: 39092 } },
  dataRetention: "retain",
  dataHostPath: "/srv/kafka",
  logDirsPerBroker: 2,
  security: {
    folder: "/srv/secrets",
    protocols: ["TLSv1.3", "TLSv1.2"],
    clientAuthentication: "scram-sha-512",
    authorization: true,
    zookeeper: true,
    superUsers: ["CN=operator,O=Example"],
    adminFirstPort: 12092,
  },
  profile: "development",
  heapMiB: 700,
  zookeeperHeapMiB: 200,
  memoryMiB: 1500,
  zookeeperMemoryMiB: 450,
  cpus: 1.5,
  zookeeperCpus: 0.5,
  env: { A: "1" },
  zookeeperEnv: { B: "2" },
  jvmOptions: ["-Xss1m", "-Dwith=a blank"],
  zookeeperJvmOptions: ["-Xss2m"],
  stopGraceSeconds: 90,
  zookeeperStopGraceSeconds: 20,
  healthCheckIntervalSeconds: 30,
  containerLogMaxSizeMiB: 50,
  containerLogMaxFiles: 2,
  verify: true,
};

/** A stack with the default cluster alone. */
export function defaultStack() {
  const stack = testStack();
  new KafkaCluster(stack, "kafka");
  return stack;
}

/** A stack with one cluster of which everything is set. */
export function everythingStack() {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, "kafka", EVERYTHING);
  kafka.addTopic("orders.v1", {
    partitions: 6,
    replicationFactor: 2,
    config: { "cleanup.policy": "compact" },
    removalPolicy: "destroy",
    adopt: true,
  });
  return stack;
}
