import { spawn } from "node:child_process";
import { declare } from "../support/declared-stack";
import { Deployment, docker, json } from "../support/deployment";
import { Writes } from "../support/writes";

// One cluster that grows and shrinks, told step by step: each test needs the ones before it.
const NAME = "e2e-scale";
const cluster = new Deployment(NAME, {});
const MOVE = "--move-replicas";

const synthesize = (brokers: number) =>
  declare(
    cluster,
    // With two volumes a broker has a third container, which holds them and must go with it.
    { firstPort: 27792, heapMiB: 300, zookeeperHeapMiB: 96, logDirsPerBroker: 2, brokers },
    (kafka) => kafka.addTopic("orders", { partitions: 6, replicationFactor: 3 }),
  );

/** Replicas on each broker, by its id: of one topic, or of all but those of checks, which come and go. */
async function replicas(topic?: string): Promise<Record<string, number>> {
  const described = await cluster.kafka("kafka-topics.sh", "--describe");
  const counts: Record<string, number> = {};
  for (const [, name, ids] of described.matchAll(/Topic: (\S+)\s+Partition: .*Replicas: (\S+)/g)) {
    if (topic === undefined ? name!.includes("-check-") : name !== topic) continue;
    for (const id of ids!.split(",")) counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

beforeAll(async () => {
  synthesize(3);
  expect(await cluster.gatedApply()).toSucceed();
  const { container, internal } = cluster.manifest.brokers[0]!;
  const load = `--topic orders --num-records 60000 --record-size 1024 --throughput -1`;
  const tool = `/opt/kafka/bin/kafka-producer-perf-test.sh ${load} --producer-props bootstrap.servers=${internal}`;
  await docker("exec", container, "bash", "-c", tool);
});
afterAll(() => cluster.cleanUp());

test("a new broker is offered replicas, and without them it stays empty", async () => {
  expect(await cluster.planReport(MOVE)).toMatchObject({ outcome: "unchanged" });
  synthesize(4);
  const { clusters, outcome } = await cluster.planReport();
  expect(outcome).toBe("changes");
  expect(clusters[0]!.servers).toMatchObject([{ container: `${NAME}-4`, action: "create" }]);
  const { after, before } = clusters[0]!.proposal!;
  expect(before.find(({ broker }) => broker === 4)?.replicas ?? 0).toBe(0);
  const held = after.map((one) => one.replicas);
  expect(Math.max(...held) - Math.min(...held)).toBeLessThan(2);
  expect(await cluster.gatedApply()).toSucceed();
  expect(await replicas("orders")).toEqual({ 1: 6, 2: 6, 3: 6 });
  expect((await cluster.planReport()).clusters[0]!.proposal).toEqual(clusters[0]!.proposal);
});

test("moves that are under way go on without the command, and can be cancelled", async () => {
  const moving = spawn("node", cluster.commandLine("apply", "--yes", MOVE, "--throttle", "1"));
  let output = "";
  const told = new Promise<void>((resolve) =>
    moving.stdout.on("data", (data) => {
      output += String(data);
      if (/moving replicas: \d+ of \d+ partitions left/.test(output)) resolve();
    }),
  );
  const ended = new Promise<void>((resolve) => moving.once("close", () => resolve()));
  await Promise.race([told, ended]);
  // Killed, it leaves the throttle too, so that they take long.
  moving.kill("SIGKILL");
  await ended;
  const reassignments = () => cluster.kafka("kafka-reassign-partitions.sh", "--list");
  expect(await reassignments()).toMatch(/orders-\d/);
  const { partitions } = await json<{ partitions: number }>(
    "node",
    cluster.commandLine("cancel-moves", "--json"),
  );
  expect(partitions).toBeGreaterThan(0);
  expect(await reassignments()).not.toMatch(/orders-\d/);
  // Broker 3 has what it had, and nobody is held back any more.
  expect((await replicas("orders"))["3"]).toBe(6);
  expect(await cluster.kafka("kafka-configs.sh", "--describe", "--entity-type", "brokers")).not.toMatch(
    /throttled/,
  );
});

test("replicas are moved to the new broker under load, and nothing is lost", async () => {
  const writes = await Writes.start(cluster.manifest, "orders");
  const moved = await cluster.gatedApply(MOVE);
  const written = await writes.stop();
  expect(moved).toSucceed();
  expect(written).toMatchObject({ errors: [], missing: [] });
  expect(Object.keys(await replicas("orders"))).toEqual(["1", "2", "3", "4"]);
  const held = Object.values(await replicas());
  expect(Math.max(...held) - Math.min(...held)).toBeLessThan(2);
  expect(await cluster.planReport(MOVE)).toMatchObject({ outcome: "unchanged" });
});

test("a broker that is removed is emptied first, under load", async () => {
  synthesize(3);
  const refused = await cluster.gatedApply();
  expect(refused.code).toBe(3);
  expect(refused.output).toContain(`! refused (replicas-on-broker): ${NAME}-4`);
  const writes = await Writes.start(cluster.manifest, "orders");
  const moved = await cluster.gatedApply(MOVE);
  const written = await writes.stop();
  expect(moved).toSucceed();
  expect(written).toMatchObject({ errors: [], missing: [] });
  expect(await replicas("orders")).toEqual({ 1: 6, 2: 6, 3: 6 });
  expect(await docker("ps", "-aq", "--filter", `name=${NAME}-4`)).toBe("");
  expect(await docker("volume", "ls", "-q", "--filter", `name=${NAME}-4`)).toBe("");
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
});
