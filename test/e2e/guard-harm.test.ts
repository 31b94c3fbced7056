import { createConnection } from "node:net";
import { join } from "node:path";
import { type TerraformResource } from "cdktf";
import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { connectionTo } from "../../checks/connection";
import { KafkaClient } from "../../checks/kafka-client";
import { type GuardRule } from "../../operations/guard-rules";
import { declare } from "../support/declared-stack";
import { Deployment, docker, must, run } from "../support/deployment";
import { Writes } from "../support/writes";

// What the guard refuses is done in spite of it, to show that the harm is real. One cluster, told step by step.
const NAME = "e2e-harm";
const COMMAND = join(__dirname, "..", "..", "dist", "bin", "kafka-docker.js");
const cluster = new Deployment(NAME, {});
const PROPS: KafkaClusterProps = {
  ...{ firstPort: 27592, heapMiB: 300, zookeepers: 3, zookeeperHeapMiB: 96, logDirsPerBroker: 2 },
};
let now = PROPS;

/** Declares what differs from now on. */
function change(props: KafkaClusterProps): void {
  now = { ...now, ...props };
  declare(cluster, now, undefined, 120);
}
const command = (verb: string, ...more: string[]) =>
  run("node", [COMMAND, verb, "--manifest", cluster.manifestFile, ...more]);
const apply = (...allowed: GuardRule[]) =>
  command("apply", "--yes", ...allowed.flatMap((rule) => ["--allow", rule]));

async function expectRefused(rule: string, ...more: string[]): Promise<void> {
  const { code, output } = await command("plan", ...more);
  expect(output).toContain(`! refused (${rule})`);
  expect(code).toBe(3);
}

async function withClient<T>(use: (client: KafkaClient) => Promise<T>, answerMs = 30_000): Promise<T> {
  const client = new KafkaClient(connectionTo(cluster.manifest), { answerMs });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** A topic of which each partition has one copy, and ten records. */
async function fill(topic: string, brokers: readonly number[]): Promise<void> {
  const replicaAssignment = brokers.map((id, partition) => ({ partition, replicas: [id] }));
  await withClient(async (client) => {
    await client.ask(async (kafka) => {
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic, replicaAssignment }] });
      await admin.disconnect();
    });
    const producer = await client.producer();
    const messages = brokers.flatMap((_, partition) =>
      Array.from({ length: 10 }, (_, index) => ({ partition, value: `${index}` })),
    );
    await producer.send({ topic, acks: -1, messages });
  });
}

/** Records of a topic, as its leaders have them. */
async function records(topic: string): Promise<number> {
  const output = await cluster.kafka("kafka-get-offsets.sh", "--topic", topic);
  return output
    .split("\n")
    .filter((line) => line.startsWith(`${topic}:`))
    .reduce((sum, line) => sum + Number(line.split(":")[2]), 0);
}

/** Longest time, in ms, in which a topic's record could not be written, or refused writes. */
async function gapDuring(topic: string, work: () => Promise<unknown>): Promise<number> {
  const writes = await Writes.start(cluster.manifest, topic);
  await work();
  const { longestGapMs } = await writes.stop();
  return longestGapMs;
}

/** Longest time, in ms, in which no topic could be made. */
async function topicGapDuring(work: () => Promise<unknown>): Promise<number> {
  let [running, longest, latest] = [true, 0, performance.now()];
  const creating = withClient(async (client) => {
    for (let index = 0; running; index++) {
      const topics = [{ topic: `one-${index}`, numPartitions: 1, replicationFactor: 1 }];
      const made = await client
        .ask(async (kafka) => {
          const admin = kafka.admin();
          await admin.connect();
          await admin.createTopics({ topics, timeout: 500, waitForLeaders: false });
          await admin.disconnect();
        })
        .then(
          () => true,
          () => false,
        );
      longest = Math.max(longest, performance.now() - latest);
      if (made) latest = performance.now();
    }
  }, 1000);
  await work();
  running = false;
  await creating;
  return longest;
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port, timeout: 2000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });

const shell = (server: number, ...words: string[]) =>
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
  await run("docker", ["volume", "rm", `${NAME}-other`]);
});

test("too-many-down: at once, nobody can write", async () => {
  change({ heapMiB: 310 });
  await expectRefused("too-many-down", "--all-at-once");
  const gap = await gapDuring("orders", async () => expect(await cluster.apply()).toSucceed());
  expect(gap).toBeGreaterThan(2500);
});

test("zookeeper-quorum: without a majority no topic can be made, one server at a time it can", async () => {
  change({ zookeeperHeapMiB: 100 });
  await expectRefused("zookeeper-quorum", "--all-at-once");
  const atOnce = await topicGapDuring(async () => expect(await cluster.apply()).toSucceed());
  change({ zookeeperHeapMiB: 96 });
  const inTurn = await topicGapDuring(async () => expect(await apply()).toSucceed());
  expect(atOnce).toBeGreaterThan(2000);
  expect(inTurn).toBeLessThan(atOnce);
});

test("unavailable-partitions: what has one copy cannot be written while its broker restarts", async () => {
  await fill("single", [1]);
  change({ brokerConfig: { 1: { "queued.max.requests": 400 } } });
  await expectRefused("unavailable-partitions");
  const gap = await gapDuring("single", async () =>
    expect(await apply("unavailable-partitions")).toSucceed(),
  );
  expect(gap).toBeGreaterThan(2000);
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "single");
});

test("advertised-address: clients that know only the old addresses find nobody", async () => {
  const port = PROPS.firstPort!;
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
  await expect(cluster.kafka("kafka-topics.sh", "--alter", ...smaller)).rejects.toThrow(
    /would not be an increase/,
  );
  expect(await records("shrunk")).toBe(30);
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "shrunk");
  await cluster.kafka("kafka-topics.sh", "--create", ...smaller);
  expect(await records("shrunk")).toBe(0);
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "shrunk");
});

test("volume-removal: the records on the volume are gone", async () => {
  await fill("archive", [1, 1, 1, 1, 2, 2, 2, 2]);
  expect(await records("archive")).toBe(80);
  change({ logDirsPerBroker: 1 });
  await expectRefused("volume-removal");
  expect(await apply("volume-removal", "unavailable-partitions")).toSucceed();
  // Each broker had spread its partitions over two directories.
  expect(await records("archive")).toBe(40);
});

test("volume-rename: a broker with another volume has lost what only it had", async () => {
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "archive");
  await fill("archived", [1, 2]);
  declare(
    cluster,
    now,
    (kafka) => {
      const broker = kafka.node.findChild("Broker1").node.findChild("Resource") as TerraformResource;
      broker.addOverride("volumes.0.volume_name", `${NAME}-other`);
    },
    120,
  );
  await expectRefused("volume-rename");
  expect(await apply("volume-rename", "unavailable-partitions")).toSucceed();
  expect(await records("archived")).toBe(10);
});

test("replicas-on-broker: partitions that only the removed broker had are gone with it", async () => {
  await fill("third", [3]);
  change({ brokers: 2, minInsyncReplicas: 1 });
  await expectRefused("replicas-on-broker");
  await apply("replicas-on-broker", "volume-rename", "unavailable-partitions", "volume-removal");
  const offline = await cluster.kafka("kafka-topics.sh", "--describe", "--unavailable-partitions");
  expect(offline).toMatch(/Topic: third\s+Partition: 0\s+Leader: none/);
  expect(await docker("volume", "ls", "-q", "--filter", `name=${NAME}-3-data`)).toBe("");
});

test("network-removal: all servers lose it at once", async () => {
  const settings = { topic: "orders" };
  expect(await records(settings.topic)).toBeGreaterThan(0);
  declare(
    cluster,
    now,
    (kafka) => {
      const network = kafka.node.findChild("Network").node.findChild("Resource") as TerraformResource;
      network.addOverride("options", { "com.docker.network.driver.mtu": "1400" });
    },
    120,
  );
  await expectRefused("network-removal");
  const writing = Writes.start(cluster.manifest, settings.topic);
  await cluster.apply();
  const { longestGapMs } = await (await writing).stop();
  expect(longestGapMs).toBeGreaterThan(2500);
});

test("zookeeper-quorum: servers that know different members are two ensembles, and each takes writes", async () => {
  change({ zookeepers: 1 });
  await expectRefused("zookeeper-quorum");
  const only = `-target=docker_container.${NAME}-zookeeper-1`;
  await must("terraform", ["apply", "-auto-approve", "-input=false", only], { cwd: cluster.stack });
  expect(await shell(1, "create", "/harm", "one")).toMatchObject({ code: 0 });
  expect(await shell(2, "create", "/harm", "two")).toMatchObject({ code: 0 });
  expect((await shell(1, "get", "/harm")).output).toMatch(/^one$/m);
  expect((await shell(3, "get", "/harm")).output).toMatch(/^two$/m);
});
