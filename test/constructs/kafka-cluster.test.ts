import { TerraformVariable, Testing } from "cdktf";
import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { container, settings, synth, synthCluster, testStack } from "../support/synthesized";

function cluster(props: KafkaClusterProps = {}): KafkaCluster {
  return new KafkaCluster(testStack(), "kafka", props);
}

const names = (json: ReturnType<typeof synth>, type: string) => Object.keys(json.resource[type] ?? {}).sort();

test("without props: three brokers and one ZooKeeper server on a network of their own", () => {
  const json = synthCluster();
  expect(names(json, "docker_container")).toEqual(["kafka-1", "kafka-2", "kafka-3", "kafka-zookeeper-1"]);
  expect(names(json, "docker_network")).toEqual(["kafka"]);
  expect(names(json, "docker_volume")).toEqual([
    "kafka-1-data",
    "kafka-2-data",
    "kafka-3-data",
    "kafka-zookeeper-1-data",
  ]);
});

test("takes as many brokers and ZooKeeper servers as it is told", () => {
  const json = synthCluster({ brokers: 5, zookeepers: 3 });
  expect(names(json, "docker_container")).toEqual([
    ...["kafka-1", "kafka-2", "kafka-3", "kafka-4", "kafka-5"],
    ...["kafka-zookeeper-1", "kafka-zookeeper-2", "kafka-zookeeper-3"],
  ]);
});

test("tells the addresses for clients on the host and on the network", () => {
  const { bootstrapServers, internalBootstrapServers } = cluster();
  expect(bootstrapServers).toBe("127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094");
  expect(internalBootstrapServers).toBe("kafka-1:19092,kafka-2:19092,kafka-3:19092");
});

test("its defaults can be read from it", () => {
  expect(cluster()).toMatchObject({
    name: "kafka",
    numPartitions: 6,
    defaultReplicationFactor: 3,
    minInsyncReplicas: 2,
  });
});

test("publishes each broker on its own host port, on the loopback address alone, and ZooKeeper not at all", () => {
  const json = synthCluster({ firstPort: 20000 });
  for (const [index, name] of ["kafka-1", "kafka-2", "kafka-3"].entries()) {
    const port = 20000 + index;
    expect(container(json, name)["ports"]).toEqual([
      { internal: port, external: port, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  }
  expect(container(json, "kafka-zookeeper-1")["ports"]).toEqual([]);
});

test("gives all brokers the same defaults and each its own id", () => {
  const json = synthCluster({ numPartitions: 12, config: { "log.retention.hours": 24 } });
  for (const id of [1, 2, 3]) {
    const broker = settings(json, `kafka-${id}`);
    expect(broker.get("broker.id")).toBe(String(id));
    expect(broker.get("num.partitions")).toBe("12");
    expect(broker.get("log.retention.hours")).toBe("24");
  }
});

test("literal ${ and %{ in the user's settings survive", () => {
  const json = synthCluster({ config: { "a.b": "${HOME} %{x}" } });
  expect(settings(json, "kafka-1").get("a.b")).toBe("$${HOME} %%{x}");
});

test("asks for a provider that does not delete stopped containers at plan", () => {
  expect(synthCluster().terraform.required_providers["docker"]?.version).toBe(">= 4.6.0, < 5.0.0");
});

test("creates no provider, no backend and no output: the stack has what it had before", () => {
  const { terraform, ...before } = JSON.parse(Testing.synth(testStack(), true)) as Record<string, object>;
  const { resource: _, terraform: after, ...rest } = synthCluster();
  expect({ ...rest, "//": undefined }).toEqual({ ...before, "//": undefined });
  expect(Object.keys(after)).toEqual(Object.keys(terraform!));
});

test("uses another image for ZooKeeper when told to", () => {
  const json = synthCluster({ image: "a:1", zookeeperImage: "b:2" });
  expect(container(json, "kafka-1")["image"]).toBe("a:1");
  expect(container(json, "kafka-zookeeper-1")["image"]).toBe("b:2");
});

test("the official image is the default, for ZooKeeper too", () => {
  const json = synthCluster();
  for (const name of ["kafka-1", "kafka-zookeeper-1"])
    expect(container(json, name)["image"]).toBe("apache/kafka:3.9.2");
});

test("two clusters live in one stack", () => {
  const stack = testStack();
  new KafkaCluster(stack, "a");
  new KafkaCluster(stack, "b", { firstPort: 9192 });
  const json = synth(stack);
  expect(names(json, "docker_network")).toEqual(["a", "b"]);
  expect(names(json, "docker_container")).toHaveLength(8);
});

test("fails when two clusters of a stack have one name", () => {
  const stack = testStack();
  new KafkaCluster(stack, "a", { name: "kafka" });
  expect(() => new KafkaCluster(stack, "b", { name: "kafka", firstPort: 9192 })).toThrow(
    `'name' must be unique in a stack, got "kafka" for test/b and test/a`,
  );
});

test.each([9092, 9094, 9090])(
  "fails when a second cluster of a stack has port %i of the first",
  (firstPort) => {
    const stack = testStack();
    new KafkaCluster(stack, "a");
    expect(() => new KafkaCluster(stack, "b", { firstPort })).toThrow(
      `'firstPort' must leave the ports of test/a (9092 to 9094) alone, got ${firstPort} for 3 brokers`,
    );
  },
);

test.each<[KafkaClusterProps, string]>([
  [{ brokers: 0 }, "'brokers' must be a whole number from 1 to 1000, got 0"],
  [{ zookeepers: 2 }, "'zookeepers' must be 1, 3 or 5, so that a majority can be formed, got 2"],
  [{ firstPort: 80 }, "'firstPort' must be a whole number from 1024 to 65533, got 80"],
  [
    { brokers: 2, defaultReplicationFactor: 3 },
    "'defaultReplicationFactor' must not exceed the number of brokers (2), got 3",
  ],
  [
    { config: { "num.partitions": 3 as never } },
    "'config' must not contain what the cluster derives: 'num.partitions' (use 'numPartitions')",
  ],
  [
    { config: { a: "x\nbroker.id=9" } },
    `the value of 'a' must not contain a line break or NUL, got "x\\nbroker.id=9"`,
  ],
])("fails with %j", (props, message) => {
  expect(() => cluster(props)).toThrow(message);
});

test("fails when a count is known only at apply", () => {
  const stack = testStack();
  const count = new TerraformVariable(stack, "count", { type: "number" });
  expect(
    () => new KafkaCluster(stack, "kafka", { brokers: count.numberValue, firstPort: count.numberValue }),
  ).toThrow(
    "'brokers', 'firstPort' must be known when the app is synthesized, got a token; use a plain value",
  );
});

test("takes an image that is known only at apply", () => {
  const stack = testStack();
  const image = new TerraformVariable(stack, "image", { type: "string" });
  new KafkaCluster(stack, "kafka", { image: image.stringValue });
  expect(container(synth(stack), "kafka-1")["image"]).toBe("${var.image}");
});

test("warns when any restart of a broker would block writes", () => {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, "kafka", { minInsyncReplicas: 3 });
  expect(kafka.node.metadata.map(({ data }) => data as unknown)).toEqual([
    "'minInsyncReplicas' (3) equals 'defaultReplicationFactor': any broker that restarts blocks writes; use one less",
  ]);
  expect(cluster().node.metadata).toEqual([]);
});

test("the same code gives the same JSON", () => {
  expect(synthCluster()).toEqual(synthCluster());
});

test("the whole default cluster", () => {
  const stack = testStack();
  new KafkaCluster(stack, "kafka");
  expect(Testing.synth(stack, true)).toMatchSnapshot();
});
