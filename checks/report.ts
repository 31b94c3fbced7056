import { type LogLines } from "./docker-engine";

/** Version of the report's form. */
export const REPORT_VERSION = 1;

/** What one check found. */
export interface CheckResult {
  /** Name of the check. */
  readonly check: string;
  /** What it verifies, in one line. */
  readonly title: string;
  /** How it ended; it is skipped where another check that it needs did not pass, or where it cannot be made. */
  readonly status: "passed" | "failed" | "skipped";
  /** How long it took. */
  readonly seconds: number;
  /** What was found, or why it was skipped. */
  readonly detail?: string;
  /** What holds, but should not stay so. */
  readonly warnings?: readonly string[];
  /** What the manifest promises. */
  readonly expected?: string;
  /** What the cluster did instead. */
  readonly actual?: string;
  /** Why, where it could be told. */
  readonly cause?: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The last lines of the log of the container at fault. */
  readonly log?: LogLines;
}

/** A partition as it was found. */
export interface ObservedPartition {
  readonly partition: number;
  /** Id of the broker that leads it, or null if none does. */
  readonly leader: number | null;
  /** Broker ids, the preferred leader first. */
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/** A topic as it was found. */
export interface ObservedTopic {
  readonly name: string;
  /** Whether it is Kafka's own, such as `__consumer_offsets`. */
  readonly internal: boolean;
  readonly partitions: readonly ObservedPartition[];
}

/** A broker of the cluster as others tell of it. */
export interface ObservedBroker {
  readonly id: number;
  /** `host:port` that it advertises to clients on the host. */
  readonly external: string;
}

/** A container as the Docker Engine tells of it. */
export interface ObservedContainer {
  readonly container: string;
  /** `running`, `exited`, ...; `absent` if there is none. */
  readonly status: string;
  /** `healthy`, `unhealthy` or `starting`, where it has a health check. */
  readonly health?: string;
}

/** A ZooKeeper server as it tells of itself. */
export interface ObservedZookeeper {
  readonly id: number;
  /** `leader`, `follower`, `standalone`, ...; `silent` if it does not serve. */
  readonly mode: string;
}

/** What the cluster looked like, as far as it could be asked. */
export interface Topology {
  /** Id of the cluster, which Kafka has given it. */
  readonly clusterId?: string;
  /** Broker id of the active controller. */
  readonly controller?: number;
  /** Brokers that are in the cluster: `id`, and `external`, the `host:port` that each advertises to the host. */
  readonly brokers?: readonly ObservedBroker[];
  /** Declared containers: `container`, `status` and `health`. */
  readonly containers?: readonly ObservedContainer[];
  /** ZooKeeper servers: `id` and `mode`. */
  readonly zookeepers?: readonly ObservedZookeeper[];
  /** Topics other than the run's own: `name`, `internal`, and `partitions` with `leader`, `replicas`, `inSync`. */
  readonly topics?: readonly ObservedTopic[];
}

/** Time from sending a message, with `acks=all`, to its being read. */
export interface Latency {
  /** Milliseconds of each message, in the order of sending. */
  readonly samplesMs: readonly number[];
  /** Half of them took no longer. */
  readonly p50Ms: number;
  /** 99 of 100 took no longer. */
  readonly p99Ms: number;
  /** The longest. */
  readonly maxMs: number;
}

/** What a verification found. */
export interface VerifyReport {
  /** 1; a reader should refuse any other. */
  readonly version: typeof REPORT_VERSION;
  /** Name of the cluster. */
  readonly cluster: string;
  /** When it began: ISO 8601, UTC. */
  readonly startedAt: string;
  /** How long it took. */
  readonly seconds: number;
  /** `unreachable`: no broker at all could be reached, or nothing could be verified. */
  readonly outcome: "passed" | "failed" | "unreachable" | "interrupted";
  /** What each check has found, in their order. */
  readonly checks: readonly CheckResult[];
  /** What the run created or changed and could not put back, with the way to do so. */
  readonly leftBehind: readonly string[];
  /** What the cluster looked like. */
  readonly topology: Topology;
  /** Where the check `latency` has measured it. */
  readonly latency?: Latency;
}
