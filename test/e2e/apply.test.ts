import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { declare } from "../support/declared-stack";
import { Deployment, docker, run, untilHealthy } from "../support/deployment";
import { Writes } from "../support/writes";

// One cluster that is changed again and again, told step by step: each test needs the ones before it.
const NAME = "e2e-apply";
const cluster = new Deployment(NAME, {});
const BROKERS = [1, 2, 3].map((id) => `${NAME}-${id}`);
const SMALL: KafkaClusterProps = { firstPort: 27092, heapMiB: 300, zookeepers: 3, zookeeperHeapMiB: 96 };

const synthesize = (props: KafkaClusterProps = {}, topics: Record<string, number> = {}) =>
  declare(cluster, { ...SMALL, ...props }, (kafka) => {
    for (const [name, replicationFactor] of Object.entries(topics)) {
      kafka.addTopic(name, { partitions: 6, replicationFactor, removalPolicy: "destroy" });
    }
  });
const TOPIC = { orders: 3 };
const idOf = async (container: string) => (await docker("inspect", "-f", "{{.Id}}", container)).trim();
const idsOf = () => Promise.all(BROKERS.map(idOf));
const orderIn = (output: string) =>
  [...output.matchAll(/^\[\d+\/\d+\] .*\((\S+)\): restart/gm)].map(([, name]) => name);
const controller = async () => {
  const { output } = await cluster.check("--only", "brokers");
  return `${NAME}-${/controller (\d)/.exec(output)?.[1]}`;
};

afterAll(() => cluster.cleanUp());

test("makes a cluster that is not there, and then has nothing to do", async () => {
  synthesize({}, TOPIC);
  expect(await cluster.planReport()).toMatchObject({
    outcome: "changes",
    clusters: [{ running: "absent", order: [] }],
  });
  const first = await cluster.gatedApply();
  expect(first).toSucceed();
  expect(first.output).toMatch(/e2e-apply works: \d+ of \d+ checks passed/);
  expect(await cluster.planReport()).toMatchObject({
    outcome: "unchanged",
    clusters: [{ servers: [], topics: [] }],
  });
  expect(await cluster.gatedApply()).toMatchObject({
    code: 0,
    stdout: `${NAME}: no change, everything is as declared\n`,
  });
});

test("restarts ZooKeeper and brokers one at a time under load, the leaders last, and loses nothing", async () => {
  const before = await idsOf();
  const last = await controller();
  synthesize({ heapMiB: 320, zookeeperHeapMiB: 112 }, TOPIC);
  const planned = await cluster.planReport();
  expect(planned.clusters[0]!.servers).toHaveLength(6);
  expect(planned.clusters[0]!.servers[0]!.because).toEqual([
    { kind: "heap", name: "heap", from: "96 MiB", to: "112 MiB" },
  ]);
  const writes = await Writes.start(cluster.manifest, "orders");
  const ended = await cluster.gatedApply();
  const written = await writes.stop();
  expect(ended).toSucceed();
  expect(orderIn(ended.output)).toEqual(planned.clusters[0]!.order.map(({ container }) => container));
  expect(orderIn(ended.output).at(-1)).toBe(last);
  expect(written).toMatchObject({ errors: [], missing: [] });
  expect(written.acknowledged).toBeGreaterThan(500);
  const after = await idsOf();
  expect(after.filter((id) => before.includes(id))).toEqual([]);
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
});

test("all at once is refused, and so is a topic that a restart makes unavailable", async () => {
  synthesize({ heapMiB: 330, zookeeperHeapMiB: 112 }, TOPIC);
  const atOnce = await cluster.command("plan", "--all-at-once");
  expect(atOnce.code).toBe(3);
  expect(atOnce.stdout).toContain(`! refused (too-many-down): ${BROKERS.join(", ")}`);
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "single", "--replication-factor", "1");
  const ids = await idsOf();
  const refused = await cluster.gatedApply();
  expect(refused.code).toBe(3);
  expect(refused.output).toMatch(
    /! refused \(unavailable-partitions\): e2e-apply-\d: .*the first single-\d+ with 1/,
  );
  expect(refused.output).toContain(`${NAME}: nothing was done`);
  expect(await idsOf()).toEqual(ids);
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "single");
});

test("waits at a gate that is closed, says for what, stops nothing, and goes on when it opens", async () => {
  // Broker 3 alone changes; while broker 2 is silent, and so not in sync, it cannot be spared.
  synthesize(
    { heapMiB: 320, zookeeperHeapMiB: 112, brokerConfig: { 3: { "queued.max.requests": 400 } } },
    TOPIC,
  );
  const ids = await idsOf();
  await docker("pause", BROKERS[1]!);
  await sleep(9000);
  const stopped = await cluster.gatedApply("--gate-timeout", "6");
  expect(await idsOf()).toEqual(ids);
  await docker("unpause", BROKERS[1]!);
  await untilHealthy(BROKERS[1]!);
  expect(stopped.code).toBe(4);
  expect(stopped.output).toMatch(/waited 6 s for .*in sync 1, 3, needs 2/);
  expect(stopped.output).toContain("a second kafka-docker apply goes on from here");
  const second = await cluster.gatedApply();
  expect(second).toSucceed();
  expect(orderIn(second.output)).toEqual([BROKERS[2]]);
});

test("a second apply goes on after the first was killed in the middle, and a kept plan is stale by then", async () => {
  synthesize({ heapMiB: 330, zookeeperHeapMiB: 112 }, TOPIC);
  const kept = join(cluster.folder, "kept.tfplan");
  await run("terraform", ["plan", "-input=false", `-out=${kept}`], { cwd: cluster.stack });
  const writes = await Writes.start(cluster.manifest, "orders");
  const first = spawn("node", cluster.commandLine("apply", "--yes"), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await new Promise<string>((resolve) => {
    let output = "";
    first.stdout.on("data", (data) => {
      output += String(data);
      if (output.includes("[2/")) resolve(output);
    });
    first.once("close", () => resolve(output));
  });
  await sleep(2500);
  first.kill("SIGKILL");
  expect(said).toContain("[2/");
  const second = await cluster.gatedApply();
  expect(second).toSucceed();
  expect(orderIn(second.output).length).toBeLessThan(3);
  expect(await writes.stop()).toMatchObject({ errors: [], missing: [] });
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
  const stale = await cluster.gatedApply("--plan", kept);
  expect(stale.code).toBe(3);
  expect(stale.output).toContain("! refused (stale-plan): kept.tfplan: it was made on another state");
  const plain = await run("terraform", ["apply", "-input=false", "-no-color", kept], { cwd: cluster.stack });
  expect(plain).toMatchObject({ code: 1, output: expect.stringContaining("Saved plan is stale") as string });
});

test("a broker that cannot start stops the roll at the first, with its own words, and is the first to be mended", async () => {
  const same = { heapMiB: 330, zookeeperHeapMiB: 112 };
  synthesize({ ...same, jvmOptions: ["-XX:NoSuchOption"] });
  const started = performance.now();
  const failed = await cluster.gatedApply();
  // It would wait for three minutes.
  expect(performance.now() - started).toBeLessThan(60_000);
  expect(failed.code).toBe(1);
  expect(failed.output).toMatch(/e2e-apply-\d: restarted \d+ times, it cannot start/);
  expect(failed.output).toContain("Unrecognized VM option 'NoSuchOption'");
  const [first] = orderIn(failed.output);
  expect(orderIn(failed.output)).toHaveLength(1);
  // Whether or not it is in the plan again, its like must not follow it.
  const again = await cluster.gatedApply();
  expect(again.code).toBe(1);
  expect(again.output).toMatch(new RegExp(`${first!}: restarted \\d+ times, it cannot start`));
  expect(orderIn(again.output).filter((one) => one !== first)).toEqual([]);
  synthesize({ ...same, jvmOptions: ["-Dgood=1"] }, TOPIC);
  const mended = await cluster.gatedApply();
  expect(mended).toSucceed();
  expect(orderIn(mended.output)[0]).toBe(first);
  expect(orderIn(mended.output)).toHaveLength(3);
});
