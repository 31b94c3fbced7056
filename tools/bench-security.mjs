import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { loadEnvFile } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// npm run bench:security: what security costs. Two clusters, one of them with `security: true` (TLS, SCRAM, rights),
// are deployed and destroyed in turn, from the synthesis to the end of `terraform apply`; then both run, and Kafka's
// own ProducerPerformance and ConsumerPerformance write and read in turn, in containers of the clusters' networks.
// Medians, and their ratios; then it removes all of it, also when it is interrupted or its time is over.
// --runs, --brokers, --records (of 1 KiB), --port, --minutes; --json for programs.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const FOLDER = join(ROOT, ".e2e", "bench-security");
const TOPIC = "bench";
const USER = "bench";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    brokers: { type: "string", default: "1" },
    records: { type: "string", default: "300000" },
    port: { type: "string", default: "28392" },
    minutes: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});
const [runs, brokers, records, port, minutes] = ["runs", "brokers", "records", "port", "minutes"].map((key) =>
  Number(values[key]),
);
const terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
if (existsSync(join(ROOT, ".env"))) loadEnvFile(join(ROOT, ".env"));

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => interrupt.abort(new Error("interrupted")));
const over = setTimeout(() => interrupt.abort(new Error(`not done in ${minutes} min`)), minutes * 60_000);

const KINDS = ["plain", "secured"];
const clusters = KINDS.map((kind, index) => ({
  kind,
  name: `bench-security-${kind}`,
  firstPort: port + 20 * index,
  secrets: join(FOLDER, "secrets"),
}));
const stackOf = ({ name }) => join(FOLDER, name, "cdktf.out", "stacks", name);

function synthesize({ firstPort, kind, name, secrets }) {
  const { App, LocalBackend, TerraformStack } = require("cdktf");
  const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
  const { KafkaCluster } = require("cdktf-kafka-docker");
  const app = new App({ outdir: join(FOLDER, name, "cdktf.out") });
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: "../../../state.tfstate" });
  new DockerProvider(stack, "docker", {});
  const kafka = new KafkaCluster(stack, name, {
    ...{ brokers, firstPort, image: process.env.KAFKA_IMAGE || undefined },
    ...{ heapMiB: 512, zookeeperHeapMiB: 128 },
    ...(kind === "secured" ? { security: { folder: secrets } } : {}),
  });
  // One for each run, so that what is read is still in memory; the first is for warming up.
  const topics = Array.from({ length: runs + 1 }, (_, run) =>
    kafka.addTopic(`${TOPIC}-${run}`, { partitions: 3 }),
  );
  if (kind === "secured") {
    const user = kafka.addUser(USER);
    for (const topic of topics) {
      topic.grantWrite(user);
      topic.grantRead(user, { groupPrefix: `${TOPIC}-` });
    }
  }
  app.synth();
}

/** Runs a program; `last` is one that is run whatever has happened. */
function run(command, args, { cwd = ROOT, last = false } = {}) {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const stop = () => child.kill("SIGINT");
  if (!last) interrupt.signal.addEventListener("abort", stop);
  let [stdout, output] = ["", ""];
  child.stdout.on("data", (data) => ((stdout += data), (output += data)));
  child.stderr.on("data", (data) => (output += data));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      interrupt.signal.removeEventListener("abort", stop);
      if (!last && interrupt.signal.aborted) reject(interrupt.signal.reason);
      else if (code === 0) resolve(stdout);
      else reject(new Error(`${command} ended with ${code}:\n${output}`));
    });
  });
}

const onStack = (cluster, command, ...more) =>
  run(terraform, [command, "-input=false", "-no-color", ...more], { cwd: stackOf(cluster) });

const destroy = (cluster) =>
  run(terraform, ["destroy", "-auto-approve", "-input=false", "-no-color", "-lock-timeout=60s"], {
    cwd: stackOf(cluster),
    last: true,
  });

/** Seconds from the synthesis to a cluster that was verified; certificates are made anew each time. */
async function deploy(cluster) {
  if (cluster.kind === "secured") rmSync(cluster.secrets, { recursive: true, force: true });
  const started = performance.now();
  synthesize(cluster);
  await onStack(cluster, "apply", "-auto-approve");
  return (performance.now() - started) / 1000;
}

/** What a client of the cluster's network needs, as `kafka-docker client-config` prints it. */
async function clientProperties(cluster) {
  if (cluster.kind === "plain") return "";
  const manifest = join(stackOf(cluster), `${cluster.name}.manifest.json`);
  const command = fileURLToPath(new URL("../dist/bin/kafka-docker.js", import.meta.url));
  const args = ["client-config", USER, "--manifest", manifest, "--format", "java", "--listener", "INTERNAL"];
  return run(process.execPath, [command, ...args]);
}

/** Runs one of Kafka's tools in a container of the cluster's network. */
async function tool(cluster, line) {
  const image = process.env.KAFKA_IMAGE || "apache/kafka:3.9.2";
  const servers = Array.from({ length: brokers }, (_, index) => `${cluster.name}-${index + 1}:19092`);
  const script = `printf %s "$PROPERTIES" >/tmp/client.properties; cd /opt/kafka/bin; exec ${line}`;
  return run("docker", [
    ...["run", "--rm", "--name", `${cluster.name}-tool`, "--network", cluster.name, "--user", "0"],
    ...(cluster.kind === "secured" ? ["--volume", `${cluster.secrets}:${cluster.secrets}:ro`] : []),
    ...["--env", `PROPERTIES=${cluster.properties}`, "--env", `SERVERS=${servers.join(",")}`],
    ...["--entrypoint", "bash", image, "-euc", script],
  ]);
}

/** MB a second that were written, acknowledged by all replicas. */
async function produce(cluster, topic) {
  const output = await tool(
    cluster,
    `./kafka-producer-perf-test.sh --topic ${topic} --num-records ${records} --record-size 1024 --throughput -1 ` +
      "--producer.config /tmp/client.properties --producer-props bootstrap.servers=$SERVERS acks=all",
  );
  return figure(output, /records\/sec \(([\d.]+) MB\/sec\)(?![\s\S]*records\/sec)/);
}

/** MB a second that were read, without the time to join the group. */
async function consume(cluster, topic) {
  const output = await tool(
    cluster,
    `./kafka-consumer-perf-test.sh --bootstrap-server $SERVERS --topic ${topic} --messages ${records} ` +
      `--group ${topic} --consumer.config /tmp/client.properties --timeout 60000`,
  );
  return figure(output, /^\d{4}-.*, ([\d.]+), [\d.]+$/m);
}

function figure(output, pattern) {
  const [, found] = pattern.exec(output) ?? [];
  if (found === undefined) throw new Error(`no figure in the output of the tool:\n${output}`);
  return Number(found);
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const measured = { deploySeconds: {}, produceMBs: {}, consumeMBs: {} };
const note = (what, { kind }, value) => (measured[what][kind] ??= []).push(Math.round(value * 100) / 100);

async function measure() {
  for (const cluster of clusters) {
    synthesize(cluster);
    await onStack(cluster, "init");
  }
  for (let round = 0; round < runs; round++)
    for (const cluster of clusters) {
      note("deploySeconds", cluster, await deploy(cluster));
      await destroy(cluster);
    }
  for (const cluster of clusters) {
    await deploy(cluster);
    cluster.properties = await clientProperties(cluster);
  }
  for (let round = 0; round <= runs; round++)
    for (const [what, work] of [
      ["produceMBs", produce],
      ["consumeMBs", consume],
    ])
      for (const cluster of clusters) {
        const value = await work(cluster, `${TOPIC}-${round}`);
        if (round > 0) note(what, cluster, value);
      }
}

rmSync(FOLDER, { recursive: true, force: true });
for (const { name } of clusters) mkdirSync(join(FOLDER, name), { recursive: true });
try {
  await measure();
  print();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  clearTimeout(over);
  let destroyed = true;
  for (const cluster of clusters) {
    await run("docker", ["rm", "-f", `${cluster.name}-tool`], { last: true }).catch(() => {});
    await destroy(cluster).catch((error) => {
      console.error(error.message);
      process.exitCode = 1;
      destroyed = false;
    });
  }
  // The state is the way to remove what is still there.
  if (destroyed) rmSync(FOLDER, { recursive: true, force: true });
}

function print() {
  const rows = Object.entries(measured).map(([what, { plain, secured }]) => {
    const [before, after] = [median(plain), median(secured)];
    return { what, plain: before, secured: after, ratio: Math.round((after / before) * 100) / 100 };
  });
  if (values.json) {
    const medians = Object.fromEntries(rows.map(({ what, ...row }) => [what, row]));
    console.log(JSON.stringify({ version: 1, runs, brokers, records, medians, measured }, null, 2));
    return;
  }
  const label = {
    deploySeconds: "deploy to verified, s",
    produceMBs: "written, MB/s",
    consumeMBs: "read, MB/s",
  };
  console.log(
    `${brokers} brokers, ${records} records of 1 KiB, medians of ${runs} runs in turn:        plain  secured  ratio`,
  );
  for (const { plain, ratio, secured, what } of rows) {
    const cells = [plain, secured, ratio].map((value) => value.toFixed(2).padStart(8));
    console.log(`  ${label[what].padEnd(24)} ${cells.join(" ")}`);
  }
}
