import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type KafkaClient } from "./kafka-client";
import { type Latency, type Topology } from "./report";
import { type RunTopic } from "./run-topic";

/** What checks have seen of the cluster; each adds its part. */
export interface Observed {
  topology: Topology;
  latency?: Latency;
}

/** What a check is given. */
export interface CheckContext {
  /** What the cluster promises. */
  readonly manifest: ClusterManifest;
  /** A client of all declared brokers; it connects when it is first used. */
  readonly client: KafkaClient;
  /** The topic of this run alone, with its producer and its reader; made when first used. */
  readonly own: RunTopic;
  /** What was seen, for the report. */
  readonly observed: Observed;
  /** Containers that start, where a start is waited for; others are left to the check that comes after it. */
  readonly starting?: ReadonlySet<string>;
  /** Ends when the check's time is over or the run is interrupted. */
  readonly signal: AbortSignal;
  /** Says what holds, but should not stay so. */
  warn(text: string): void;
  /** Says what was changed and could not be put back, with the way to do so. */
  leave(text: string): void;
}

/** One thing that is verified. */
export interface Check {
  readonly name: string;
  /** What it verifies, in one line. */
  readonly title: string;
  /** Seconds after which the check fails, with up to 10 brokers, and unless the caller chooses. */
  readonly timeoutSeconds: number;
  /** Names of the checks without which it is meaningless. */
  readonly needs: readonly string[];
  /** Whether it begins as soon as what it needs has passed, beside others: what goes on beside it uses another topic. */
  readonly concurrent?: boolean;
  /** Whether there is something to verify. Default: for every cluster. */
  readonly appliesTo?: (manifest: ClusterManifest) => boolean;
  /** Whether it belongs to the quick selection, which a deploy runs. */
  readonly quick?: boolean;
  /** Whether it stops servers, and so runs only when it is asked for. */
  readonly disruptive?: boolean;
  /**
   * Verifies it.
   *
   * @returns What was found, in one line.
   * @throws CheckFailure - with what was expected and what was found.
   */
  run(context: CheckContext): Promise<string>;
}

/** What a failed check found. */
export interface Finding {
  /** What the manifest promises. */
  readonly expected: string;
  /** What the cluster did. */
  readonly actual: string;
  /** Why, where the check itself knows it. */
  readonly cause?: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** Containers whose state and log may tell why. */
  readonly containers?: readonly string[];
  /** Whether it is the cause of whatever else was found. */
  readonly explains?: boolean;
  /** Whether it stays so, whatever others wait for. */
  readonly final?: boolean;
  /** Whether no broker at all could be reached. */
  readonly unreachable?: boolean;
}

/** A cluster does not do what its manifest promises. */
export class CheckFailure extends Error {
  public constructor(public readonly finding: Finding) {
    super(`expected ${finding.expected}, got ${finding.actual}`);
    this.name = "CheckFailure";
  }
}

/** A check could not be made here, which says nothing about the cluster. */
export class CheckSkipped extends Error {}
