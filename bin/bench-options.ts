import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { clientConfig, ClientConfigError } from "../operations/client-config";
import { type BenchOptions } from "../operations/bench-options";
import { BENCH_ACKS, BENCH_CODECS, type BenchPoint, type Variable } from "../operations/bench-point";
import { BENCH_PREFIX } from "../operations/bench-topics";
import { type ClusterManifest } from "../manifest";
import { securityFiles, securityFolder } from "../manifest/security-files";
import { UsageError } from "./choose-manifest";

/** The options of `kafka-docker bench`. */
export interface BenchCommandOptions {
  readonly manifest?: string;
  readonly partitions?: readonly number[];
  readonly replication?: readonly number[];
  readonly acks?: readonly BenchPoint["acks"][];
  readonly batchSize?: readonly number[];
  readonly linger?: readonly number[];
  readonly compression?: readonly BenchPoint["compression"][];
  readonly sample?: string;
  readonly messageBytes: number;
  readonly seconds: number;
  readonly repeat: number;
  readonly minutes: number;
  readonly maxRate: number;
  readonly maxDisk: number;
  readonly host: boolean;
  readonly user?: string;
  readonly acceptTraffic?: boolean;
  readonly json?: boolean;
  readonly html?: string;
}

const MOST_SAMPLE = 64e6;
const MOST_MESSAGE = 1_000_000;

/** What the values of each list may be. */
const PATTERNS: { readonly [V in Variable]: (text: string) => BenchPoint[V] | undefined } = {
  partitions: (text) => whole(text, 1, 1000),
  replication: (text) => whole(text, 1, 100),
  acks: (text) => BENCH_ACKS.find((one) => one === text),
  batchBytes: (text) => whole(text, 1, 16 * 1024 * 1024),
  lingerMs: (text) => whole(text, 0, 60_000),
  compression: (text) => BENCH_CODECS.find((one) => one === text),
};

const EXPECTED: Readonly<Record<Variable, string>> = {
  partitions: "whole numbers from 1 to 1000",
  replication: "whole numbers from 1 to 100",
  acks: BENCH_ACKS.join(", "),
  batchBytes: "whole numbers from 1 to 16777216",
  lingerMs: "whole numbers from 0 to 60000",
  compression: BENCH_CODECS.join(", "),
};

function whole(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
}

/**
 * Reads the values of a variable, separated by commas.
 *
 * @param variable - Which.
 * @returns Reads a text.
 * @throws InvalidArgumentError - that names the value and what it may be.
 */
export function listOf(variable: Variable): (text: string) => unknown[] {
  return (text) =>
    text.split(",").map((one) => {
      const value = PATTERNS[variable](one.trim());
      if (value === undefined)
        throw new InvalidArgumentError(`must be of ${EXPECTED[variable]}, got "${one}"`);
      return value;
    });
}

/**
 * What is to be measured.
 *
 * @param options - The options.
 * @param manifest - The cluster.
 * @returns What and how.
 * @throws UsageError - where it does not fit the cluster, or the sample cannot be used.
 */
export function measureOf(
  options: BenchCommandOptions,
  manifest: ClusterManifest,
): Omit<BenchOptions, "signal" | "say"> {
  const brokers = manifest.brokers.length;
  const own = Number(manifest.defaults["default.replication.factor"]);
  const lists = {
    partitions: options.partitions ?? [2 * brokers, 1, brokers, 4 * brokers],
    replication: options.replication ?? [own, ...[1, 2].filter((one) => one < own)],
    acks: options.acks ?? (["all", "1", "0"] as const),
    batchBytes: options.batchSize ?? [16_384, 65_536, 262_144],
    lingerMs: options.linger ?? [0, 5, 20],
    compression: options.compression ?? BENCH_CODECS,
  };
  const most = Math.max(...lists.replication);
  if (most > brokers)
    throw new UsageError(`--replication must be at most the number of brokers (${brokers}), got ${most}`);
  const sample = options.sample === undefined ? undefined : sampleOf(options.sample);
  const base = {
    partitions: lists.partitions[0]!,
    replication: lists.replication[0]!,
    acks: lists.acks[0]!,
    batchBytes: lists.batchBytes[0]!,
    lingerMs: lists.lingerMs[0]!,
    compression: lists.compression[0]!,
  };
  return {
    ...{ base, sweeps: lists, properties: propertiesOf(manifest, options.user) },
    ...(sample === undefined ? {} : { sample: sample.messages }),
    messageBytes: sample?.averageBytes ?? options.messageBytes,
    ...{ seconds: options.seconds, repeat: options.repeat, minutes: options.minutes, host: options.host },
    ...{ maxMBps: options.maxRate, maxDiskMB: options.maxDisk },
    acceptTraffic: options.acceptTraffic ?? false,
  };
}

/** Messages, one a line; Kafka's tool takes text alone. */
function sampleOf(file: string): { messages: readonly string[]; averageBytes: number } {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new UsageError(`--sample cannot be read: ${(error as Error).message}`);
  }
  if (content.length > MOST_SAMPLE)
    throw new UsageError(
      `--sample must be at most ${MOST_SAMPLE / 1e6} MB, got ${Math.ceil(content.length / 1e6)} MB: take a part of it`,
    );
  const text = content.toString("utf8");
  const messages = text.split("\n").filter((line) => line !== "");
  const lengths = messages.map((line) => Buffer.byteLength(line));
  if (lengths.length === 0) throw new UsageError("--sample must have a message on each line, got no line");
  if (!Buffer.from(text).equals(content)) throw new UsageError("--sample must be text in UTF-8, and is not");
  const longest = lengths.reduce((one, other) => Math.max(one, other), 0);
  if (longest > MOST_MESSAGE)
    throw new UsageError(`--sample must have lines of at most ${MOST_MESSAGE} bytes, got one of ${longest}`);
  return { messages, averageBytes: lengths.reduce((sum, one) => sum + one, 0) / lengths.length };
}

/** How a client in the cluster's network connects. */
function propertiesOf(manifest: ClusterManifest, user: string | undefined): string {
  if (manifest.security === undefined) {
    if (user === undefined) return "";
    throw new UsageError(`--user is for secured clusters, and ${manifest.name} is not one`);
  }
  if (user === undefined)
    throw new UsageError(
      `cluster ${manifest.name} is secured: give --user, of one who may write and read topics whose names begin with ${BENCH_PREFIX}`,
    );
  if (manifest.users?.find(({ name }) => name === user)?.authentication === "tls")
    throw new UsageError(`--user must be of one with a password, and ${user} has a certificate`);
  try {
    const lines = clientConfig(manifest, user, { format: "java", listener: "INTERNAL", showSecrets: true });
    const { caCertificate } = securityFiles(securityFolder(manifest));
    const pem = readFileSync(caCertificate, "utf8").trim().replaceAll("\n", "\\n");
    // The container has none of this host's files.
    return lines.replace(/^ssl\.truststore\.location=.*$/m, `ssl.truststore.certificates=${pem}`);
  } catch (error) {
    if (error instanceof ClientConfigError) throw new UsageError(error.message);
    throw error;
  }
}
