import {
  type BrokerConfig,
  brokerProperties,
  OWNED_BROKER_KEYS,
  refuseOwnedKeys,
  reportedConfig,
  resolveRacks,
} from "../../../constructs/config/broker";
import { brokerListeners } from "../../../constructs/config/broker-listeners";
import { Findings } from "../../../constructs/config/rules";

const external = {
  name: "EXTERNAL",
  firstPort: 9092,
  hostAddress: "127.0.0.1",
  advertisedHost: "127.0.0.1",
  authentication: undefined,
} as const;
const settings = {
  id: 2,
  listeners: brokerListeners("kafka-2", 2, [external]),
  security: {},
  logDirs: ["/var/lib/kafka/data", "/var/lib/kafka/data-2"],
  rack: undefined,
  metadata: { "zookeeper.connect": "kafka-zookeeper-1:2181" },
  defaults: { "num.partitions": 6 },
  config: { "log.retention.hours": 24, "group.initial.rebalance.delay.ms": 100 },
};

test("keeps data in the volumes, never in /tmp", () => {
  expect(brokerProperties(settings)["log.dirs"]).toBe("/var/lib/kafka/data,/var/lib/kafka/data-2");
});

test("has a stable id and finds its metadata", () => {
  expect(brokerProperties(settings)).toMatchObject({
    "broker.id": 2,
    "zookeeper.connect": "kafka-zookeeper-1:2181",
    "num.partitions": 6,
  });
});

test("the user's settings win over the package's choices", () => {
  expect(brokerProperties(settings)).toMatchObject({
    "log.retention.hours": 24,
    "group.initial.rebalance.delay.ms": 100,
  });
});

test("stands in a rack only if racks are declared", () => {
  expect(brokerProperties(settings)).not.toHaveProperty("broker.rack");
  expect(brokerProperties({ ...settings, rack: "b" })["broker.rack"]).toBe("b");
});

test.each(Object.entries(OWNED_BROKER_KEYS))("fails when 'config' has %s", (key, instead) => {
  const findings = new Findings();
  refuseOwnedKeys(findings, "config", { [key]: "x" }, OWNED_BROKER_KEYS);
  expect(findings.errors).toEqual([`'config' must not contain '${key}': ${instead}`]);
});

test("the type refuses them too, and is open to every other key", () => {
  const open: BrokerConfig = { "log.retention.hours": 24, "some.plugin.key": true };
  // @ts-expect-error -- the cluster derives it
  const owned: BrokerConfig = { "broker.id": 7 };
  expect([open, owned]).toHaveLength(2);
});

test("a key of JavaScript's own objects is no owned key", () => {
  const findings = new Findings();
  refuseOwnedKeys(findings, "config", { constructor: "x" } as never, OWNED_BROKER_KEYS);
  expect(findings.errors).toEqual([]);
});

test("brokers are spread over the racks in turn, and adding one moves no other", () => {
  const findings = new Findings();
  expect(resolveRacks(findings, ["a", "b", "c"], 5)).toEqual(["a", "b", "c", "a", "b"]);
  expect(resolveRacks(findings, ["a", "b", "c"], 6).slice(0, 5)).toEqual(["a", "b", "c", "a", "b"]);
  expect(resolveRacks(findings, undefined, 2)).toEqual([undefined, undefined]);
  expect(findings).toMatchObject({ errors: [], warnings: [] });
});

test("the manifest tells the user's settings, but none that may be secret, or that Kafka reports otherwise", () => {
  const config = {
    "log.retention.hours": 24,
    "delete.topic.enable": true,
    "ssl.keystore.password": "hidden",
    "sasl.jaas.config": "hidden",
    "some.api.token": "hidden",
    "log.dir.from.provider": "${file:/x:y}",
    "compression.gzip.level": "",
    "auto.create.topics.enable": true,
  };
  expect(reportedConfig(config, { "auto.create.topics.enable": "true" })).toEqual({
    "log.retention.hours": "24",
    "delete.topic.enable": "true",
  });
});
