import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { synth, synthCluster, testStack } from "../support/synthesized";

interface Data {
  readonly depends_on: string[];
  readonly for_each: object;
  readonly input: string;
  readonly provisioner: Array<{ "local-exec": { command: string } }>;
  readonly triggers_replace: Record<string, string>;
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

test("they are made what is declared after the brokers, and before the checks", () => {
  const { data } = withTopics({ brokers: 2 });
  const created = data("kafka-topics-applied");
  expect(created.provisioner[0]!["local-exec"].command).toMatch(
    / apply-topics --manifest kafka.manifest.json$/,
  );
  expect(created.depends_on).toEqual(["terraform_data.kafka-settings-applied"]);
  expect(created.triggers_replace["containers"]).toBe(
    "${docker_container.kafka-1.id} ${docker_container.kafka-2.id}",
  );
  expect(created.triggers_replace["topics"]).toContain('"note":"$${x}"');
  expect(data("kafka-verified").depends_on).toEqual([
    "terraform_data.kafka-settings-applied",
    "terraform_data.kafka-topics-applied",
  ]);
});

test("a cluster without topics has the step too, for the last that was taken out, and its checks do not wait", () => {
  const data = synthCluster().resource["terraform_data"] as unknown as Record<string, Data>;
  expect(Object.keys(data)).toEqual([
    "kafka-settings-applied",
    "kafka-startup",
    "kafka-topics-applied",
    "kafka-verified",
  ]);
  expect(data["kafka-verified"]!.depends_on).not.toContain("terraform_data.kafka-topics-applied");
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
