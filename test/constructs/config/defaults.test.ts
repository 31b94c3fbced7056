import { clusterDefaults, promisedDefaults, resolveReplication } from "../../../constructs/config/defaults";

test.each([
  {
    brokers: 1,
    numPartitions: 2,
    defaultReplicationFactor: 1,
    minInsyncReplicas: 1,
    internal: 1,
    transactionIsr: 1,
  },
  {
    brokers: 2,
    numPartitions: 4,
    defaultReplicationFactor: 2,
    minInsyncReplicas: 1,
    internal: 2,
    transactionIsr: 1,
  },
  {
    brokers: 3,
    numPartitions: 6,
    defaultReplicationFactor: 3,
    minInsyncReplicas: 2,
    internal: 3,
    transactionIsr: 2,
  },
  {
    brokers: 5,
    numPartitions: 10,
    defaultReplicationFactor: 3,
    minInsyncReplicas: 2,
    internal: 3,
    transactionIsr: 2,
  },
])(
  "derives partitions and replication for $brokers brokers",
  ({ brokers, internal, transactionIsr, ...expected }) => {
    const replication = resolveReplication({ brokers });
    expect(replication).toEqual({ ...expected, internalReplicationFactor: internal });
    expect(clusterDefaults(replication)).toEqual({
      "num.partitions": expected.numPartitions,
      "default.replication.factor": expected.defaultReplicationFactor,
      "min.insync.replicas": expected.minInsyncReplicas,
      "offsets.topic.replication.factor": internal,
      "transaction.state.log.replication.factor": internal,
      "transaction.state.log.min.isr": transactionIsr,
      "auto.create.topics.enable": false,
      "unclean.leader.election.enable": false,
    });
  },
);

test("promises what brokers will report: the user's choice, as Kafka parses it", () => {
  const defaults = {
    "auto.create.topics.enable": false,
    "offsets.topic.replication.factor": 3,
    "num.partitions": 6,
  };
  const config = {
    "auto.create.topics.enable": "TRUE",
    "offsets.topic.replication.factor": " 02",
    other: "x",
  };
  expect(promisedDefaults(defaults, config)).toEqual({
    "auto.create.topics.enable": "true",
    "offsets.topic.replication.factor": "2",
    "num.partitions": "6",
  });
});

test.each(["maybe", "1.5", "${TfToken[TOKEN.1]}", ""])("fails when it cannot promise %p", (value) => {
  expect(() => promisedDefaults({ "a.b": 1 }, { "a.b": value })).toThrow(
    `'config' must have a whole number or a boolean for 'a.b', known at synth, got ${value}`,
  );
});

test("keeps what the user has chosen", () => {
  const chosen = { numPartitions: 12, defaultReplicationFactor: 2, minInsyncReplicas: 2 };
  expect(resolveReplication({ brokers: 3, ...chosen })).toMatchObject(chosen);
});

test("derives the in-sync minimum from the chosen replication", () => {
  expect(resolveReplication({ brokers: 5, defaultReplicationFactor: 5 }).minInsyncReplicas).toBe(4);
});

test.each([
  [
    { brokers: 2, defaultReplicationFactor: 3 },
    "'defaultReplicationFactor' must not exceed the number of brokers (2), got 3",
  ],
  [
    { brokers: 3, minInsyncReplicas: 4 },
    "'minInsyncReplicas' must not exceed 'defaultReplicationFactor' (3), got 4",
  ],
  [{ brokers: 3, numPartitions: 0 }, "'numPartitions' must be a whole number from 1 to 200000, got 0"],
  [{ brokers: 3, numPartitions: 1.5 }, "'numPartitions' must be a whole number from 1 to 200000, got 1.5"],
  [
    { brokers: 3, defaultReplicationFactor: -1 },
    "'defaultReplicationFactor' must be a whole number from 1 to 32767, got -1",
  ],
  [{ brokers: 3, minInsyncReplicas: 0 }, "'minInsyncReplicas' must be a whole number from 1 to 32767, got 0"],
])("fails when %j cannot be", (props, message) => {
  expect(() => resolveReplication(props)).toThrow(message);
});
