import { planTopics, type TopicPlan } from "../../operations/topic-plan";
import { type TopicRecord } from "../../operations/topic-records";
import { type ClusterManifest, type ManifestTopic } from "../../manifest";
import { someManifest } from "../support/some-manifest";

interface Found {
  readonly replicas?: number[][];
  /** Settings of the topic itself. */
  readonly own?: Record<string, string>;
}

const ORDERS: ManifestTopic = {
  name: "orders",
  partitions: 2,
  replicationFactor: 2,
  config: { "retention.ms": "5" },
};
const SOUND = {
  replicas: [
    [1, 2],
    [2, 3],
  ],
  own: { "retention.ms": "5" },
};
const OURS: TopicRecord = { owner: "nowhere", removalPolicy: "retain", config: ["retention.ms"] };

function plan(
  declared: readonly ManifestTopic[],
  found: Record<string, Found>,
  records: Record<string, TopicRecord>,
  more: { moving?: number[]; manifest?: Partial<ClusterManifest> } = {},
): readonly TopicPlan[] {
  const topics = Object.entries(found).map(([name, { own = {}, replicas = SOUND.replicas }]) => {
    const partitions = replicas.map((ids, partition) => ({
      partition,
      leader: ids[0]!,
      replicas: ids,
      inSync: ids,
    }));
    const config = new Map(Object.entries({ "retention.ms": "604800000", "segment.ms": "7", ...own }));
    return [name, { topic: { name, internal: false, partitions }, config, own: Object.keys(own) }] as const;
  });
  return planTopics(someManifest(3, { topics: declared, ...more.manifest }), {
    topics: new Map(topics),
    records: new Map(Object.entries(records)),
    moving: new Map(more.moving ? [["orders", new Set(more.moving)]] : []),
  });
}

const changes = (...args: Parameters<typeof plan>) => plan(...args).flatMap((one) => one.changes);
const refusals = (...args: Parameters<typeof plan>) => plan(...args).flatMap(({ refused }) => refused);

test("a topic that is as declared, and known as owned, gives no plan", () => {
  expect(plan([ORDERS], { orders: SOUND }, { orders: OURS })).toEqual([]);
});

test("a topic that is missing is created, whether it was there before or not", () => {
  const create = [{ action: "create", partitions: 2, replicationFactor: 2 }];
  expect(changes([ORDERS], {}, {})).toEqual(create);
  expect(changes([ORDERS], {}, { orders: OURS })).toEqual(create);
});

test("partitions, settings and replicas that differ are changed", () => {
  const wanted = { ...ORDERS, partitions: 6, replicationFactor: 3, config: { "retention.ms": "9" } };
  expect(changes([wanted], { orders: SOUND }, { orders: OURS })).toEqual([
    { action: "partitions", from: 2, to: 6 },
    { action: "config", key: "retention.ms", from: "5", to: "9" },
    {
      action: "replicas",
      from: [2],
      to: 3,
      moves: [
        { partition: 0, replicas: [1, 2, 3] },
        { partition: 1, replicas: [2, 3, 1] },
      ],
    },
  ]);
});

test("replicas that are just being moved are left alone", () => {
  const wanted = { ...ORDERS, replicationFactor: 3 };
  expect(changes([wanted], { orders: SOUND }, { orders: OURS }, { moving: [0, 1] })).toEqual([]);
});

test("a setting that was declared and is no more is reset; one that was made by hand stays, and is told", () => {
  const own = { "retention.ms": "5", "flush.ms": "3" };
  const [only] = plan([{ ...ORDERS, config: {} }], { orders: { own } }, { orders: OURS });
  expect(only).toEqual({
    topic: "orders",
    changes: [{ action: "record" }, { action: "config", key: "retention.ms", from: "5", to: null }],
    refused: [],
    foreign: [{ key: "flush.ms", value: "3" }],
  });
});

test("a throttle that a killed deploy has left is taken away, but not while replicas move", () => {
  const own = { ...SOUND.own, "leader.replication.throttled.replicas": "0:1" };
  expect(changes([ORDERS], { orders: { own } }, { orders: OURS })).toMatchObject([
    { action: "config", to: null },
  ]);
  expect(changes([ORDERS], { orders: { own } }, { orders: OURS }, { moving: [0] })).toEqual([]);
});

test("a topic of nobody that is as declared is taken over", () => {
  expect(changes([ORDERS], { orders: SOUND }, {})).toEqual([{ action: "adopt" }]);
});

test("fails when a topic of nobody is not as declared, unless it is to be taken over", () => {
  const own = { "retention.ms": "6", "flush.ms": "3" };
  expect(refusals([ORDERS], { orders: { own } }, {})).toEqual([
    "it is there, was not made by a deploy, and is not as declared (retention.ms, flush.ms): declare it as it is, or take it over with 'adopt: true'",
  ]);
  expect(changes([{ ...ORDERS, adopt: true }], { orders: { own } }, {})).toEqual([
    { action: "adopt" },
    { action: "config", key: "retention.ms", from: "6", to: "5" },
    { action: "config", key: "flush.ms", from: "3", to: null },
  ]);
});

test("fails when another stack declares the topic, unless it is to be taken over", () => {
  const theirs = { ...OURS, owner: "billing-kafka" };
  expect(refusals([ORDERS], { orders: SOUND }, { orders: theirs })).toEqual([
    "it is declared by billing-kafka: declare it there alone, or take it over with 'adopt: true'",
  ]);
  expect(changes([{ ...ORDERS, adopt: true }], { orders: SOUND }, { orders: theirs })).toEqual([
    { action: "adopt" },
  ]);
});

test("fails when partitions would be removed, also of a topic that is to be taken over", () => {
  const fewer = { ...ORDERS, partitions: 1, adopt: true };
  const why =
    "partitions 2 -> 1: Kafka cannot remove partitions; declare 2, or delete the topic with all of its records first";
  expect(refusals([fewer], { orders: SOUND }, { orders: OURS })).toEqual([why]);
  expect(refusals([fewer], { orders: SOUND }, {})).toEqual([why]);
});

test("fails when records of a partition are on brokers alone that are not declared", () => {
  const replicas = [
    [4, 5],
    [4, 1],
  ];
  expect(refusals([ORDERS], { orders: { ...SOUND, replicas } }, { orders: OURS })).toEqual([
    "partitions 0 have records on brokers alone that are not declared: declare those brokers again, with more replicas of the topic, before you remove them",
  ]);
});

test("fails on topics of Kafka itself", () => {
  expect(refusals([{ ...ORDERS, name: "__consumer_offsets" }], {}, {})).toEqual([
    'names that begin with "__" are Kafka\'s own',
  ]);
});

test("a topic that is not declared any more is kept, or deleted if that was declared at the last deploy", () => {
  expect(changes([], { orders: SOUND }, { orders: OURS })).toEqual([{ action: "release" }]);
  const doomed: TopicRecord = { ...OURS, removalPolicy: "destroy" };
  expect(changes([], { orders: SOUND }, { orders: doomed })).toEqual([{ action: "delete" }]);
  expect(changes([], {}, { orders: doomed })).toEqual([{ action: "release" }]);
});

test("topics of other stacks, and of nobody, are left alone", () => {
  const theirs: TopicRecord = { ...OURS, owner: "billing", removalPolicy: "destroy" };
  expect(plan([], { orders: SOUND, clicks: SOUND }, { orders: theirs })).toEqual([]);
  expect(changes([], { orders: SOUND }, { orders: theirs }, { manifest: { owner: "billing" } })).toEqual([
    { action: "delete" },
  ]);
});

test("what is to be done when it is not declared any more is recorded with each deploy", () => {
  expect(changes([{ ...ORDERS, removalPolicy: "destroy" }], { orders: SOUND }, { orders: OURS })).toEqual([
    { action: "record" },
  ]);
});
