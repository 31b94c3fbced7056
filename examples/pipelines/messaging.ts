import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, PgBackend, type PgBackendConfig, TerraformOutput, TerraformStack } from "cdktf";
import { KafkaCluster } from "cdktf-kafka-docker";

const app = new App();
const stack = new TerraformStack(app, "messaging");
// Where the state is, and its password, is in PG_CONN_STR alone: neither here nor in what is synthesized.
new PgBackend(stack, { schemaName: "messaging" } as PgBackendConfig);
new DockerProvider(stack, "docker", {});

const kafka = new KafkaCluster(stack, "kafka", {
  brokers: 3,
  image: process.env["KAFKA_IMAGE"] || undefined,
});
kafka.addTopic("orders", { partitions: 6 });

new TerraformOutput(stack, "bootstrap_servers", { value: kafka.bootstrapServers, staticId: true });
app.synth();
