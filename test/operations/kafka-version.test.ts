import {
  compareVersions,
  isDowngrade,
  isOlder,
  lowersProtocol,
  protocolOf,
  versionOf,
} from "../../operations/kafka-version";
import { serverDefinition } from "../../operations/server-definition";
import { containerValues } from "../support/some-plan";

const broker = (image: string, protocol?: string) =>
  serverDefinition(
    containerValues({
      image,
      ...(protocol === undefined ? {} : { settings: { "inter.broker.protocol.version": protocol } }),
    }),
  );

test.each([
  ["apache/kafka:3.9.2", "3.9.2"],
  ["registry.example:5000/kafka:v3.8.1-jre17", "3.8.1"],
  ["kafka:3.8", "3.8"],
  ["kafka:3.9.2@sha256:0123", "3.9.2"],
  ["kafka@sha256:0123456789", undefined],
  ["kafka:latest", undefined],
  ["cp-kafka:7.9.0", undefined],
  ["registry.example:5000/kafka", undefined],
])("version of %s", (image, version) => {
  expect(versionOf(image)).toBe(version);
});

test("a broker speaks the protocol of its setting, else that of its version", () => {
  expect(protocolOf(broker("kafka:3.9.2"))).toBe("3.9");
  expect(protocolOf(broker("kafka:3.9.2", "3.8"))).toBe("3.8");
  expect(protocolOf(broker("kafka:latest"))).toBeUndefined();
});

test("what a broker says it speaks wins over the tag of its image, and its setting over both", () => {
  expect(protocolOf(broker("kafka:latest"), "3.9-IV0")).toBe("3.9");
  expect(protocolOf(broker("kafka:3.9.2"), "3.8-IV0")).toBe("3.8");
  expect(protocolOf(broker("kafka:3.9.2", "3.7-IV2"), "3.8-IV0")).toBe("3.7-IV2");
});

test.each([
  ["kafka:3.9.2", undefined, "3.8", true],
  ["kafka:3.9.2", "3.8", "3.8-IV0", false],
  ["kafka:3.9.2", "3.8", "3.9", false],
  ["kafka:latest", undefined, "3.8", false],
])("from %s with protocol %s to protocol %s", (image, from, to, lowers) => {
  expect(lowersProtocol(broker(image, from), broker(image, to))).toBe(lowers);
});

test("lines of releases are compared, without patches", () => {
  expect(isOlder("3.8.1", "3.9-IV0")).toBe(true);
  expect(isOlder("3.9.1", "3.9.2")).toBe(false);
  expect(isOlder(undefined, "3.9")).toBe(false);
});

test.each([
  ["kafka:3.9.2", undefined, "kafka:3.8.1", true],
  ["kafka:3.9.2", "3.9", "kafka:3.8.1", true],
  ["kafka:3.9.2", "3.8", "kafka:3.8.1", false],
  ["kafka:3.9.2", undefined, "kafka:3.9.1", false],
  ["kafka:3.8.1", undefined, "kafka:3.9.2", false],
  ["kafka:3.10.0", undefined, "kafka:3.9.2", true],
  ["kafka:latest", undefined, "kafka:3.8.1", false],
])("from %s with protocol %s to %s", (from, protocol, to, downgrade) => {
  expect(isDowngrade(broker(from, protocol), broker(to))).toBe(downgrade);
});

test("versions are compared as numbers", () => {
  expect(compareVersions("3.10", "3.9")).toBeGreaterThan(0);
  expect(compareVersions("3.9", "3.9.1")).toBe(0);
  expect(compareVersions("3.8.9", "3.9.0")).toBeLessThan(0);
});
