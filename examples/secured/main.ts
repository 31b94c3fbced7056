import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { KafkaCluster } from "cdktf-kafka-docker";

// Written by the set-up where it had to build the image.
if (existsSync(".env")) loadEnvFile(".env");
const app = new App();
const name = process.env["KAFKA_NAME"] || "secured";
const stack = new TerraformStack(app, name);
new LocalBackend(stack, { path: `../../../state/${name}.tfstate` });
new DockerProvider(stack, "docker", {});

// Encryption, users, grants and a ZooKeeper of the brokers' own by one prop.
const kafka = new KafkaCluster(stack, "kafka", {
  name,
  brokers: 3,
  zookeepers: 3,
  firstPort: Number(process.env["KAFKA_FIRST_PORT"] || 19_092),
  image: process.env["KAFKA_IMAGE"] || undefined,
  security: { folder: process.env["KAFKA_SECRETS"] || undefined },
});

const orders = kafka.addTopic("orders", { partitions: 6, config: { "min.insync.replicas": 2 } });
const audit = kafka.addTopic("audit", { partitions: 3, config: { "retention.ms": 2_592_000_000 } });

// It sells, exactly once.
const shop = kafka.addUser("shop", { quotas: { producerByteRate: 10 * 1024 * 1024 } });
orders.grantTransactionalWrite(shop, { transactionalId: "shop" });

// It reads what was sold, and writes down what it does.
const billing = kafka.addUser("billing");
orders.grantRead(billing, { group: "billing" });
audit.grantWrite(billing);

new TerraformOutput(stack, "bootstrap_servers", { value: kafka.bootstrapServers, staticId: true });
app.synth();
