import { type BenchPoint, type BenchSweeps } from "./bench-point";
import { type BenchResult } from "./bench-report";

/** How a cluster is measured. */
export interface BenchOptions {
  readonly base: BenchPoint;
  readonly sweeps: BenchSweeps;
  /** Bytes of a message; of a sample's messages the average. */
  readonly messageBytes: number;
  /** Messages, of which each that is written is one; none is empty. */
  readonly sample?: readonly string[];
  /** Of each measurement. */
  readonly seconds: number;
  /** How often each point is measured. */
  readonly repeat: number;
  /** Whether a client on this host is measured as well. */
  readonly host: boolean;
  /** No more is begun after so long. */
  readonly minutes: number;
  /** Most that is written in a second. */
  readonly maxMBps: number;
  /** Most that all replicas of a topic of this command take, in MB. */
  readonly maxDiskMB: number;
  /** Whether a cluster that others write to is measured. */
  readonly acceptTraffic: boolean;
  /** Configuration of a client in the cluster's network. */
  readonly properties: string;
  readonly signal: AbortSignal;
  /** Is told what goes on. */
  readonly say: (text: string) => void;
  /** Is given each point's result as soon as it is there. */
  readonly onResult?: (result: BenchResult) => void;
}

/** Others write to the cluster. */
export class ForeignTraffic extends Error {
  /** @param topics - Into which. */
  public constructor(public readonly topics: readonly string[]) {
    super(`others write to this cluster (${topics.join(", ")})`);
  }
}
