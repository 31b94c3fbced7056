import {
  type BrokerConfig,
  brokerProperties,
  OWNED_BROKER_KEYS,
  refuseOwnedKeys,
} from "../../../constructs/config/broker";
import { brokerListeners } from "../../../constructs/config/listeners";

const settings = {
  id: 2,
  listeners: brokerListeners({ host: "kafka-2", id: 2, firstPort: 9092 }),
  metadata: { "zookeeper.connect": "kafka-zookeeper-1:2181" },
  defaults: { "num.partitions": 6 },
  config: { "log.retention.hours": 24, "zookeeper.session.timeout.ms": 9000 },
};

test("keeps data in the volume, never in /tmp", () => {
  expect(brokerProperties(settings)["log.dirs"]).toBe("/var/lib/kafka/data");
});

test("has a stable id and finds its metadata", () => {
  expect(brokerProperties(settings)).toMatchObject({
    "broker.id": 2,
    "zookeeper.connect": "kafka-zookeeper-1:2181",
    "num.partitions": 6,
  });
});

test("a killed broker's session is over before its restarts are", () => {
  const timeout = brokerProperties({ ...settings, config: {} })["zookeeper.session.timeout.ms"];
  expect(timeout).toBeGreaterThanOrEqual(6000);
  expect(timeout).toBeLessThanOrEqual(9000);
});

test("the user's settings win over the package's choices", () => {
  expect(brokerProperties(settings)).toMatchObject({
    "log.retention.hours": 24,
    "zookeeper.session.timeout.ms": 9000,
  });
});

test.each(Object.entries(OWNED_BROKER_KEYS))("fails when 'config' has %s", (key, instead) => {
  expect(() => refuseOwnedKeys({ [key]: "x" })).toThrow(
    `'config' must not contain what the cluster derives: '${key}' (${instead})`,
  );
});

test("fails with all refused keys at once", () => {
  expect(() => refuseOwnedKeys({ "broker.id": 7, "a.b": 1, "log.dirs": "/tmp" })).toThrow(
    "'config' must not contain what the cluster derives: 'broker.id' (it is the broker's number, from 1), " +
      "'log.dirs' (data is kept in the broker's volume)",
  );
});

test("the type refuses them too, and is open to every other key", () => {
  const open: BrokerConfig = { "log.retention.hours": 24, "some.plugin.key": true };
  // @ts-expect-error -- the cluster derives it
  const owned: BrokerConfig = { "broker.id": 7 };
  expect([open, owned]).toHaveLength(2);
});

test("a key of JavaScript's own objects is no owned key", () => {
  expect(() => refuseOwnedKeys({ constructor: "x" } as never)).not.toThrow();
});
