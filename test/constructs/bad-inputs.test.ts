import { type TerraformStack, TerraformVariable, Token } from "cdktf";
import { KafkaCluster } from "../../constructs";
import { ADVICE, RULES } from "../../constructs/config/rules";
import { CLUSTER_PROPS } from "../../constructs/kafka-cluster-props";
import { BAD_INPUTS, refusal } from "../support/bad-inputs";
import { BAD_USERS } from "../support/bad-users";
import { synth, testStack } from "../support/synthesized";

const titled = BAD_INPUTS.map((input) => ({ ...input, title: input.message.slice(0, 100) }));

test.each(titled)("fails: $title", ({ message, props, then }) => {
  const said = refusal(() => {
    const kafka = new KafkaCluster(testStack(), "kafka", props);
    then?.(kafka);
  });
  expect(said).toBe(message);
});

test("several mistakes are told together, and nothing is created", () => {
  const stack = testStack();
  const props = { brokers: 0, firstPort: 1, config: { "broker.id": 1 as never }, cpus: -1 };
  expect(refusal(() => new KafkaCluster(stack, "kafka", props))).toBe(
    "4 mistakes in test/kafka:\n" +
      "- 'brokers' must be a whole number from 1 to 1000, got 0\n" +
      "- 'config' must not contain 'broker.id': it is the broker's number, from 1\n" +
      "- 'firstPort' must be a whole number from 1024 to 65533, got 1\n" +
      "- 'cpus' must be a number from 0.01 to 1024, got -1",
  );
  expect(synth(stack).resource).toBeUndefined();
});

test("fails when a prop is misspelled, which plain JavaScript would not tell", () => {
  const said = refusal(() => new KafkaCluster(testStack(), "kafka", { brokrs: 3 } as never));
  expect(said).toBe(
    `'brokrs' is not a prop of KafkaCluster; its props are ${Object.keys(CLUSTER_PROPS).join(", ")}`,
  );
});

test("a prop that is undefined is one that was not given", () => {
  const given = Object.fromEntries(Object.keys(CLUSTER_PROPS).map((prop) => [prop, undefined]));
  const kafka = new KafkaCluster(testStack(), "kafka", given);
  expect(kafka.manifest).toEqual(new KafkaCluster(testStack(), "kafka").manifest);
});

describe("what is known only at apply", () => {
  const token = (stack: TerraformStack, type: string) => new TerraformVariable(stack, type, { type });
  const told = (prop: string) =>
    `'${prop}' must be known when the app is synthesized, got a token; use a plain value`;

  test("fails when it is a count, a port, a name or a list of racks", () => {
    const stack = testStack();
    const number = token(stack, "number").numberValue;
    const text = token(stack, "string").stringValue;
    const props = { brokers: number, firstPort: number, name: text, racks: [text], advertisedHost: text };
    const said = refusal(() => new KafkaCluster(stack, "kafka", props));
    expect(said.split("\n").slice(1)).toEqual(Object.keys(props).map((prop) => `- ${told(prop)}`));
  });

  test("fails when all settings, or the whole list of options, are a token", () => {
    const config = Token.asAny({ resolve: () => ({}) }) as never;
    expect(refusal(() => new KafkaCluster(testStack(), "kafka", { config }))).toBe(told("config"));
    const stack = testStack();
    const jvmOptions = token(stack, "list(string)").listValue;
    expect(refusal(() => new KafkaCluster(stack, "kafka", { jvmOptions }))).toBe(told("jvmOptions"));
  });

  test("fails when it is in a topic: the topic is created from the manifest", () => {
    const stack = testStack();
    const kafka = new KafkaCluster(stack, "kafka");
    const number = token(stack, "number").numberValue;
    const props = { partitions: number, config: { "retention.ms": number } };
    expect(
      refusal(() => kafka.addTopic("a", props))
        .split("\n")
        .slice(1),
    ).toEqual([`- topic "a": ${told("partitions")}`, `- topic "a": ${told("config")}`]);
  });

  test("is left alone in images, settings, variables and options", () => {
    const stack = testStack();
    const text = token(stack, "string").stringValue;
    const number = token(stack, "number").numberValue;
    new KafkaCluster(stack, "kafka", {
      image: text,
      zookeeperImage: text,
      config: { "log.retention.bytes": number, "compression.type": text },
      brokerConfig: { 1: { a: text } },
      zookeeperConfig: { a: text },
      env: { A: text },
      zookeeperEnv: { A: text },
      jvmOptions: [`-Da=${text}`],
    });
    const { "kafka-1": broker } = synth(stack).resource["docker_container"]!;
    expect(broker!["image"]).toBe("${var.string}");
    expect(JSON.stringify(broker!["entrypoint"])).toContain("-Da=${var.string}");
    expect(JSON.stringify(broker!["env"])).toContain("log.retention.bytes=${var.number}");
  });
});

test("every rule is broken by one of these tests", () => {
  const elsewhere = [
    "token",
    "uniqueName",
    "uniqueNameOnEngine",
    "dockerName",
    "portsOfCluster",
    "clientOfUser",
  ];
  const broken = new Set<string>([
    ...[...BAD_INPUTS.map(({ rule }) => rule), ...elsewhere],
    ...BAD_USERS.map(([rule]) => rule),
  ]);
  expect([...broken].sort()).toEqual(Object.keys(RULES).sort());
  expect(BAD_INPUTS.length).toBeGreaterThanOrEqual(45);
});

describe("legal but unwise", () => {
  const warnings: ReadonlyArray<readonly [keyof typeof ADVICE, object, string]> = [
    [
      "evenEnsemble",
      { zookeepers: 2 },
      "'zookeepers' is 2: an even ensemble survives no more failures than one of 1 servers; use 1 or 3",
    ],
    [
      "oneBroker",
      { brokers: 1 },
      "'brokers' is 1: while it restarts nothing can be written or read, and its disk is the only copy; use 3 where that matters",
    ],
    [
      "oneReplica",
      { defaultReplicationFactor: 1 },
      "'defaultReplicationFactor' is 1 on 3 brokers: a broker that is lost takes its partitions with it; use 3",
    ],
    [
      "minInsync",
      { minInsyncReplicas: 3 },
      "'minInsyncReplicas' (3) equals 'defaultReplicationFactor': any broker that restarts blocks writes; use one less",
    ],
    [
      "latest",
      { image: "apache/kafka:latest" },
      "'image' is apache/kafka:latest: a tag that moves, so that two deploys may run two versions; use a version or a digest",
    ],
    [
      "endOfSupport",
      { kafkaVersion: "3.8.1" },
      "'kafkaVersion' is Kafka 3.8.1, which gets no more fixes (https://kafka.apache.org/downloads); use 3.9.2",
    ],
    [
      "heapShare",
      { memoryMiB: 1500 },
      "'heapMiB' (1024) is over half of 'memoryMiB' (1500): Kafka reads through the page cache, which needs the rest; use 750 or less",
    ],
    [
      "hostPath",
      { dataRetention: "retain", dataHostPath: "/srv/kafka" },
      "'dataHostPath' keeps data in folders of the Docker host: their owner, space and backup are yours to care for; named volumes need none of that",
    ],
    [
      "cleanerBuffer",
      { heapMiB: 300, config: { "log.cleaner.dedupe.buffer.size": 134_217_728 } },
      "'config' sets log.cleaner.dedupe.buffer.size to 128 MiB of a heap of 300 MiB ('heapMiB'): a broker whose cleaner is changed while it runs needs it twice, and ends when there is no room; use 78643200 bytes or less, or raise 'heapMiB'",
    ],
    ["racks", { racks: ["a", "b", "c", "d"] }, "'racks' has 4 racks for 3 brokers: 1 of them stay empty"],
  ];

  test.each(warnings)("warns: %s", (_, props, message) => {
    const stack = testStack();
    const kafka = new KafkaCluster(stack, "kafka", props);
    expect(kafka.node.metadata.map(({ data }) => data as unknown)).toEqual([message]);
    expect(() => synth(stack)).not.toThrow();
  });

  test("every advice is given by one of these, and none by the default cluster", () => {
    expect(warnings.map(([advice]) => advice).sort()).toEqual(Object.keys(ADVICE).sort());
    expect(new KafkaCluster(testStack(), "kafka").node.metadata).toEqual([]);
  });
});
