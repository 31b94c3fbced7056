import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The commands of Kafka's own distribution that are typed by hand, and the class (and arguments) behind each. */
const COMMANDS = {
  "kafka-acls": "kafka.admin.AclCommand",
  "kafka-broker-api-versions": "kafka.admin.BrokerApiVersionsCommand",
  "kafka-client-metrics": "org.apache.kafka.tools.ClientMetricsCommand",
  "kafka-cluster": "org.apache.kafka.tools.ClusterTool",
  "kafka-configs": "kafka.admin.ConfigCommand",
  "kafka-console-consumer": "org.apache.kafka.tools.consumer.ConsoleConsumer",
  "kafka-console-producer": "kafka.tools.ConsoleProducer",
  "kafka-consumer-groups": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
  "kafka-consumer-perf-test": "org.apache.kafka.tools.ConsumerPerformance",
  "kafka-delegation-tokens": "org.apache.kafka.tools.DelegationTokenCommand",
  "kafka-delete-records": "org.apache.kafka.tools.DeleteRecordsCommand",
  "kafka-dump-log": "kafka.tools.DumpLogSegments",
  "kafka-e2e-latency": "org.apache.kafka.tools.EndToEndLatency",
  "kafka-features": "org.apache.kafka.tools.FeatureCommand",
  "kafka-get-offsets": "org.apache.kafka.tools.GetOffsetShell",
  "kafka-jmx": "org.apache.kafka.tools.JmxTool",
  "kafka-leader-election": "org.apache.kafka.tools.LeaderElectionCommand",
  "kafka-log-dirs": "org.apache.kafka.tools.LogDirsCommand",
  "kafka-metadata-quorum": "org.apache.kafka.tools.MetadataQuorumCommand",
  "kafka-producer-perf-test": "org.apache.kafka.tools.ProducerPerformance",
  "kafka-reassign-partitions": "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
  "kafka-replica-verification": "org.apache.kafka.tools.ReplicaVerificationTool",
  "kafka-storage": "kafka.tools.StorageTool",
  "kafka-topics": "org.apache.kafka.tools.TopicCommand",
  "kafka-transactions": "org.apache.kafka.tools.TransactionsCommand",
  "kafka-verifiable-consumer": "org.apache.kafka.tools.VerifiableConsumer",
  "kafka-verifiable-producer": "org.apache.kafka.tools.VerifiableProducer",
  "zookeeper-security-migration": "kafka.admin.ZkSecurityMigrator",
  "zookeeper-shell": "org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka -server",
};

const source = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Writes the commands to `bin/` and their logging to `config/`, as in Kafka's own distribution.
 * @param {string} kafka the directory that is to be /opt/kafka
 */
export function writeCommands(kafka) {
  const bin = join(kafka, "bin");
  const config = join(kafka, "config");
  mkdirSync(bin, { recursive: true });
  mkdirSync(config, { recursive: true });
  copyFileSync(source("tools-log4j.properties"), join(config, "tools-log4j.properties"));
  copyFileSync(source("kafka-run-class.sh"), join(bin, "kafka-run-class.sh"));
  chmodSync(join(bin, "kafka-run-class.sh"), 0o755);
  for (const [name, mainClass] of Object.entries(COMMANDS)) {
    const file = join(bin, `${name}.sh`);
    writeFileSync(file, `#!/bin/sh\nexec /opt/kafka/bin/kafka-run-class.sh ${mainClass} "$@"\n`);
    chmodSync(file, 0o755);
  }
}
