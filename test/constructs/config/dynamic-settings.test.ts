import { dynamicKeys, OWNED_BROKER_KEYS } from "../../../constructs/config/broker";
import { DYNAMIC_SETTINGS, inMilliseconds } from "../../../constructs/config/dynamic-settings";

test("nothing of listeners and secrets is changed in running brokers, and of what the cluster derives one setting", () => {
  expect(DYNAMIC_SETTINGS.filter((key) => /listener|ssl|sasl|password/.test(key))).toEqual([]);
  expect(DYNAMIC_SETTINGS.filter((key) => Object.hasOwn(OWNED_BROKER_KEYS, key))).toEqual([
    "min.insync.replicas",
  ]);
});

test("each is there once", () => {
  expect(new Set(DYNAMIC_SETTINGS).size).toBe(DYNAMIC_SETTINGS.length);
});

test("times are in milliseconds, which alone Kafka changes while it runs", () => {
  const config = { "log.retention.hours": 24, "log.roll.hours": "168", "log.roll.jitter.hours": 0 };
  expect(inMilliseconds(config)).toEqual({
    "log.retention.ms": 86_400_000,
    "log.roll.ms": 604_800_000,
    "log.roll.jitter.ms": 0,
  });
  expect(inMilliseconds({ "log.retention.minutes": -1, "num.io.threads": 4 })).toEqual({
    "log.retention.ms": -1,
    "num.io.threads": 4,
  });
});

test.each(["much", 1.5, "", "9".repeat(30), Number("-1.8881545897087503e+289")])(
  "%j hours are left for Kafka to refuse, and tokens for Terraform",
  (value) => {
    expect(inMilliseconds({ "log.retention.hours": value })).toEqual({ "log.retention.hours": value });
  },
);

test("a setting whose value the manifest does not tell, for any broker, is read at the start alone", () => {
  const keys = dynamicKeys(
    {
      config: { "num.io.threads": 4, "compression.type": "${file:/x:y}", "log.retention.bytes": 1 },
      brokerConfig: { 2: { "log.retention.bytes": 2, "log.segment.bytes": "later" } },
    },
    { "min.insync.replicas": "2" },
    (config) => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== "later")),
  );
  const untold = ["compression.type", "log.segment.bytes"];
  expect(keys).toEqual(DYNAMIC_SETTINGS.filter((key) => !untold.includes(key)));
});
