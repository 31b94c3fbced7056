import { compareVersions, isDowngrade, protocolOf, versionOf } from "../../operations/kafka-version";
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
  ["registry.example:5000/kafka", undefined],
])("version of %s", (image, version) => {
  expect(versionOf(image)).toBe(version);
});

test("a broker speaks the protocol of its setting, else that of its version", () => {
  expect(protocolOf(broker("kafka:3.9.2"))).toBe("3.9");
  expect(protocolOf(broker("kafka:3.9.2", "3.8"))).toBe("3.8");
  expect(protocolOf(broker("kafka:latest"))).toBeUndefined();
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
