import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type KafkaClient } from "./kafka-client";

/** What a check is given. */
export interface CheckContext {
  /** What the cluster promises. */
  readonly manifest: ClusterManifest;
  /** A client of all declared brokers; it connects when it is first used. */
  readonly client: KafkaClient;
  /** Topic of this run alone. */
  readonly topic: string;
  /** Whether the containers may still be about to be created. */
  readonly startup: boolean;
  /** Ends when the check's time is over or the run is interrupted. */
  readonly signal: AbortSignal;
}

/** One thing that is verified. */
export interface Check {
  readonly name: string;
  /** Seconds after which the check fails, unless the caller chooses. */
  readonly timeoutSeconds: number;
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
  /** What to do about it. */
  readonly remedy?: string;
  /** Container whose log may tell why. */
  readonly container?: string;
  /** Whether it is the cause of whatever else was found. */
  readonly explains?: boolean;
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
