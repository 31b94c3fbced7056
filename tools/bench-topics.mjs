import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { loadEnvFile } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// npm run bench:topics: what topics cost a deploy. It deploys a cluster of its own, adds topics, and deploys again
// without a change, each time from the synthesis to the end of `terraform apply`; then it removes all of it.
// --topics, --partitions, --brokers, --port, --profile (development); --json for programs.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const NAME = "bench-topics";
const FOLDER = join(ROOT, ".e2e", NAME);

const { values } = parseArgs({
  options: {
    name: { type: "string", default: NAME },
    topics: { type: "string", default: "200" },
    partitions: { type: "string", default: "3" },
    brokers: { type: "string", default: "3" },
    port: { type: "string", default: "28192" },
    profile: { type: "string", default: "development" },
    json: { type: "boolean", default: false },
  },
});
const [topics, partitions, brokers, firstPort] = ["topics", "partitions", "brokers", "port"].map((key) =>
  Number(values[key]),
);
const terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
if (existsSync(join(ROOT, ".env"))) loadEnvFile(join(ROOT, ".env"));

function synthesize(count) {
  const { App, LocalBackend, TerraformStack } = require("cdktf");
  const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
  const { KafkaCluster } = require("cdktf-kafka-docker");
  const app = new App({ outdir: join(FOLDER, "cdktf.out") });
  const stack = new TerraformStack(app, NAME);
  new LocalBackend(stack, { path: "../../../state.tfstate" });
  new DockerProvider(stack, "docker", {});
  const image = process.env.KAFKA_IMAGE || undefined;
  const kafka = new KafkaCluster(stack, "kafka", {
    ...{ name: values.name, brokers, firstPort, image, profile: values.profile },
    ...{ heapMiB: 400, zookeeperHeapMiB: 128 },
  });
  for (let index = 0; index < count; index++) kafka.addTopic(`topic-${index}`, { partitions });
  app.synth();
}

function run(...args) {
  const cwd = join(FOLDER, "cdktf.out", "stacks", NAME);
  const child = spawn(terraform, [...args, "-input=false", "-no-color"], { cwd });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}

async function seconds(work) {
  const started = performance.now();
  await work();
  return Math.round((performance.now() - started) / 10) / 100;
}

const deploy = (count) =>
  seconds(async () => {
    synthesize(count);
    await run("apply", "-auto-approve");
  });

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function thrice(count) {
  const all = [];
  for (let round = 0; round < 3; round++) all.push(await deploy(count));
  return median(all);
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
try {
  synthesize(0);
  await run("init");
  const cluster = await deploy(0);
  const without = await thrice(0);
  const added = await deploy(topics);
  const unchanged = await thrice(topics);
  print({
    version: 1,
    brokers,
    topics,
    partitions,
    profile: values.profile,
    cluster,
    without,
    added,
    unchanged,
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await run("destroy", "-auto-approve").catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  rmSync(FOLDER, { recursive: true, force: true });
}

function print(result) {
  if (values.json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  const { added, cluster, unchanged, without } = result;
  console.log(`${brokers} brokers; seconds from the synthesis to the end of terraform apply:`);
  console.log(`  the cluster, without topics                ${cluster.toFixed(2)}`);
  console.log(`  again, no change (median of 3)             ${without.toFixed(2)}`);
  console.log(`  ${topics} topics of ${partitions} partitions added          ${added.toFixed(2)}`);
  console.log(
    `  again, no change (median of 3)             ${unchanged.toFixed(2)}, ${(unchanged - without).toFixed(2)} for the topics`,
  );
}
