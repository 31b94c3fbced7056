import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { synth, testStack } from "../support/synthesized";

interface Data {
  readonly for_each: object;
  readonly input: string;
}

function withTopics(props: KafkaClusterProps = {}) {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, "kafka", props);
  const orders = kafka.addTopic("orders.v1", {
    partitions: 24,
    replicationFactor: 2,
    config: { "cleanup.policy": "compact", "retention.ms": 1000, note: "${x}" },
    removalPolicy: "destroy",
  });
  const clicks = kafka.addTopic("clicks");
  const json = synth(stack);
  return {
    kafka,
    orders,
    clicks,
    json,
    data: (name: string) => json.resource["terraform_data"]![name] as unknown as Data,
  };
}

test("has the cluster's defaults where nothing else is said", () => {
  const { clicks, orders } = withTopics();
  expect(clicks).toMatchObject({ name: "clicks", partitions: 12, replicationFactor: 3, config: {} });
  expect(orders).toMatchObject({ name: "orders.v1", partitions: 24, replicationFactor: 2 });
});

test("the manifest promises the topics, by name, settings as text", () => {
  expect(withTopics().kafka.manifest.topics).toEqual([
    { name: "clicks", partitions: 12, replicationFactor: 3, config: {} },
    {
      name: "orders.v1",
      partitions: 24,
      replicationFactor: 2,
      config: { "cleanup.policy": "compact", "retention.ms": "1000", note: "${x}" },
      removalPolicy: "destroy",
    },
  ]);
});

test("the plan shows each topic by its name", () => {
  const { data, json } = withTopics();
  expect(data("kafka-topics")).toMatchObject({
    for_each: "${local.kafka-topics}",
    input: "${each.value}",
  });
  expect(json.locals["kafka-topics"]).toEqual({
    clicks: { partitions: 12, replication_factor: 3, config: {}, removal_policy: "retain" },
    "orders.v1": {
      partitions: 24,
      replication_factor: 2,
      config: { "cleanup.policy": "compact", "retention.ms": "1000", note: "$${x}" },
      removal_policy: "destroy",
    },
  });
});

test("settings of Kafka 3.9 have types, and others are passed on", () => {
  const kafka = new KafkaCluster(testStack(), "kafka");
  // @ts-expect-error -- not a policy of Kafka
  expect(() => kafka.addTopic("a", { config: { "cleanup.policy": "compacted" } })).toThrow("cleanup.policy");
  const config = { "segment.bytes": 1024, "of.a.later.version": "x" };
  expect(kafka.addTopic("a", { config }).config).toEqual({
    "segment.bytes": "1024",
    "of.a.later.version": "x",
  });
});
