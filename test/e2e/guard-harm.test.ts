import { rmSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { type KafkaCluster, type KafkaClusterProps } from "cdktf-kafka-docker";
import { type GuardRule } from "../../operations/guard-rules";
import { declare, resourceOf } from "../support/declared-stack";
import { Deployment, docker, must, run, untilHealthy } from "../support/deployment";
import { topicGap, withClient, writeGap } from "../support/gaps";

// What the guard refuses is done in spite of it, to show that the harm is real. One cluster, told step by step: each
// test needs the ones before it. The rules downgrade and broker-listener have theirs in upgrade and security-switch.
const NAME = "e2e-harm";
const OTHER_VOLUME = `${NAME}-other`;
const cluster = new Deployment(NAME, {});
let now: KafkaClusterProps = {
  ...{ firstPort: 27592, heapMiB: 300, zookeepers: 3, zookeeperHeapMiB: 96, logDirsPerBroker: 2 },
};

/** Declares what differs from now on. */
function change(props: KafkaClusterProps, then?: (kafka: KafkaCluster) => void): void {
  now = { ...now, ...props };
  declare(cluster, now, then);
}
const apply = (...allowed: GuardRule[]) =>
  cluster.gatedApply(...allowed.flatMap((rule) => ["--allow", rule]));
const plainApply = async () => expect(await cluster.apply()).toSucceed();

async function expectRefused(rule: GuardRule | "unknown-to-state", ...more: string[]): Promise<void> {
  const { code, output } = await cluster.command("plan", ...more);
  expect(output).toContain(`! refused (${rule})`);
  expect(code).toBe(3);
}

// With one copy, what asks for two in sync could never be written.
const ONE = ["--config", "min.insync.replicas=1"];
/** Makes a topic of which each partition has one copy, on these brokers, and ten records. */
async function fill(topic: string, brokers: readonly number[]): Promise<void> {
  const assignment = brokers.join(",");
  await cluster.kafka(
    "kafka-topics.sh",
    "--create",
    "--topic",
    topic,
    "--replica-assignment",
    assignment,
    ...ONE,
  );
  const messages = brokers.flatMap((_, partition) =>
    Array.from({ length: 10 }, (_, index) => ({ partition, value: `${index}` })),
  );
  await withClient(cluster.manifest, async (client) => (await client.producer()).send({ topic, messages }));
}
const remove = (topic: string) => cluster.kafka("kafka-topics.sh", "--delete", "--topic", topic);

/** Records of a topic, as its leaders have them. */
async function records(topic: string): Promise<number> {
  const output = await cluster.kafka("kafka-get-offsets.sh", "--topic", topic);
  const lines = output.split("\n").filter((line) => line.startsWith(`${topic}:`));
  return lines.reduce((sum, line) => sum + Number(line.split(":")[2]), 0);
}

/** Whether somebody answers at a port of this host. */
const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port, timeout: 2000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });

/** ZooKeeper's own client, at one server. */
const zookeeper = (server: number, ...words: string[]) =>
  run("docker", [
    ...["exec", `${NAME}-zookeeper-${server}`, "/opt/kafka/bin/zookeeper-shell.sh", "127.0.0.1:2181"],
    ...words,
  ]);

beforeAll(async () => {
  change({});
  expect(await apply()).toSucceed();
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "orders", "--partitions", "6");
});
afterAll(async () => {
  await cluster.cleanUp();
  await run("docker", ["volume", "rm", "-f", OTHER_VOLUME]);
});

test("too-many-down: with all brokers restarted at once, nobody can write", async () => {
  change({ heapMiB: 310 });
  await expectRefused("too-many-down", "--all-at-once");
  expect(await writeGap(cluster.manifest, "orders", plainApply)).toBeGreaterThan(2500);
});

test("zookeeper-quorum: without a majority no topic can be made; one server at a time, it can", async () => {
  change({ zookeeperHeapMiB: 100 });
  await expectRefused("zookeeper-quorum", "--all-at-once");
  const atOnce = await topicGap(cluster.manifest, plainApply);
  change({ zookeeperHeapMiB: 96 });
  const inTurn = await topicGap(cluster.manifest, async () => expect(await apply()).toSucceed());
  expect(atOnce).toBeGreaterThan(3000);
  expect(inTurn).toBeLessThan(atOnce);
});

test("unavailable-partitions: what has one copy cannot be written while its broker restarts", async () => {
  await fill("single", [1]);
  change({ brokerConfig: { 1: { "queued.max.requests": 400 } } });
  await expectRefused("unavailable-partitions");
  const gap = await writeGap(cluster.manifest, "single", async () =>
    expect(await apply("unavailable-partitions")).toSucceed(),
  );
  expect(gap).toBeGreaterThan(2000);
  await remove("single");
});

test("advertised-address: clients that know only the old addresses find nobody", async () => {
  const port = now.firstPort!;
  expect(await listens(port)).toBe(true);
  change({ firstPort: port + 3 });
  await expectRefused("advertised-address");
  expect(await apply("advertised-address")).toSucceed();
  expect(await Promise.all([0, 1, 2].map((index) => listens(port + index)))).toEqual([false, false, false]);
  expect(await listens(port + 3)).toBe(true);
});

test("topics: Kafka takes no partition away, and a topic that is made anew has lost its records", async () => {
  await fill("shrunk", [1, 2, 3]);
  const smaller = ["--topic", "shrunk", "--partitions", "2"];
  await expect(cluster.kafka("kafka-topics.sh", "--alter", ...smaller)).rejects.toThrow(/partitions/);
  expect(await records("shrunk")).toBe(30);
  await remove("shrunk");
  await cluster.kafka("kafka-topics.sh", "--create", ...smaller);
  expect(await records("shrunk")).toBe(0);
  await remove("shrunk");
});

test("volume-removal: the records on the volume are gone", async () => {
  // Each broker spreads its partitions over two directories.
  await fill("archive", [1, 1, 1, 1, 2, 2, 2, 2]);
  expect(await records("archive")).toBe(80);
  change({ logDirsPerBroker: 1 });
  await expectRefused("volume-removal");
  expect(await apply("volume-removal", "volume-rename", "unavailable-partitions")).toSucceed();
  expect(await records("archive")).toBeLessThan(80);
  await remove("archive");
});

test("volume-rename: a broker with another volume has lost what only it had", async () => {
  // Broker 1 would refuse to start: it is never new where ZooKeeper knows a cluster.
  await fill("archived", [1, 2]);
  const image = (await docker("inspect", "-f", "{{.Config.Image}}", `${NAME}-1`)).trim();
  const mount = `${OTHER_VOLUME}:/data`;
  await docker(
    "run",
    "--rm",
    "--user",
    "0",
    "-v",
    mount,
    "--entrypoint",
    "chown",
    image,
    "1000:1000",
    "/data",
  );
  change({}, (kafka) => resourceOf(kafka, "Broker2").addOverride("volumes.0.volume_name", OTHER_VOLUME));
  await expectRefused("volume-rename");
  expect(await apply("volume-rename", "unavailable-partitions")).toSucceed();
  expect(await records("archived")).toBe(10);
});

test("replicas-on-broker: partitions that only the removed broker had are gone with it", async () => {
  await fill("third", [3]);
  change({ brokers: 2, minInsyncReplicas: 1 });
  await expectRefused("replicas-on-broker");
  const removed = await apply(
    "replicas-on-broker",
    "volume-rename",
    "unavailable-partitions",
    "volume-removal",
  );
  expect(removed.output).toMatch(/broker 3 .*removed/);
  // What follows in the deploy finds a partition without a leader.
  expect(removed.code).toBe(1);
  const offline = await cluster.kafka("kafka-topics.sh", "--describe", "--unavailable-partitions");
  expect(offline).toMatch(/Topic: third\s+Partition: 0\s+Leader: none/);
  expect(await docker("volume", "ls", "-q", "--filter", `name=${NAME}-3-`)).toBe("");
});

test("network-removal: brokers are gone before it fails, as ZooKeeper is still on the network", async () => {
  change({ heapMiB: 330 }, (kafka) =>
    resourceOf(kafka, "Network").addOverride("options", { "com.docker.network.driver.mtu": "1400" }),
  );
  await expectRefused("network-removal");
  expect(await cluster.apply()).toMatchObject({
    code: 1,
    output: expect.stringMatching(/network/) as string,
  });
  expect(await docker("ps", "-q", "--filter", `name=^/${NAME}-[0-9]$`)).toBe("");
  change({});
  // The brokers are back; the deploy's last steps still find the partition that broker 3 alone had.
  await cluster.apply();
  const brokers = await docker("ps", "-q", "--filter", `name=^/${NAME}-[0-9]$`);
  expect(brokers.trim().split("\n")).toHaveLength(cluster.manifest.brokers.length);
});

test("unknown-to-state: an apply fails midway, and its state would destroy the data of what runs", async () => {
  rmSync(join(cluster.folder, "state.tfstate"));
  await expectRefused("unknown-to-state");
  const failed = await cluster.apply();
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("already exists");
  const destroyed = await run("terraform", ["plan", "-destroy", "-no-color", "-input=false"], {
    cwd: cluster.stack,
  });
  expect(destroyed.output).toMatch(new RegExp(`docker_volume\\.\\S*1\\S* will be destroyed`));
  expect(await cluster.command("adopt")).toSucceed();
});

test("zookeeper-quorum: servers that know different members are two ensembles, and each takes writes", async () => {
  change({ zookeepers: 1 });
  await expectRefused("zookeeper-quorum");
  const only = `-target=docker_container.${NAME}-zookeeper-1`;
  await must("terraform", ["apply", "-auto-approve", "-input=false", only], { cwd: cluster.stack });
  await untilHealthy(`${NAME}-zookeeper-1`);
  expect(await zookeeper(1, "create", "/harm", "one")).toMatchObject({ code: 0 });
  expect(await zookeeper(2, "create", "/harm", "two")).toMatchObject({ code: 0 });
  expect((await zookeeper(1, "get", "/harm")).output).toMatch(/^one$/m);
  expect((await zookeeper(3, "get", "/harm")).output).toMatch(/^two$/m);
});
