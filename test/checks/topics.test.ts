import { type CheckFailure } from "../../checks/check";
import { compareTopics, sameValue } from "../../checks/topics";
import { type ClusterManifest } from "../../manifest";

const broker = { container: "", definition: "", internal: "a:1", external: "a:1", listeners: {} };
const manifest: ClusterManifest = {
  ...{ version: 1, name: "kafka", network: "kafka", zookeepers: [], defaults: {} },
  brokers: [
    { id: 1, rack: "a", ...broker },
    { id: 2, rack: "b", ...broker },
    { id: 3, rack: "a", ...broker },
  ],
  topics: [{ name: "orders", partitions: 2, replicationFactor: 2, config: { "cleanup.policy": "compact" } }],
};

function difference(replicas: number[][], policy = "compact") {
  const found = new Map([["orders", { replicas, config: new Map([["cleanup.policy", policy]]) }]]);
  try {
    compareTopics(manifest, found);
  } catch (error) {
    return (error as CheckFailure).finding.actual;
  }
  return undefined;
}

test.each([
  [
    [
      [1, 2],
      [2, 3],
    ],
    undefined,
  ],
  [[[1, 2]], "orders partitions 1"],
  [[[1, 2], [2]], "orders replicas 1"],
  [
    [
      [1, 2],
      [1, 2, 3],
    ],
    "orders replicas 3",
  ],
  [
    [
      [1, 3],
      [2, 3],
    ],
    "orders partition 0 in 1",
  ],
  [
    [
      [1, 4],
      [5, 4],
    ],
    "orders has replicas on brokers that are not declared: 4, 5",
  ],
])("replicas %j: %s", (replicas, expected) => {
  expect(difference(replicas)).toBe(expected);
});

test("a topic that is not there, and a setting that differs", () => {
  expect(
    difference(
      [
        [1, 2],
        [2, 3],
      ],
      "delete",
    ),
  ).toBe("orders cleanup.policy=delete");
  expect(() => compareTopics(manifest, new Map())).toThrow("orders is not there");
});

test.each([
  ["true", "TRUE"],
  ["1", "01"],
  ["-1", "-1"],
  ["0.5", ".50"],
  ["1.0", "1"],
  ["1.0E-4", "0.0001"],
  ["5", " +5 "],
  ["compact,delete", "compact, delete"],
  ["9223372036854775807", "9223372036854775807"],
])("%s is the same as %s", (one, other) => {
  expect(sameValue(one, other)).toBe(true);
});

test.each([
  ["true", "false"],
  ["1", "10"],
  ["0.5", "0.6"],
  ["compact,delete", "delete,compact"],
  ["9223372036854775807", "9223372036854775806"],
  ["nothing", ""],
])("%s is not the same as %s", (one, other) => {
  expect(sameValue(one, other)).toBe(false);
});
