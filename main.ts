import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import {
  type DataRetention,
  KafkaCluster,
  type KafkaClusterProps,
  type KafkaProfile,
} from "cdktf-kafka-docker";

/** What can be set from outside: the prop, its environment variable and its default. */
const SETTINGS = {
  name: ["KAFKA_NAME", "kafka"],
  brokers: ["KAFKA_BROKERS", "3"],
  zookeepers: ["KAFKA_ZOOKEEPERS", "1"],
  firstPort: ["KAFKA_FIRST_PORT", "9092"],
  dataRetention: ["KAFKA_DATA_RETENTION", "destroy"],
  security: ["KAFKA_SECURITY", "false"],
  profile: ["KAFKA_PROFILE", "development"],
} as const;

function setting(prop: keyof typeof SETTINGS): string {
  const [variable, otherwise] = SETTINGS[prop];
  return process.env[variable] || otherwise;
}

function secured(): KafkaClusterProps["security"] {
  const text = setting("security");
  if (!["true", "false"].includes(text)) {
    throw new Error(`KAFKA_SECURITY must be true or false, got "${text}"; for example KAFKA_SECURITY=true`);
  }
  return text === "true" && { folder: process.env["KAFKA_SECRETS"] || undefined };
}

/** Says errors about props in terms of their environment variables. */
function explain(message: string): string {
  return message.split("\n").map(explainLine).join("\n");
}

function explainLine(line: string): string {
  const prop = Object.keys(SETTINGS).find((name) => line.includes(`'${name}' must`)) as keyof typeof SETTINGS;
  if (prop === undefined)
    return line.replace("'image' must", "KAFKA_IMAGE must").replace("'security.folder'", "KAFKA_SECRETS");
  const [variable, otherwise] = SETTINGS[prop];
  const said = line.replace(`'${prop}'`, variable).replace(/got .*$/, `got "${setting(prop)}"`);
  return `${said}; for example ${variable}=${otherwise}`;
}

try {
  // Written by the set-up where it had to build the image.
  if (existsSync(".env")) loadEnvFile(".env");
  const app = new App();
  const name = setting("name");
  const stack = new TerraformStack(app, name.replace(/[^a-z0-9-]/gi, "-"));
  // Outside cdktf.out, whose folders CDKTF deletes when a stack is renamed.
  new LocalBackend(stack, { path: `../../../state/${name}.tfstate` });
  new DockerProvider(stack, "docker", {});
  const kafka = new KafkaCluster(stack, "kafka", {
    name,
    brokers: Number(setting("brokers")),
    zookeepers: Number(setting("zookeepers")),
    firstPort: Number(setting("firstPort")),
    dataRetention: setting("dataRetention") as DataRetention,
    security: secured(),
    profile: setting("profile") as KafkaProfile,
    image: process.env["KAFKA_IMAGE"] || undefined,
  });
  new TerraformOutput(stack, "bootstrap_servers", { value: kafka.bootstrapServers, staticId: true });
  app.synth();
} catch (error) {
  console.error(explain((error as Error).message));
  process.exitCode = 1;
}
