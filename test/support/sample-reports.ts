import { type CheckResult, type Latency, type ObservedTopic, type VerifyReport } from "../../checks/report";
import { type ClusterManifest, type ManifestBroker } from "../../manifest/cluster-manifest";

/** A report with the manifest that it is of. */
export interface Sample {
  readonly report: VerifyReport;
  readonly manifest: ClusterManifest;
}

const CHECKS = [
  ["addresses", "every declared address can be connected to from here", 0.01],
  ["brokers", "every declared address answers, and tells of exactly the declared brokers", 0.06],
  ["containers", "every declared container runs, is healthy, on its network, and as it was declared", 0.04],
  ["zookeeper", "every ZooKeeper server serves, one leads and the others follow", 0.21],
  ["defaults", "every broker reports the declared cluster-wide settings", 0.03],
  ["partitions", "every partition of every topic has a leader, and all of its replicas are in sync", 0.02],
  ["topics", "every declared topic is there as declared", 0.03],
  ["topic", "a topic of the run's own has a partition led by each broker", 0.19],
  ["round-trip", "messages through every partition come back complete, unchanged, in order, and once", 0.71],
  ["latency", "time of a message from its producer, with acks=all, to a consumer", 0.93],
] as const;

/** A small generator of pseudo-random numbers from 0 to 1, so that samples are always the same. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function broker(id: number, more: Partial<ManifestBroker> = {}): ManifestBroker {
  const addresses = { internal: `kafka-${id}:29092`, external: `127.0.0.1:${9091 + id}` };
  return {
    id,
    container: `kafka-${id}`,
    definition: "4f1d",
    ...addresses,
    listeners: {},
    config: {},
    ...more,
  };
}

function sampleManifest(brokers: number, zookeepers = 1): ClusterManifest {
  return {
    version: 1,
    name: "kafka",
    network: "kafka",
    brokers: range(brokers).map((index) => broker(index + 1)),
    zookeepers: range(zookeepers).map((index) => ({
      id: index + 1,
      container: `kafka-zookeeper-${index + 1}`,
      definition: "9c2e",
    })),
    defaults: { "min.insync.replicas": "2" },
    topics: [],
  };
}

/** Replicas are dealt out in turn, as Kafka does. */
function topic(name: string, count: number, brokers: number, replicas = Math.min(3, brokers)): ObservedTopic {
  const partitions = range(count).map((partition) => {
    const ids = range(replicas).map((index) => ((partition + index) % brokers) + 1);
    return { partition, leader: ids[0]!, replicas: ids, inSync: ids };
  });
  return { name, internal: name.startsWith("__"), partitions };
}

function sampleLatency(count: number): Latency {
  const next = sequence(42);
  const samplesMs = range(count).map((index) => {
    const slow = index % 37 === 20 ? 9 + next() * 12 : 0;
    return Math.round((2.1 + next() * 1.6 + next() ** 4 * 4 + slow) * 100) / 100;
  });
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * count) - 1]!;
  return { samplesMs, p50Ms: rank(0.5), p99Ms: rank(0.99), maxMs: sorted.at(-1)! };
}

function sampleReport(checks: readonly CheckResult[], more: Partial<VerifyReport>): VerifyReport {
  return {
    version: 1,
    cluster: "kafka",
    startedAt: "2026-11-24T16:48:15.120Z",
    seconds: 2.31,
    outcome: "passed",
    checks,
    leftBehind: [],
    topology: {},
    ...more,
  };
}

/**
 * A cluster without a fault.
 *
 * @param brokers - Number of brokers.
 * @param zookeepers - Number of ZooKeeper servers.
 * @param topics - Topics as they were found.
 * @returns The report and its manifest.
 */
export function soundSample(brokers = 3, zookeepers = 1, topics?: readonly ObservedTopic[]): Sample {
  const base = sampleManifest(brokers, zookeepers);
  const manifest: ClusterManifest = {
    ...base,
    topics: [{ name: "orders", partitions: 6, replicationFactor: Math.min(3, brokers), config: {} }],
  };
  const checks = CHECKS.map(([check, title, seconds]): CheckResult => {
    const warnings = ["the manifest declares min.insync.replicas=2, topic audit has 1"];
    const result = { check, title, seconds, status: "passed" as const, detail: `${check}: as declared` };
    return check === "topics" ? { ...result, warnings } : result;
  });
  const report = sampleReport(checks, {
    latency: sampleLatency(100),
    topology: {
      clusterId: "Q2hlY2tzLm1kIGV4YW1wbA",
      controller: 1,
      brokers: manifest.brokers.map(({ external, id }) => ({ id, external })),
      containers: [...manifest.brokers, ...manifest.zookeepers].map(({ container }) => ({
        container,
        status: "running",
        health: "healthy",
      })),
      zookeepers: manifest.zookeepers.map(({ id }) => ({
        id,
        mode: zookeepers === 1 ? "standalone" : id === 2 ? "leader" : "follower",
      })),
      topics: topics ?? [
        topic("__consumer_offsets", 50, brokers),
        topic("audit", 1, brokers),
        topic("orders", 6, brokers),
        topic("payments", 12, brokers),
      ],
    },
  });
  return { report, manifest };
}

const LOG = [
  "[2026-11-24 16:41:02,118] INFO [KafkaServer id=2] started (kafka.server.KafkaServer)",
  `[2026-11-24 16:47:31,018] ERROR Error while writing to checkpoint file /var/lib/kafka/data/<script>alert("x")</script> (kafka.server.LogDirFailureChannel)`,
  "java.io.IOException: No space left on device",
  "[2026-11-24 16:47:31,402] FATAL Shutdown broker because all log dirs in /var/lib/kafka/data have failed (kafka.log.LogManager)",
];

/** @returns A cluster whose broker 2 has stopped, so that a partition has no leader and others lack a replica. */
export function brokenSample(): Sample {
  const { manifest, report } = soundSample(3, 3);
  const cause = "the disk that holds the data of kafka-2 is full";
  const remedy =
    "free space on it, or lower 'log.retention.bytes' in 'config'; then `docker start kafka-2`, and `kafka-docker check kafka`";
  const failures: Readonly<Record<string, Partial<CheckResult>>> = {
    addresses: { expected: "connections to 127.0.0.1:9093", actual: "127.0.0.1:9093: ECONNREFUSED" },
    containers: {
      expected: "kafka-2 running and healthy",
      actual: "kafka-2 exited, last exit code 1",
      cause,
      log: { container: "kafka-2", lines: LOG },
    },
    partitions: {
      expected: "a leader and all replicas in sync for every partition",
      actual: "audit-0 has no leader, replicas 2, in sync 2",
      cause: `no broker that has all records of 1 partition is in the cluster: broker 2 was the last in sync; ${cause}`,
      log: { container: "kafka-2", lines: LOG },
    },
  };
  const checks = report.checks.map(({ check, seconds, title }): CheckResult => {
    if (failures[check] !== undefined)
      return { check, title, status: "failed", seconds: 15.02, remedy, ...failures[check] };
    const skipped = ["topic", "round-trip", "latency"].includes(check);
    if (skipped) return { check, title, status: "skipped", seconds: 0, detail: "partitions did not pass" };
    return { check, title, status: "passed", seconds, detail: "as declared" };
  });
  const { topology } = report;
  const topics = topology.topics!.map((one) => ({ ...one, partitions: one.partitions.map(withoutBroker2) }));
  const audit = {
    name: "audit",
    internal: false,
    partitions: [{ partition: 0, leader: null, replicas: [2], inSync: [2] }],
  };
  return {
    manifest,
    report: sampleReport(checks, {
      outcome: "failed",
      seconds: 15.4,
      leftBehind: [
        "topic __kafka-docker-check-1f2e: `kafka-topics.sh --delete` it when the brokers are back",
      ],
      topology: {
        ...topology,
        brokers: topology.brokers!.filter(({ id }) => id !== 2),
        containers: topology.containers!.map((one) =>
          one.container === "kafka-2" ? { container: one.container, status: "exited" } : one,
        ),
        zookeepers: topology.zookeepers!.map((one) => (one.id === 3 ? { id: 3, mode: "silent" } : one)),
        topics: topics.map((one) => (one.name === "audit" ? audit : one)),
      },
    }),
  };
}

function withoutBroker2(partition: ObservedTopic["partitions"][number]): ObservedTopic["partitions"][number] {
  const inSync = partition.replicas.filter((id) => id !== 2);
  return { ...partition, inSync, leader: inSync[0] ?? null };
}

/** @returns 30 brokers in 3 racks, 200 topics; one broker is foreign, and one partition is out of sync. */
export function bigSample(): Sample {
  const names = range(199).map((index) => `team-${String(index % 12).padStart(2, "0")}.events.v${index}`);
  const topics = names.map((name, index) => topic(name, 3 + ((index * 7) % 90), 30));
  const sample = soundSample(30, 5, [topic("__consumer_offsets", 50, 30), ...topics]);
  const late = sample.report.topology.topics!.map((one, index) =>
    index === 150
      ? { ...one, partitions: one.partitions.map((each) => ({ ...each, inSync: each.replicas.slice(0, 2) })) }
      : one,
  );
  const listeners = (id: number) => ({ PEER: `kafka-${id}:29094` });
  const brokers = sample.manifest.brokers.map((one) =>
    broker(one.id, { rack: `eu-west-1${"abc"[one.id % 3]}`, listeners: listeners(one.id) }),
  );
  const topology = {
    ...sample.report.topology,
    brokers: [...sample.report.topology.brokers!, { id: 99, external: "10.20.0.7:9092" }],
    topics: late,
  };
  return { manifest: { ...sample.manifest, brokers }, report: { ...sample.report, topology } };
}

/** @returns A cluster of which nothing could be asked. */
export function minimalSample(): Sample {
  const [check, title] = CHECKS[0];
  const failed: CheckResult = {
    check,
    title,
    status: "failed",
    seconds: 2,
    expected: "connections to 127.0.0.1:9092",
    actual: "127.0.0.1:9092: ECONNREFUSED",
  };
  const rest = CHECKS.slice(1).map(([name, what]): CheckResult => {
    return { check: name, title: what, status: "skipped", seconds: 0, detail: "addresses did not pass" };
  });
  return {
    manifest: sampleManifest(1),
    report: sampleReport([failed, ...rest], { outcome: "unreachable", seconds: 2 }),
  };
}
