import { type HostRate, type WriteLatency } from "../checks/host-rate";
import { type BenchPoint, type Variable } from "./bench-point";

/** What one point came to; of several runs the medians. */
export interface BenchResult extends BenchPoint {
  /** In what it differs from the base; undefined for the base itself. */
  readonly varies?: Variable;
  /** As fast as one producer goes. */
  readonly producedMBps: number;
  readonly producedPerSecond: number;
  /** As fast as one consumer goes, once it has joined its group. */
  readonly consumedMBps: number;
  /** While half as much was written, as fast as the producer goes; MB/s. */
  readonly pacedMBps: number;
  readonly latency: WriteLatency;
  /** Processor time of the producer for 1,000 MB before compression, its start left out. */
  readonly cpuSecondsPerGB: number;
  /** Bytes that were sent, for each that a replica stores. */
  readonly ratio: number;
}

/** What `kafka-docker bench` found. */
export interface BenchReport {
  readonly version: 1;
  readonly cluster: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly brokers: number;
  readonly message: { readonly bytes: number; readonly of: "random letters" | "sample" };
  /** What a file in a container of this engine is written with, to the disk; MB/s. */
  readonly diskMBps: number;
  readonly base: BenchPoint;
  readonly results: readonly BenchResult[];
  /** What a client on this host came to, at the base. */
  readonly host?: HostRate;
  /** Topics into which others have written meanwhile: figures are of both. */
  readonly foreign: readonly string[];
  /** Why not all was measured. */
  readonly ended?: string;
  /** What could not be removed, and how to do so. */
  readonly leftBehind: readonly string[];
}

/**
 * What the disk sets as a limit: all brokers of a Docker host share it, and each replica is written once.
 *
 * @param report - What was found.
 * @param result - The point.
 * @returns MB/s that producers can write for long, before compression.
 */
export function diskLimitMBps({ diskMBps }: BenchReport, { ratio, replication }: BenchResult): number {
  return (diskMBps * ratio) / replication;
}

/**
 * The value in the middle; of an even number of values, what lies between the two.
 *
 * @param values - At least one.
 * @returns The median.
 */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/**
 * Several runs as one.
 *
 * @param runs - Of one point; at least one.
 * @returns The median of each figure.
 */
export function medianResult(runs: readonly BenchResult[]): BenchResult {
  const of = (figure: (result: BenchResult) => number) => medianOf(runs.map(figure));
  return {
    ...runs[0]!,
    producedMBps: of((one) => one.producedMBps),
    producedPerSecond: of((one) => one.producedPerSecond),
    consumedMBps: of((one) => one.consumedMBps),
    pacedMBps: of((one) => one.pacedMBps),
    latency: {
      p50Ms: of(({ latency }) => latency.p50Ms),
      p95Ms: of(({ latency }) => latency.p95Ms),
      p99Ms: of(({ latency }) => latency.p99Ms),
      p999Ms: of(({ latency }) => latency.p999Ms),
      maxMs: of(({ latency }) => latency.maxMs),
    },
    cpuSecondsPerGB: of((one) => one.cpuSecondsPerGB),
    ratio: of((one) => one.ratio),
  };
}
