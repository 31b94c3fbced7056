import { TerraformVariable } from "cdktf";
import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import {
  container,
  settings,
  synth,
  synthCluster,
  type Synthesized,
  testStack,
} from "../support/synthesized";

const KAFKA = ["kafka-1", "kafka-2", "kafka-3"];

function labels(json: Synthesized, name: string): Record<string, string> {
  const all = container(json, name)["labels"] as Array<{ label: string; value: string }>;
  return Object.fromEntries(all.map(({ label, value }) => [label, value]));
}

const definition = (json: Synthesized, name: string) => labels(json, name)["cdktf-kafka-docker.definition"];
const definitions = (props: KafkaClusterProps, names: readonly string[] = KAFKA) =>
  names.map((name) => definition(synthCluster(props), name));

test.each<[string, KafkaClusterProps]>([
  ["of all brokers", { config: { "log.retention.hours": 1, "message.max.bytes": 2_000_000 } }],
  ["of one broker", { brokerConfig: { 2: { "num.io.threads": 4 } } }],
  ["that has a prop", { minInsyncReplicas: 1 }],
  ["that the package decides", { config: { "unclean.leader.election.enable": true } }],
])("a setting %s that Kafka changes while it runs replaces no container, and is in its file", (_, props) => {
  expect(definitions(props)).toEqual(definitions({}));
  const file = (json: Synthesized) => Object.fromEntries(settings(json, "kafka-2"));
  expect(file(synthCluster(props))).not.toEqual(file(synthCluster()));
});

test.each<[string, KafkaClusterProps]>([
  ["a setting that is read at the start", { config: { "queued.max.requests": 100 } }],
  ["a setting that Kafka does not know", { config: { "some.plugin.key": "x" } }],
  ["a variable", { env: { A: "1" } }],
  ["a setting without a value", { config: { "compression.gzip.level": "" } }],
  ["a setting that refers to a file", { config: { "log.retention.bytes": "${file:/x:y}" } }],
])("%s replaces all brokers' containers", (_, props) => {
  const [before, after] = [definitions({}), definitions(props)];
  for (const [index, one] of after.entries()) expect(one).not.toBe(before[index]);
});

test("a setting of one broker that is read at the start replaces that broker's alone", () => {
  const [one, two, three] = definitions({ brokerConfig: { 2: { "queued.max.requests": 100 } } });
  const before = definitions({});
  expect([one === before[0], two === before[1], three === before[2]]).toEqual([true, false, true]);
});

test("Terraform leaves a changed environment of brokers to the label, and replaces ZooKeeper's for it", () => {
  const json = synthCluster();
  for (const name of KAFKA) expect(container(json, name)["lifecycle"]).toEqual({ ignore_changes: ["env"] });
  expect(container(json, "kafka-zookeeper-1")["lifecycle"]).toBeUndefined();
  const zookeeper = (props: KafkaClusterProps) => definitions(props, ["kafka-zookeeper-1"]);
  expect(zookeeper({ zookeeperConfig: { maxClientCnxns: 0 } })).not.toEqual(zookeeper({}));
});

describe("what is known only at apply", () => {
  const stack = testStack();
  const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
  const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
  const { manifest } = new KafkaCluster(stack, "kafka", {
    config: { "log.retention.bytes": number, "num.io.threads": 4 },
    brokerConfig: { 2: { "compression.type": text } },
    env: { A: `${text} \${HOME}`, B: "1" },
  });
  const json = synth(stack);

  test("is seen by a label of its own, as Terraform does not look at the environment", () => {
    expect(labels(json, "kafka-2")["cdktf-kafka-docker.references"]).toBe(
      "${sha256(jsonencode(local.kafka-2-references))}",
    );
    const all = { "log.retention.bytes": "${var.number}", A: "${var.text} $${HOME}" };
    expect(json.locals["kafka-1-references"]).toEqual(all);
    expect(json.locals["kafka-2-references"]).toEqual({ ...all, "compression.type": "${var.text}" });
  });

  test("is no setting that is changed while Kafka runs", () => {
    const { dynamicSettings } = manifest;
    expect(dynamicSettings).toContain("num.io.threads");
    expect(dynamicSettings).not.toContain("log.retention.bytes");
    expect(dynamicSettings).not.toContain("compression.type");
  });
});

test("the plan shows each setting", () => {
  const json = synthCluster({
    brokers: 2,
    config: { "log.retention.hours": 1, "num.io.threads": 4, "queued.max.requests": 100 },
    brokerConfig: { 2: { "num.io.threads": 16, "log.cleaner.threads": 2 } },
  });
  expect(json.resource["terraform_data"]!["kafka-settings"]).toMatchObject({
    input: {
      "log.cleaner.threads of broker 2": "2",
      "log.retention.ms": "3600000",
      "min.insync.replicas": "1",
      "num.io.threads of broker 1": "4",
      "num.io.threads of broker 2": "16",
      "unclean.leader.election.enable": "false",
    },
  });
});
