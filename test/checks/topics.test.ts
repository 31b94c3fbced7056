import { type CheckFailure } from "../../checks/check";
import { compareTopics, strayedLeaders } from "../../checks/topics";
import { someManifest } from "../support/some-manifest";

const manifest = someManifest([{ rack: "a" }, { rack: "b" }, { rack: "a" }], {
  topics: [{ name: "orders", partitions: 2, replicationFactor: 2, config: { "cleanup.policy": "compact" } }],
});

const partition = (index: number, replicas: number[], leader = replicas[0]!) => ({
  ...{ partition: index, leader, replicas },
  inSync: replicas,
});

function difference(replicas: number[][], policy = "compact", more: Record<string, string> = {}) {
  const partitions = replicas.map((ids, index) => partition(index, ids));
  const config = new Map(Object.entries({ "cleanup.policy": policy, ...more }));
  const topic = { name: "orders", internal: false, partitions };
  const found = new Map([["orders", { topic, config, own: [...config.keys()] }]]);
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

test("a setting that was put on a topic by hand, but not the throttles of Kafka's own tool", () => {
  const sound = [
    [1, 2],
    [2, 3],
  ];
  expect(difference(sound, "compact", { "unclean.leader.election.enable": "true" })).toBe(
    "orders unclean.leader.election.enable=true",
  );
  expect(difference(sound, "compact", { "leader.replication.throttled.replicas": "0:1" })).toBeUndefined();
});

test("leaders that are not the preferred ones are told, with what moves them back", () => {
  const topic = (...partitions: Array<ReturnType<typeof partition>>) => ({
    ...{ name: "orders", internal: false, partitions },
  });
  expect(strayedLeaders([topic(partition(0, [1, 2]))])).toBeUndefined();
  expect(strayedLeaders([topic(partition(0, [1, 2], 2), partition(1, [2, 3]))])).toBe(
    "1 partitions are not led by their preferred leader, broker 1 (orders-0): Kafka moves them back within some " +
      "minutes; kafka-leader-election.sh --election-type preferred --all-topic-partitions does so at once",
  );
});
