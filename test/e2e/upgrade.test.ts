import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { declare } from "../support/declared-stack";
import { Deployment, docker, must } from "../support/deployment";
import { Writes } from "../support/writes";

// One cluster that gets a new version, told step by step: each test needs the ones before it.
const NAME = "e2e-upgrade";
const ROOT = join(__dirname, "..", "..");
const OLD = "3.8.1";
const NEW = "3.9.2";
const cluster = new Deployment(NAME, {});
const BROKERS = [1, 2, 3].map((id) => `${NAME}-${id}`);

let oldImage = "";

const synthesize = (image = cluster.image) =>
  declare(
    cluster,
    {
      ...{ firstPort: 27892, profile: "development", heapMiB: 300, zookeeperHeapMiB: 96 },
      ...{ image, zookeeperImage: cluster.image },
    },
    (kafka) =>
      void kafka.addTopic("orders", { partitions: 6, replicationFactor: 3, removalPolicy: "destroy" }),
  );
const stepsIn = (output: string) => [...output.matchAll(/^\[\d+\/\d+\] .*\((\S+)\): restart/gm)].length;

/** Carries it out until something is said, and ends it then. */
async function applyUntil(said: RegExp, signal: NodeJS.Signals): Promise<string> {
  const child = spawn("node", cluster.commandLine("apply", "--yes"), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let sent = false;
  child.stdout.on("data", (data) => {
    output += String(data);
    if (!sent && said.test(output)) sent = child.kill(signal);
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(sent).toBe(true);
  return output;
}

/** The version of the jar that each broker has, and the protocol that Kafka itself says it speaks. */
async function versions(): Promise<string[]> {
  const told = BROKERS.map(async (container, index) => {
    const { internal } = cluster.manifest.brokers[index]!;
    const asked = ["--describe", "--all", "--entity-type", "brokers", "--entity-name", String(index + 1)];
    const [jars, configs] = await Promise.all([
      docker("exec", container, "ls", "/opt/kafka/libs"),
      docker("exec", container, "/opt/kafka/bin/kafka-configs.sh", "--bootstrap-server", internal, ...asked),
    ]);
    const version = /^kafka_2\.13-(.*)\.jar$/m.exec(jars)?.[1];
    return `${version} ${/inter\.broker\.protocol\.version=(\S+)/.exec(configs)?.[1]}`;
  });
  return Promise.all(told);
}

beforeAll(async () => {
  const printed = await must("node", [join(ROOT, "tools", "image-of.mjs"), OLD]);
  oldImage = printed.trim().split("\n").at(-1)!;
});

afterAll(() => cluster.cleanUp());

test("a cluster of the old version tells, before anything is done, that it is upgraded in two rounds", async () => {
  synthesize(oldImage);
  expect(await cluster.gatedApply()).toSucceed();
  expect(await versions()).toEqual(BROKERS.map(() => `${OLD} 3.8-IV0`));
  synthesize();
  const { clusters, outcome } = await cluster.planReport();
  expect(outcome).toBe("changes");
  expect(clusters[0]).toMatchObject({
    upgrade: { from: OLD, to: NEW, protocol: { from: "3.8", to: "3.9" }, again: BROKERS },
  });
  const text = await cluster.command("plan");
  expect(text.stdout).toContain(
    `upgrade: ${OLD} -> ${NEW}, in two rounds: the new version with protocol 3.8 first, then protocol 3.9`,
  );
});

test("interrupted between the rounds, all have the new version with the old protocol, and the way back is open", async () => {
  const writes = await Writes.start(cluster.manifest, "orders");
  const first = await applyUntil(/^round 2 of 2/m, "SIGINT");
  expect(first).toContain("round 1 of 2: the new version, still with the protocol 3.8\n");
  expect(await versions()).toEqual(BROKERS.map(() => `${NEW} 3.8`));
  expect(existsSync(join(cluster.stack, "kafka-docker_override.tf.json"))).toBe(false);
  // What would be left to do: the protocol, in one round.
  const left = await cluster.planReport();
  expect(left).toMatchObject({ outcome: "changes", refused: [], clusters: [{ order: [{}, {}, {}] }] });
  expect(left.clusters[0]).not.toHaveProperty("upgrade");
  synthesize(oldImage);
  const back = await cluster.gatedApply();
  expect(back).toSucceed();
  expect(stepsIn(back.output)).toBe(3);
  expect(await writes.stop()).toMatchObject({ errors: [], missing: [] });
  expect(await versions()).toEqual(BROKERS.map(() => `${OLD} 3.8-IV0`));
});

test("killed in the first round, a second apply does the rest of both; under load nothing is lost", async () => {
  synthesize();
  const writes = await Writes.start(cluster.manifest, "orders");
  await applyUntil(/^\[2\/3\]/m, "SIGKILL");
  const second = await cluster.gatedApply();
  expect(second).toSucceed();
  expect(stepsIn(second.output)).toBeGreaterThanOrEqual(4);
  const written = await writes.stop();
  expect(written).toMatchObject({ errors: [], missing: [] });
  expect(written.acknowledged).toBeGreaterThan(500);
  expect(await versions()).toEqual(BROKERS.map(() => `${NEW} 3.9-IV0`));
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
  expect(await cluster.changes()).toEqual({});
});

test("there is no way back once the protocol is the new one", async () => {
  synthesize(oldImage);
  const refused = await cluster.gatedApply();
  expect(refused.code).toBe(3);
  for (const container of BROKERS) {
    expect(refused.output).toContain(
      `! refused (downgrade): ${container}: ${OLD} is older than the protocol that the brokers use, 3.9`,
    );
  }
});

test("what is refused does harm: others cannot replicate from a broker of the old version", async () => {
  const [first] = BROKERS as [string];
  const target = `-target=docker_container.${first}`;
  expect(await cluster.apply(target)).toSucceed();
  expect(await versions()).toContain(`${OLD} 3.8-IV0`);
  // Until it is in sync again it becomes the leader of nothing.
  const elect = "kafka-leader-election.sh --election-type preferred --all-topic-partitions";
  const asked = `docker exec ${first} /opt/kafka/bin/${elect} --bootstrap-server ${first}:19092`;
  const isRefused = `docker logs ${first} 2>&1 | grep 'FETCH with version 17'`;
  await must("timeout", ["60", "bash", "-c", `until ${asked} && ${isRefused}; do sleep 1; done`]);
  // The leader gives them up after replica.lag.time.max.ms, 30 s.
  const end = Date.now() + 90_000;
  let checked = await cluster.check("--only", "partitions");
  while (checked.code === 0 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    checked = await cluster.check("--only", "partitions");
  }
  expect(checked).toMatchObject({ code: 1, output: expect.stringContaining("in sync") as string });
});
