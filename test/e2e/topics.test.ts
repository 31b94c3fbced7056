import { join } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { KafkaCluster, type KafkaTopicProps } from "cdktf-kafka-docker";
import { declare } from "../support/declared-stack";
import { COMMAND, Deployment, docker, must, run } from "../support/deployment";

const NAME = "e2e-topics";
const cluster = new Deployment(NAME, {});
const other = new Deployment(`${NAME}-other`, {});
const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

type Topics = Record<string, KafkaTopicProps>;

/** Three brokers in two racks, and these topics. */
function synthesize(topics: Topics) {
  const small = { heapMiB: 300, zookeeperHeapMiB: 128 };
  const props = { ...small, brokers: 3, racks: ["a", "b"], firstPort: 28192, replicationThrottleMiB: 1 };
  const add = (kafka: KafkaCluster) => {
    for (const [name, one] of Object.entries(topics)) kafka.addTopic(name, one);
  };
  return declare(cluster, props, add);
}

async function deploy(topics: Topics): Promise<string> {
  synthesize(topics);
  const { code, output } = await cluster.apply();
  expect({ code, output }).toSucceed();
  return output;
}

const alter = (topic: string, ...args: string[]) =>
  cluster.kafka("kafka-configs.sh", "--alter", "--topic", topic, ...args);
const describeTopic = (topic: string) => cluster.kafka("kafka-topics.sh", "--describe", "--topic", topic);
const list = async () => (await cluster.kafka("kafka-topics.sh", "--list")).split("\n");

/** What the next deploy would do, by topic. */
async function planned(): Promise<Record<string, string[]>> {
  const { clusters } = await cluster.planReport();
  const topics = clusters.flatMap((one) => one.topics);
  return Object.fromEntries(topics.map(({ changes, topic }) => [topic, changes.map(({ action }) => action)]));
}

afterAll(async () => {
  await run(terraform, ["destroy", "-auto-approve", "-no-color"], { cwd: other.stack });
  await cluster.cleanUp();
  await other.cleanUp();
});

const ORDERS = { partitions: 2, replicationFactor: 1, config: { "retention.ms": 3_600_000 } };

test("a deploy creates what is declared, and then there is nothing to plan", async () => {
  const output = await deploy({ orders: ORDERS, clicks: { removalPolicy: "destroy" } });
  expect(output).toContain("+ orders: create, 2 partitions, 1 replicas each");
  expect(output).toContain("2 topics changed, 2 are as declared");
  expect(await cluster.plan()).toSucceed();
  expect(await cluster.command("plan")).toMatchObject({
    code: 0,
    stdout: `${NAME}: no change, everything is as declared\n`,
  });
});

test("a deploy changes partitions, settings and replicas, throttled, and leaves no throttle", async () => {
  // Kafka lets ten seconds of the rate pass at once.
  const { container, internal } = cluster.manifest.brokers[0]!;
  const load = ["--topic", "orders", "--num-records", "16000", "--record-size", "1000", "--throughput", "-1"];
  const producer = ["--producer-props", `bootstrap.servers=${internal}`];
  await docker("exec", container, "/opt/kafka/bin/kafka-producer-perf-test.sh", ...load, ...producer);
  synthesize({
    orders: {
      partitions: 3,
      replicationFactor: 3,
      config: { "min.insync.replicas": 2, "segment.ms": 60_000 },
    },
    clicks: { removalPolicy: "destroy" },
  });
  const { code, stdout } = await cluster.command("plan");
  expect(code).toBe(2);
  expect(stdout).toContain("~ topic orders: partitions 2 -> 3 (warning: keys move to other partitions");
  expect(stdout).toContain("~ topic orders: retention.ms 3600000 -> default");
  expect(stdout).toContain("~ topic orders: segment.ms 604800000 -> 60000");
  expect(stdout).toContain("~ topic orders: replicas 1 -> 3, of 2 partitions");
  const deployed = await cluster.apply();
  expect(deployed).toSucceed();
  expect(deployed.output).toMatch(/moving replicas: \d of 3 partitions left/);
  const described = await describeTopic("orders");
  expect(described).toMatch(/PartitionCount: 3\s+ReplicationFactor: 3/);
  expect(described).toContain("segment.ms=60000");
  expect(described).not.toMatch(/retention\.ms|throttled/);
  const brokers = await cluster.kafka(
    "kafka-configs.sh",
    "--describe",
    "--entity-type",
    "brokers",
    "--entity-default",
  );
  expect(brokers).not.toContain("throttled");
  expect(await planned()).toEqual({});
});

test("drift by Kafka's own tools is planned, told by the check, and mended", async () => {
  await alter("orders", "--add-config", "segment.ms=1000");
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "clicks");
  expect(await cluster.plan()).toSucceed();
  expect(await planned()).toEqual({ clicks: ["create"], orders: ["config"] });
  expect(await cluster.check("--only", "topics", "--timeout", "2")).toMatchObject({ code: 1 });
  const { code, stdout } = await cluster.command("apply-topics");
  expect(code).toBe(0);
  expect(stdout).toContain("~ orders: segment.ms 1000 -> 60000");
  expect(await cluster.check("--only", "topics")).toSucceed();
});

test("a setting made by hand stays, and is told", async () => {
  await alter("orders", "--add-config", "flush.ms=5000");
  const { code, stdout } = await cluster.command("apply-topics");
  expect(code).toBe(0);
  expect(stdout).toContain("? orders: flush.ms=5000 was set by hand, and stays");
  expect(await describeTopic("orders")).toContain("flush.ms=5000");
  await alter("orders", "--delete-config", "flush.ms");
});

const NOW = { partitions: 3, replicationFactor: 3, config: { "segment.ms": 60_000 } };

test("fails when partitions go down, or a topic of others differs, and changes nothing", async () => {
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "theirs", "--partitions", "1");
  synthesize({ orders: { ...NOW, partitions: 1 }, theirs: { partitions: 2 }, added: {} });
  const { code, stdout } = await cluster.command("plan");
  expect(code).toBe(3);
  expect(stdout).toContain("! refused (topics): orders: partitions 3 -> 1: Kafka cannot remove partitions");
  expect(stdout).toContain(
    "! refused (topics): theirs: it is there, was not made by a deploy, and is not as declared",
  );
  const deployed = await cluster.apply();
  expect(deployed.code).not.toBe(0);
  expect(deployed.output).toContain("! orders: refused: partitions 3 -> 1");
  expect(await list()).not.toContain("added");
});

test("a topic of others is taken over when that is asked for; one taken out is deleted with 'destroy'", async () => {
  expect(await list()).toContain("clicks");
  const output = await deploy({
    orders: { ...NOW, removalPolicy: "destroy" },
    theirs: { partitions: 2, adopt: true },
  });
  expect(output).toContain("= theirs: take over");
  expect(output).toContain("- clicks: delete, with all of its records");
  expect(await list()).not.toContain("clicks");
  expect(await planned()).toEqual({});
});

test("the last ones are taken out: one is kept, the other deleted", async () => {
  const output = await deploy({});
  expect(output).toContain("- orders: delete");
  expect(output).toContain(". theirs: not declared any more, and kept");
  const left = await list();
  expect(left).toContain("theirs");
  expect(left).not.toContain("orders");
});

test("another stack adds topics to the cluster, checks them, and takes them away again", async () => {
  const outdir = join(other.folder, "cdktf.out");
  const app = new App({ outdir });
  const stack = new TerraformStack(app, other.name);
  new LocalBackend(stack, { path: "../../../state.tfstate" });
  const imported = KafkaCluster.fromManifest(stack, "imported", cluster.manifest);
  imported.addTopic("added", { partitions: 2, removalPolicy: "destroy" });
  imported.addTopic("theirs", { partitions: 2 });
  app.synth();
  const first = await other.apply();
  expect(first).toSucceed();
  expect(first.output).toContain("= theirs: take over");
  const file = join(other.stack, `${NAME}.${other.name}-imported.manifest.json`);
  expect(await run("node", [COMMAND, "check", "--manifest", file, "--only", "topics"])).toSucceed();
  synthesize({ theirs: { partitions: 2 } });
  expect(await cluster.command("plan")).toMatchObject({
    code: 3,
    stdout: expect.stringContaining(`it is declared by ${other.name}-imported`) as string,
  });
  await must(terraform, ["destroy", "-auto-approve", "-no-color"], { cwd: other.stack });
  const left = await list();
  expect(left).not.toContain("added");
  expect(left).toContain("theirs");
});

test("destroy leaves nothing, and does not wait for topics", async () => {
  await deploy({ last: { removalPolicy: "destroy" } });
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
});
