import { type BenchReport, type BenchResult } from "../../operations/bench-report";

/** The point that others are compared with. */
export const someBase = {
  partitions: 6,
  replication: 3,
  acks: "all",
  batchBytes: 16_384,
  lingerMs: 0,
  compression: "none",
} as const;

/** A result that fits its figures, whatever of it is given. */
export function someResult(given: Partial<BenchResult> = {}): BenchResult {
  return {
    ...someBase,
    producedMBps: 61.2,
    producedPerSecond: 59_800,
    consumedMBps: 350,
    pacedMBps: 30.6,
    latency: { p50Ms: 2, p95Ms: 5.1, p99Ms: 9, p999Ms: 31, maxMs: 88 },
    cpuSecondsPerGB: 12.4,
    ratio: 0.98,
    ...given,
  };
}

/** A report of a base, three numbers of partitions and three codecs. */
export function someBench(given: Partial<BenchReport> = {}): BenchReport {
  return {
    version: 1,
    cluster: "kafka",
    startedAt: "2026-01-02T03:04:05.000Z",
    seconds: 5,
    brokers: 3,
    message: { bytes: 1024, of: "sample" },
    diskMBps: 300,
    base: someBase,
    results: [
      someResult(),
      someResult({ varies: "partitions", partitions: 1, producedMBps: 40.04, consumedMBps: 120 }),
      someResult({ varies: "partitions", partitions: 12, producedMBps: 66 }),
      someResult({ varies: "compression", compression: "lz4", producedMBps: 90, ratio: 2.1 }),
      someResult({ varies: "compression", compression: "zstd", producedMBps: 75, ratio: 3.456 }),
    ],
    host: {
      producedMBps: 25,
      consumedMBps: 70,
      latency: { p50Ms: 3, p95Ms: 4, p99Ms: 8, p999Ms: 20, maxMs: 21 },
    },
    foreign: [],
    leftBehind: [],
    ...given,
  };
}
