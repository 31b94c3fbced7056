import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadEnvFile } from "node:process";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { KafkaCluster, type KafkaProfile } from "cdktf-kafka-docker";
import { NodeService } from "../service/node-service";

// Written by the set-up where it had to build the images.
if (existsSync(".env")) loadEnvFile(".env");
const app = new App();
const name = process.env["KAFKA_NAME"] || "log-aggregation";
const stack = new TerraformStack(app, name);
new LocalBackend(stack, { path: `../../../state/${name}.tfstate` });
new DockerProvider(stack, "docker", {});

const kafka = new KafkaCluster(stack, "kafka", {
  name,
  brokers: 3,
  firstPort: Number(process.env["KAFKA_FIRST_PORT"] || 21_092),
  image: process.env["KAFKA_IMAGE"] || undefined,
  profile: (process.env["KAFKA_PROFILE"] || "development") as KafkaProfile,
  security: { folder: process.env["KAFKA_SECRETS"] || undefined },
});

const PARTITIONS = 6;
const RETENTION_MS = 24 * 60 * 60 * 1000;
// Lines of one source have one key, so they are in one partition, in their order.
const logs = kafka.addTopic("logs", { partitions: PARTITIONS, config: { "retention.ms": RETENTION_MS } });
// How far each source was read: the last value of each key is all that is ever needed.
const positions = kafka.addTopic("log-positions", { partitions: 1, config: { "cleanup.policy": "compact" } });
// A message as large as may be, and the reason.
const deadLetters = kafka.addTopic("log-dead-letters", {
  partitions: 1,
  config: { "max.message.bytes": 2_097_152 },
});

const collector = kafka.addUser("collector");
logs.grantTransactionalWrite(collector, { transactionalId: "log-collector" });
positions.grantTransactionalWrite(collector, { transactionalId: "log-collector" });
positions.grantRead(collector, { groupPrefix: "log-collector." });

const indexer = kafka.addUser("indexer");
logs.grantRead(indexer, { group: "log-indexer" });
deadLetters.grantWrite(indexer);

const topics = {
  TOPIC: logs.name,
  POSITIONS_TOPIC: positions.name,
  DEAD_LETTER_TOPIC: deadLetters.name,
};
const service = { network: kafka.networkName, dependsOn: kafka.ready };
const INDEX = "/var/lib/log-index";
const volume = new Volume(stack, "Index", { name: `${name}-index` });
volume.overrideLogicalId(volume.nameInput!);
const index = [{ volumeName: volume.name, containerPath: INDEX }];

new NodeService(stack, "Collector", {
  ...service,
  name: `${name}-collector`,
  entry: join(__dirname, "collector.ts"),
  files: [join(__dirname, "logs")],
  client: collector.client,
  env: topics,
  dockerEngine: true,
});
// They share the partitions: more of them index faster, up to one for each partition.
for (const number of [1, 2]) {
  new NodeService(stack, `Indexer${number}`, {
    ...service,
    name: `${name}-indexer-${number}`,
    entry: join(__dirname, "indexer.ts"),
    client: indexer.client,
    env: { ...topics, INDEX, RETENTION_MS: String(RETENTION_MS) },
    volumes: index,
  });
}
const port = Number(process.env["PAGE_PORT"] || 8081);
new NodeService(stack, "Search", {
  ...service,
  name: `${name}-search`,
  entry: join(__dirname, "search.ts"),
  env: { INDEX, PARTITIONS: String(PARTITIONS) },
  volumes: index,
  port,
});

new TerraformOutput(stack, "page", { value: `http://127.0.0.1:${port}`, staticId: true });
app.synth();
