import { dependable, TerraformResource, TerraformStack, TerraformVariable, Testing } from "cdktf";
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
    numPartitions: 12,
    kafkaVersion: "3.9.2",
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
  const json = synthCluster({ numPartitions: 24, config: { "log.retention.hours": 24 } });
  for (const id of [1, 2, 3]) {
    const broker = settings(json, `kafka-${id}`);
    expect(broker.get("broker.id")).toBe(String(id));
    expect(broker.get("num.partitions")).toBe("24");
    expect(broker.get("log.retention.ms")).toBe("86400000");
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
  const { locals: __, resource: _, terraform: after, ...rest } = synthCluster();
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

test("takes an image that is known only at apply", () => {
  const stack = testStack();
  const image = new TerraformVariable(stack, "image", { type: "string" });
  new KafkaCluster(stack, "kafka", { image: image.stringValue });
  expect(container(synth(stack), "kafka-1")["image"]).toBe("${var.image}");
});

test("the same code gives the same JSON", () => {
  expect(synthCluster()).toEqual(synthCluster());
});

test("settings of one broker win over those of all, and reach that broker alone", () => {
  const json = synthCluster({
    config: { "num.io.threads": 4 },
    brokerConfig: { 2: { "num.io.threads": 16 } },
  });
  const threads = [1, 2, 3].map((id) => settings(json, `kafka-${id}`).get("num.io.threads"));
  expect(threads).toEqual(["4", "16", "4"]);
});

test("spreads brokers over racks, and the manifest promises them", () => {
  const kafka = cluster({ racks: ["a", "b"] });
  expect(kafka.manifest.brokers.map(({ rack }) => rack)).toEqual(["a", "b", "a"]);
  const json = synthCluster({ racks: ["a", "b"] });
  expect([1, 2, 3].map((id) => settings(json, `kafka-${id}`).get("broker.rack"))).toEqual(["a", "b", "a"]);
});

test("gives brokers up by the session timeout that it is told", () => {
  const timeout = (props: KafkaClusterProps) =>
    settings(synthCluster(props), "kafka-1").get("zookeeper.session.timeout.ms");
  expect(timeout({})).toBe("6000");
  expect(timeout({ zookeeperSessionTimeoutMs: 9000 })).toBe("9000");
});

test("tells the addresses of a further listener, and fails for one that there is not", () => {
  const kafka = cluster({ listeners: { LAN: { firstPort: 9192, hostAddress: "10.0.0.5" } } });
  expect(kafka.bootstrapServersOf("LAN")).toBe("10.0.0.5:9192,10.0.0.5:9193,10.0.0.5:9194");
  expect(() => kafka.bootstrapServersOf("WAN")).toThrow("'listeners' of cluster kafka has LAN, got \"WAN\"");
  expect(() => cluster().bootstrapServersOf("LAN")).toThrow(
    "'listeners' of cluster kafka has none, got \"LAN\"",
  );
});

test("what needs a cluster that works waits for its checks, or without them for what is declared", () => {
  const names = (props: KafkaClusterProps) => {
    const kafka = cluster(props);
    kafka.addTopic("orders");
    const after = new TerraformResource(kafka, "After", { terraformResourceType: "terraform_data" });
    after.dependsOn = kafka.ready.map((one) => dependable(one));
    const json = synth(TerraformStack.of(kafka)).resource["terraform_data"]!;
    return Object.entries(json).find(([id]) => id.includes("After"))![1]["depends_on"];
  };
  expect(names({})).toEqual(["terraform_data.kafka-verified"]);
  expect(names({ verify: false })).toEqual(["terraform_data.kafka-completed"]);
});
