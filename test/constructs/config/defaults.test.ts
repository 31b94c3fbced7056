import {
  clusterDefaults,
  promisedDefaults,
  type ReplicationProps,
  resolveReplication,
} from "../../../constructs/config/defaults";
import { Findings } from "../../../constructs/config/rules";

function resolved(brokers: number, props: ReplicationProps = {}) {
  const findings = new Findings();
  return { findings, replication: resolveReplication(findings, props, brokers) };
}

test.each([
  { brokers: 1, replication: 1, minimum: 1, transactions: 1 },
  { brokers: 2, replication: 2, minimum: 1, transactions: 1 },
  { brokers: 3, replication: 3, minimum: 2, transactions: 2 },
  { brokers: 5, replication: 3, minimum: 2, transactions: 2 },
])("derives replication for $brokers brokers", ({ brokers, minimum, replication, transactions }) => {
  const { findings, replication: all } = resolved(brokers);
  expect(findings).toMatchObject({ errors: [], warnings: [] });
  expect(clusterDefaults(all, brokers, {})).toEqual({
    "num.partitions": 12,
    "default.replication.factor": replication,
    "min.insync.replicas": minimum,
    "offsets.topic.replication.factor": replication,
    "transaction.state.log.replication.factor": replication,
    "transaction.state.log.min.isr": transactions,
    "auto.create.topics.enable": false,
    "unclean.leader.election.enable": false,
  });
});

test("from three brokers on, another one changes no setting of those that are there", () => {
  const defaults = (brokers: number) => clusterDefaults(resolved(brokers).replication, brokers, {});
  for (const brokers of [4, 5, 12, 100]) expect(defaults(brokers)).toEqual(defaults(3));
});

test("the in-sync minimum of transactions follows the user's replication of their topic", () => {
  const config = { "transaction.state.log.replication.factor": 1 };
  expect(clusterDefaults(resolved(3).replication, 3, config)["transaction.state.log.min.isr"]).toBe(1);
});

test("keeps what the user has chosen", () => {
  const chosen = { numPartitions: 7, defaultReplicationFactor: 3, minInsyncReplicas: 1 };
  expect(resolved(3, chosen).replication).toEqual(chosen);
});

test("derives the in-sync minimum from the chosen replication", () => {
  expect(resolved(5, { defaultReplicationFactor: 5 }).replication.minInsyncReplicas).toBe(4);
});

test("promises what brokers will report: the user's choice, as Kafka parses it", () => {
  const findings = new Findings();
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
  expect(promisedDefaults(findings, defaults, config)).toEqual({
    "auto.create.topics.enable": "true",
    "offsets.topic.replication.factor": "2",
    "num.partitions": "6",
  });
  expect(findings.errors).toEqual([]);
});

test.each(["maybe", "1.5", "${TfToken[TOKEN.1]}", "", 0, true])(
  "fails when it cannot promise %p",
  (value) => {
    const findings = new Findings();
    promisedDefaults(findings, { "a.b": 1 }, { "a.b": value });
    expect(findings.errors).toEqual([
      `the value of 'a.b' in 'config' must be a whole number from 1, known at synth, got ${JSON.stringify(value)}`,
    ]);
  },
);
