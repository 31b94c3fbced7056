import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type KafkaCluster } from "cdktf-kafka-docker";
import { BENCH_LABEL } from "../../operations/bench-container";
import { type BenchReport } from "../../operations/bench-report";
import { BENCH_PREFIX } from "../../operations/bench-topics";
import { declare } from "../support/declared-stack";
import { COMMAND, Deployment, docker, run } from "../support/deployment";
import { snippets } from "../support/snippets";
import { Writes } from "../support/writes";

const NAME = "e2e-bench";
const cluster = new Deployment(NAME, {});
const SHORT = ["--seconds", "1", "--no-host"];
/** Only what is told to vary. */
const FIXED = [
  ...["--replication", "2", "--acks", "all", "--batch-size", "16384", "--linger", "0"],
  ...["--compression", "none"],
];

beforeAll(async () => {
  declare(cluster, { firstPort: 28592, heapMiB: 300, zookeeperHeapMiB: 96, brokers: 2 });
  expect(await cluster.apply()).toSucceed();
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "orders", "--partitions", "2");
  const orders = Array.from({ length: 500 }, (_, index) =>
    JSON.stringify({ id: index, customer: `customer ${index % 40}`, items: ["apple", "pear"], paid: true }),
  );
  writeFileSync(join(cluster.folder, "orders.json"), `${orders.join("\n")}\n`);
});
const secured = new Deployment("e2e-bench-secured", {});
afterAll(async () => {
  await cluster.cleanUp();
  await secured.cleanUp();
});

function bench(...args: string[]) {
  const all = [COMMAND, "bench", "--manifest", cluster.manifestFile, ...args];
  return run("node", all, { cwd: cluster.folder });
}

async function left(): Promise<string[]> {
  const topics = (await cluster.kafka("kafka-topics.sh", "--list")).split("\n");
  const containers = await docker("ps", "-aq", "--filter", `label=${BENCH_LABEL}=${NAME}`);
  return [...topics.filter((topic) => topic.startsWith(BENCH_PREFIX)), ...containers.split("\n")].filter(
    Boolean,
  );
}

test("it measures rates, latencies, codecs and a client on the host, and leaves nothing", async () => {
  const page = join(cluster.folder, "bench.html");
  const { code, output, stdout } = await bench(
    ...["--partitions", "4,1", ...FIXED.slice(0, 8), "--compression", "none,zstd", "--seconds", "1"],
    ...["--sample", "orders.json", "--json", "--html", page],
  );
  expect({ code, output }).toMatchObject({ code: 0 });
  const report = JSON.parse(stdout) as BenchReport;
  expect(report).toMatchObject({ cluster: NAME, brokers: 2, foreign: [], leftBehind: [] });
  expect(report.message).toMatchObject({ of: "sample" });
  expect(report.results.map(({ compression, partitions }) => `${partitions} ${compression}`)).toEqual([
    "4 none",
    "1 none",
    "4 zstd",
  ]);
  const [base, , zstd] = report.results;
  // Batches add some bytes; what repeats gets several times smaller.
  expect(base!.ratio).toBeGreaterThan(0.8);
  expect(base!.ratio).toBeLessThanOrEqual(1);
  expect(zstd!.ratio).toBeGreaterThan(2);
  for (const { consumedMBps, latency, pacedMBps, producedMBps } of report.results) {
    expect(producedMBps).toBeGreaterThan(0.5);
    expect(consumedMBps).toBeGreaterThan(0.5);
    expect(pacedMBps).toBeLessThan(0.7 * producedMBps);
    expect(latency.p50Ms).toBeLessThanOrEqual(latency.p99Ms);
    expect(latency.p99Ms).toBeLessThanOrEqual(latency.maxMs);
  }
  expect(report.host!.producedMBps).toBeGreaterThan(0.1);
  expect(report.host!.consumedMBps).toBeGreaterThan(0.1);
  expect(report.host!.latency.p50Ms).toBeGreaterThan(0);
  expect(readFileSync(page, "utf8")).toContain("compression.type");
  expect(await left()).toEqual([]);
});

test("a cluster that others write to is refused, and measured only where that is accepted", async () => {
  const writes = await Writes.start(cluster.manifest, "orders");
  try {
    const refused = await bench(...SHORT);
    expect(refused.code).toBe(3);
    expect(refused.output).toMatch(/others write to this cluster \(.*orders\)/);
    const accepted = await bench("--partitions", "1", ...FIXED, ...SHORT, "--accept-traffic");
    expect(accepted.code).toBe(0);
    expect(accepted.output).toContain("! others wrote meanwhile to orders: figures are of both");
  } finally {
    await writes.stop();
  }
  expect(await left()).toEqual([]);
});

test("Ctrl-C ends it, and leaves nothing", async () => {
  const child = spawn("node", [COMMAND, "bench", "--manifest", cluster.manifestFile, ...SHORT]);
  let said = "";
  child.stderr.on("data", (data) => {
    said += String(data);
    if (said.includes("1 of") && !said.includes("interrupted")) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, said }).toEqual({ code: 130, said: expect.stringContaining("interrupted") as string });
  expect(await left()).toEqual([]);
});

test("no more is written than is allowed, and a cluster that is slower is found to be slower", async () => {
  const base = async (...args: string[]) => {
    const { code, output, stdout } = await bench("--partitions", "2", ...FIXED, ...SHORT, "--json", ...args);
    expect({ code, output }).toSucceed();
    return (JSON.parse(stdout) as BenchReport).results[0]!;
  };
  const full = await base();
  expect((await base("--max-rate", "0.5", "--max-disk", "10")).producedMBps).toBeLessThan(0.6);
  const processors = (count: string) => docker("update", "--cpus", count, `${NAME}-1`, `${NAME}-2`);
  await processors("0.2");
  const slow = await base().finally(() => processors("2"));
  expect(slow.producedMBps).toBeLessThan(0.7 * full.producedMBps);
});

test.each(snippets("docs/bench.md", "sh"))(
  "$name runs as it stands, as long as it may",
  async ({ code: line }) => {
    const words = line.trim().split(" ").slice(2);
    const { code, output, stdout } = await bench(...words, ...SHORT, "--minutes", "1");
    expect(stdout).toContain("for kafka-docker size: --partition-rate");
    const isOver = stdout.includes("! 1 min were over before all was measured: --minutes gives more");
    expect({ code, output }).toMatchObject({ code: isOver ? 1 : 0 });
    expect(await left()).toEqual([]);
  },
);

test("a secured cluster is measured by a user who may", async () => {
  const security = { folder: join(secured.folder, "secrets") };
  const small = { firstPort: 28992, heapMiB: 300, zookeeperHeapMiB: 128, brokers: 2 };
  const declareUser = (kafka: KafkaCluster) => {
    const topics = kafka.topicsWithPrefix(BENCH_PREFIX);
    const user = kafka.addUser("bench");
    topics.grantWrite(user);
    topics.grantRead(user, { groupPrefix: BENCH_PREFIX });
  };
  declare(secured, { ...small, security }, declareUser);
  expect(await secured.apply()).toSucceed();
  const args = [
    "--manifest",
    secured.manifestFile,
    "--user",
    "bench",
    "--partitions",
    "2",
    ...FIXED,
    ...SHORT,
  ];
  const { code, output } = await run("node", [COMMAND, "bench", ...args]);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toMatch(/^base +\d/m);
});
