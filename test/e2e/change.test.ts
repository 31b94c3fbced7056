import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { declare } from "../support/declared-stack";
import { Deployment, docker, must } from "../support/deployment";

// One cluster with most of what can be declared, told step by step: each test needs the ones before it.
const cluster = new Deployment("e2e-change", {});
const PROPS: KafkaClusterProps = {
  ...{ firstPort: 31092, racks: ["a", "b"], logDirsPerBroker: 2, zookeeperImage: cluster.image },
  ...{
    heapMiB: 384,
    memoryMiB: 900,
    cpus: 1.5,
    zookeeperHeapMiB: 128,
    zookeeperMemoryMiB: 300,
    zookeeperCpus: 0.5,
  },
  env: { GREETING: "${HOME} %{if x}" },
  jvmOptions: ["-Dgreeting=${HOME} %{if x} 'quoted' \"twice\""],
  listeners: { LAN: { firstPort: 32092, hostAddress: "127.0.0.2" }, INSIDE: { firstPort: 33092 } },
};
const BROKERS = [
  "docker_container.e2e-change-1",
  "docker_container.e2e-change-2",
  "docker_container.e2e-change-3",
];
const ZOOKEEPER = "docker_container.e2e-change-zookeeper-1";

const declared = (more: KafkaClusterProps = {}) =>
  declare(cluster, { ...PROPS, ...more }, (kafka) => {
    kafka.addTopic("orders", { replicationFactor: 2, config: { "cleanup.policy": "compact" } });
  });
const ids = () => docker("inspect", "--format", "{{.Id}}", ...BROKERS.map((one) => one.split(".")[1]!));
const inside = (...args: string[]) => docker("exec", "e2e-change-1", ...args);

afterAll(() => cluster.cleanUp());

test("deploys racks, listeners, limits, several log directories and a topic, and the plan after it is empty", async () => {
  declared();
  const { code, output } = await cluster.apply();
  expect({ code, output }).toSucceed();
  expect(output).toContain("+ orders: create, 12 partitions, 2 replicas each");
  expect(output).toMatch(/✓ topics +1 as declared, 12 partitions/);
  expect(output).toMatch(/✓ defaults +\d+ settings of 3 brokers as declared/);
  expect(await cluster.plan()).toSucceed();
});

test("Kafka places the replicas of each partition in both racks", async () => {
  const described = await cluster.kafka("kafka-topics.sh", "--describe", "--topic", "orders");
  const replicas = [...described.matchAll(/Replicas: (\d),(\d)/g)].map(([, one, other]) => [one, other]);
  expect(replicas).toHaveLength(12);
  // Brokers 1 and 3 stand in rack a, broker 2 in rack b.
  for (const pair of replicas) expect(pair).toContain("2");
});

test("the check finds replicas of a partition in one rack", async () => {
  const move = (replicas: number[]) => {
    const partitions = [{ topic: "orders", partition: 0, replicas }];
    const plan = JSON.stringify({ version: 1, partitions });
    const run = "kafka-reassign-partitions.sh --bootstrap-server e2e-change-1:19092";
    const file = "--reassignment-json-file /tmp/plan.json";
    const verify = `until /opt/kafka/bin/${run} ${file} --verify | grep -q complete; do sleep 0.5; done`;
    const script = `echo '${plan}' >/tmp/plan.json; /opt/kafka/bin/${run} ${file} --execute; ${verify}`;
    return inside("timeout", "60", "bash", "-c", script);
  };
  await move([1, 3]);
  const { code, output } = await cluster.check("--only", "topics", "--timeout", "3");
  expect({ code, output }).toMatchObject({ code: 1 });
  expect(output).toContain("expected  orders partition 0 in 2 racks");
  expect(output).toContain("actual    orders partition 0 in 1");
  await move([1, 2]);
  expect(await cluster.check("--only", "topics")).toSucceed();
});

test("the check finds a topic that was changed or deleted behind the constructs' back", async () => {
  const alter = (config: string) =>
    cluster.kafka("kafka-configs.sh", "--alter", "--topic", "orders", "--add-config", config);
  await alter("cleanup.policy=delete");
  await cluster.kafka("kafka-topics.sh", "--alter", "--topic", "orders", "--partitions", "13");
  const changed = await cluster.check("--only", "topics", "--timeout", "3");
  expect(changed).toMatchObject({ code: 1 });
  expect(changed.output).toContain("expected  orders partitions 12; orders cleanup.policy=compact");
  expect(changed.output).toContain("actual    orders partitions 13; orders cleanup.policy=delete");
  await cluster.kafka("kafka-topics.sh", "--delete", "--topic", "orders");
  const deleted = await cluster.check("--only", "topics", "--timeout", "3");
  expect(deleted.output).toContain("actual    orders is not there");
  expect(await must("node", cluster.commandLine("apply-topics"))).toBe(
    "+ orders: create, 12 partitions, 2 replicas each\ne2e-change: 1 topics changed, 1 are as declared\n",
  );
  expect(await cluster.check("--only", "topics")).toSucceed();
});

test("clients reach brokers through a further listener, at the addresses that the cluster tells", async () => {
  const lan = declared().bootstrapServersOf("LAN");
  expect(lan).toBe("127.0.0.2:32092,127.0.0.2:32093,127.0.0.2:32094");
  expect(await must("kcat", ["-b", lan.split(",")[1]!, "-L"])).toContain("broker 3 at 127.0.0.2:32094");
  const within = declared().bootstrapServersOf("INSIDE").split(",")[0]!;
  const list = await inside("/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", within, "--list");
  expect(list).toContain("orders");
});

test("literal ${ and %{, quotes and blanks reach the environment and the Java virtual machine", async () => {
  expect(await inside("bash", "-c", "tr '\\0' '\\n' </proc/1/environ")).toContain(
    "GREETING=${HOME} %{if x}\n",
  );
  const command = await inside("bash", "-c", "tr '\\0' '\\n' </proc/1/cmdline");
  expect(command).toContain("-Dgreeting=${HOME} %{if x} 'quoted' \"twice\"\n");
});

test("a broker divides its partitions among its log directories", async () => {
  const list = (folder: string) => inside("bash", "-c", `ls -d ${folder}/orders-* | wc -l`);
  const counts = await Promise.all(["/var/lib/kafka/data", "/var/lib/kafka/data-2"].map(list));
  expect(counts.map(Number).every((count) => count > 0)).toBe(true);
});

const NEW = "docker_container.e2e-change-4";
const added = (action: string) => ({
  [NEW]: action,
  [`${NEW}-owner`]: action,
  "docker_volume.e2e-change-4-data": action,
  "docker_volume.e2e-change-4-data-2": action,
});

test("from 3 to 4 brokers the plan shows the fourth alone, and no other container is touched", async () => {
  const before = await ids();
  declared({ brokers: 4 });
  expect(await cluster.changes()).toEqual(added("create"));
  expect(await cluster.apply()).toSucceed();
  expect(await ids()).toBe(before);
  expect(await cluster.plan()).toSucceed();
});

test("and back from 4 to 3", async () => {
  const before = await ids();
  declared();
  expect(await cluster.changes()).toEqual(added("delete"));
  expect(await cluster.apply()).toSucceed();
  expect(await ids()).toBe(before);
  expect(await cluster.plan()).toSucceed();
});

const replaced = (addresses: readonly string[]) =>
  Object.fromEntries(addresses.map((address) => [address, "delete create"]));
const owners = BROKERS.map((broker) => `${broker}-owner`);

test.each<[string, KafkaClusterProps, readonly string[]]>([
  ["nothing", {}, []],
  ["the heap of brokers", { heapMiB: 400 }, BROKERS],
  ["the heap of ZooKeeper", { zookeeperHeapMiB: 140 }, [ZOOKEEPER]],
  ["a setting of all brokers", { config: { "queued.max.requests": 100 } }, BROKERS],
  ["a setting of broker 2", { brokerConfig: { 2: { "queued.max.requests": 100 } } }, [BROKERS[1]!]],
  ["a setting that brokers take over while they run", { config: { "log.retention.hours": 1 } }, []],
  ["the replicas that must be in sync", { minInsyncReplicas: 1 }, []],
  ["a setting of ZooKeeper", { zookeeperConfig: { maxClientCnxns: 0 } }, [ZOOKEEPER]],
  ["the brokers' image", { image: "example.com/kafka:3.9.2" }, [...BROKERS, ...owners]],
  ["ZooKeeper's image", { zookeeperImage: "example.com/zookeeper:3.8" }, [ZOOKEEPER]],
  ["the health check", { healthCheckIntervalSeconds: 2 }, [...BROKERS, ZOOKEEPER]],
  ["the racks", { racks: ["a", "b", "c"] }, [BROKERS[2]!]],
  ["a listener", { listeners: {} }, BROKERS],
  ["the replication default", { defaultReplicationFactor: 2 }, BROKERS],
  ["who owns the volumes", { dataRetention: "retain" }, []],
  ["whether it is checked", { verify: false }, []],
])("a change of %s concerns exactly the containers that have it", async (_, change, addresses) => {
  declared(change);
  const changes = await cluster.changes("-refresh=false");
  const containers = Object.entries(changes).filter(([address]) => address.startsWith("docker_container."));
  expect(Object.fromEntries(containers)).toEqual(replaced(addresses));
});

test("destroy leaves nothing", async () => {
  declared();
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
});
