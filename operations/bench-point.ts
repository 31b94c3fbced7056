/** Kafka's codecs (`compression.type`). */
export const BENCH_CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** What a producer waits for (`acks`). */
export const BENCH_ACKS = ["0", "1", "all"] as const;

/** What is measured once: a topic, and how it is written to. */
export interface BenchPoint {
  readonly partitions: number;
  /** Replicas of each partition. */
  readonly replication: number;
  readonly acks: (typeof BENCH_ACKS)[number];
  /** Most bytes of a batch (`batch.size`). */
  readonly batchBytes: number;
  /** Milliseconds that a batch waits for more (`linger.ms`). */
  readonly lingerMs: number;
  readonly compression: (typeof BENCH_CODECS)[number];
}

/** Names of what a point consists of, in the order in which they are varied. */
export const VARIABLES = [
  "partitions",
  "replication",
  "acks",
  "batchBytes",
  "lingerMs",
  "compression",
] as const;

/** One of `VARIABLES`. */
export type Variable = (typeof VARIABLES)[number];

/** Values of each variable that are measured, besides that of the base. */
export type BenchSweeps = { readonly [V in Variable]: readonly BenchPoint[V][] };

/**
 * What is measured: the base, and for each variable the base with each other value of it.
 *
 * @param base - What all have but for one variable.
 * @param sweeps - The values.
 * @returns The points, the base first; none twice.
 */
export function benchPoints(base: BenchPoint, sweeps: BenchSweeps): BenchPoint[] {
  const others = VARIABLES.flatMap((variable) =>
    [...new Set<BenchPoint[Variable]>(sweeps[variable])]
      .filter((value) => value !== base[variable])
      .map((value): BenchPoint => ({ ...base, [variable]: value })),
  );
  return [base, ...others];
}

/**
 * In what a point is another than the base.
 *
 * @param point - The point.
 * @param base - The base.
 * @returns The variable; undefined for the base itself.
 */
export function variableOf(point: BenchPoint, base: BenchPoint): Variable | undefined {
  return VARIABLES.find((variable) => point[variable] !== base[variable]);
}
