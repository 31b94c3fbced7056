import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Deaths } from "../support/deaths";
import { Deployment, docker, must } from "../support/deployment";

// One cluster, told step by step: each test needs the ones before it.
const cluster = new Deployment("e2e-main", { KAFKA_FIRST_PORT: "21092" });
const deaths = new Deaths();

afterAll(() => cluster.cleanUp());

const kafka = (tool: string, ...args: string[]) => cluster.kafka(tool, ...args);
const bootstrap = () => cluster.manifest.brokers.map(({ external }) => external).join(",");
const kcat = (...args: string[]) => must("bash", ["-c", args.join(" ")], { env: { BOOTSTRAP: bootstrap() } });

test("deploys three brokers, and the deploy itself checks them", async () => {
  const output = await cluster.deploy();
  expect(output).toContain("e2e-main works: 13 of 13 checks passed");
});

test("the plan after it is empty", async () => {
  expect(await cluster.plan()).toMatchObject({
    code: 0,
    output: expect.stringContaining("No changes.") as string,
  });
});

test("Java has mapped the archive of classes of the image that was built, each server its own", async () => {
  const mapped = (server: string) =>
    docker("exec", server, "grep", "-o", "/opt/kafka/class-data/.*", "/proc/1/maps").catch(() => "none");
  const files = async (server: string) => [...new Set((await mapped(server)).trimEnd().split("\n"))];
  const has = (file: string) =>
    cluster.image?.startsWith("cdktf-kafka-docker/") ? [`/opt/kafka/class-data/${file}.jsa`] : ["none"];
  expect(await files("e2e-main-1")).toEqual(has("broker"));
  expect(await files("e2e-main-zookeeper-1")).toEqual(has("zookeeper"));
});

test("kcat lists, writes and reads from the host", async () => {
  expect(await kcat("kcat -b $BOOTSTRAP -L")).toContain("broker 3 at 127.0.0.1:21094");
  await kafka("kafka-topics.sh", "--create", "--topic", "kept");
  await kcat("seq 1000 | kcat -b $BOOTSTRAP -t kept -P -X acks=all");
  expect(await kcat("kcat -b $BOOTSTRAP -t kept -C -e -q | sort -n | md5sum; seq 1000 | md5sum")).toMatch(
    /^(\w+ +-\n)\1$/,
  );
});

test("the quick start creates a topic, sends message 0 to message 9, and prints them", async () => {
  const env = { KAFKA_BOOTSTRAP_SERVERS: bootstrap() };
  const example = (name: string) => ["--import", "tsx", `examples/quickstart/${name}.ts`];
  expect(await must("node", example("create-topic"), { env })).toContain("test_topic was created\n");
  expect(await must("node", example("create-topic"), { env })).toContain("test_topic was there already\n");
  expect(await must("node", example("producer"), { env })).toContain("sent 10 messages to test_topic\n");
  const consumer = spawn("node", example("consumer"), { env: { ...process.env, ...env } });
  const lines: string[] = [];
  for await (const line of createInterface({ input: consumer.stdout })) {
    if (line.startsWith("message ")) lines.push(line);
    if (lines.length === 10) consumer.kill("SIGINT");
  }
  expect(lines).toEqual(Array.from({ length: 10 }, (_, index) => `message ${index}`));
});

test("a topic that says nothing else has the declared partitions and replicas", async () => {
  const described = await kafka("kafka-topics.sh", "--describe", "--topic", "kept");
  expect(described).toMatch(/PartitionCount: 12\s+ReplicationFactor: 3/);
  expect(described).toContain("min.insync.replicas=2");
});

test.each(["gzip", "snappy", "lz4", "zstd"])(
  "brokers compress with %s: its library loads from /tmp",
  async (codec) => {
    const topic = `codec-${codec}`;
    await kafka("kafka-topics.sh", "--create", "--topic", topic, "--config", `compression.type=${codec}`);
    await kcat(`seq 5000 | kcat -b $BOOTSTRAP -t ${topic} -P -X acks=all`);
    expect(await kcat(`kcat -b $BOOTSTRAP -t ${topic} -C -e -q | sort -n | uniq | wc -l`)).toBe("5000\n");
  },
);

test("a change to five brokers touches none of the three, and keeps the data", async () => {
  const ids = () => docker("inspect", "--format", "{{.Id}}", "e2e-main-1", "e2e-main-2", "e2e-main-3");
  const before = await ids();
  await cluster.deploy({ KAFKA_BROKERS: "5" });
  expect(await ids()).toBe(before);
  expect(await cluster.plan()).toSucceed();
  expect(await kcat("kcat -b $BOOTSTRAP -t kept -C -e -q | sort -n | md5sum; seq 1000 | md5sum")).toMatch(
    /^(\w+ +-\n)\1$/,
  );
});

test("destroy leaves nothing", async () => {
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
  const all = (await docker("volume", "ls", "-q")) + (await docker("ps", "-a", "--format", "{{.Names}}"));
  expect(all).not.toContain("e2e-main");
});

test("in all of that no container of the cluster was killed", () => {
  const exitCodes = deaths.stop("e2e-main-");
  // The six of the destroy. 143 is an end by SIGTERM, 137 by SIGKILL.
  expect(exitCodes).toEqual(Array(6).fill("143"));
});
