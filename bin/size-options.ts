import { replicasFor } from "../operations/size";
import { SIZE_DEFAULTS, type SizeTarget } from "../operations/size-target";
import { UsageError } from "./choose-manifest";

/** Rates that can be asked for, in MB a second. */
export const [LEAST_RATE, MOST_RATE] = [0.001, 1_000_000];

/** The options of `kafka-docker size`. */
export interface SizeOptions {
  readonly in?: number;
  readonly messages?: number;
  readonly messageBytes: number;
  readonly out?: number;
  readonly groups?: number;
  readonly partitionRate: number;
  readonly consumerRate?: number;
  readonly consumerMessages?: number;
  readonly headroom: number;
  readonly compression: number;
  readonly average: number;
  readonly retention: number;
  readonly failures: number;
  readonly replication?: number;
  readonly brokers?: number;
  readonly disk: number;
  readonly diskRate: number;
  readonly network: number;
  readonly hostRate?: number;
  readonly latency?: number;
  readonly keys?: number;
  readonly brokerAvailability: number;
  readonly json?: boolean;
  readonly html?: string;
}

/**
 * What is asked for.
 *
 * @param options - The options.
 * @returns The target.
 * @throws UsageError - where options contradict each other, or one is missing.
 */
export function targetOf(options: SizeOptions): SizeTarget {
  const { average, brokers, failures, headroom, latency, messageBytes, replication } = options;
  const ofMessages = (count: number) => (count * messageBytes) / 1e6;
  const inMBps = one("--in", options.in, "--messages", options.messages, ofMessages);
  if (inMBps === undefined)
    throw new UsageError("--in (MB/s) or --messages (a second) is needed: what is written");
  const consumerMBps =
    one(
      "--consumer-rate",
      options.consumerRate,
      "--consumer-messages",
      options.consumerMessages,
      ofMessages,
    ) ?? SIZE_DEFAULTS.consumerMBps;
  for (const [name, value] of [
    ["--messages", inMBps],
    ["--consumer-messages", consumerMBps],
  ] as const)
    if (value < LEAST_RATE || value > MOST_RATE)
      throw new UsageError(
        `${name} x --message-bytes must be from ${LEAST_RATE} to ${MOST_RATE} MB/s, got ${value}`,
      );
  const replicas = replication ?? replicasFor(failures);
  if (replicas <= failures)
    throw new UsageError(
      `--replication must be more than --failures (${failures}), got ${replicas}: no copy would be left`,
    );
  if (brokers !== undefined && brokers < replicas)
    throw new UsageError(
      `--brokers must be at least the replicas of a partition (${replicas}), got ${brokers}`,
    );
  return {
    ...{ inMBps, messageBytes, consumerMBps, failures },
    outMBps: one("--out", options.out, "--groups", options.groups, (groups) => groups * inMBps) ?? inMBps,
    producerMBps: options.partitionRate,
    hostMBps: options.hostRate,
    headroom: headroom / 100,
    compressionRatio: options.compression,
    average: average / 100,
    retentionHours: options.retention,
    diskGB: options.disk,
    diskMBps: options.diskRate,
    networkMBps: options.network,
    brokerAvailability: options.brokerAvailability / 100,
    ...(options.keys === undefined ? {} : { keys: options.keys }),
    ...(replication === undefined ? {} : { replication }),
    ...(brokers === undefined ? {} : { brokers }),
    ...(latency === undefined ? {} : { latencyMs: latency }),
  };
}

/** The same thing can be told in two ways, of which one is used. */
function one(
  name: string,
  value: number | undefined,
  otherName: string,
  other: number | undefined,
  convert: (other: number) => number,
): number | undefined {
  if (value !== undefined && other !== undefined)
    throw new UsageError(`${name} and ${otherName} say the same thing: give one of them`);
  return value ?? (other === undefined ? undefined : convert(other));
}
