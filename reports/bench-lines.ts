import { type HostRate } from "../checks/host-rate";
import { type BenchPoint, type Variable } from "../operations/bench-point";
import { type BenchReport, type BenchResult, diskLimitMBps } from "../operations/bench-report";

/** Names of the variables, as Kafka has them. */
export const VARIABLE_NAMES: Readonly<Record<Variable, string>> = {
  partitions: "partitions",
  replication: "replicas",
  acks: "acks",
  batchBytes: "batch.size",
  lingerMs: "linger.ms",
  compression: "compression.type",
};

/**
 * A rate or a time as it is told: three digits.
 *
 * @param value - The number.
 * @returns Such as `3.42`, `61.2` or `1,240`.
 */
export function told(value: number): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/**
 * What a point is, in few words.
 *
 * @param result - The point.
 * @returns The variable that differs and its value; of the base, that it is the base.
 */
export function nameOf(result: BenchResult): string {
  const { varies } = result;
  return varies === undefined ? "base" : `${VARIABLE_NAMES[varies]} ${valueOf(result, varies)}`;
}

/**
 * The value of a variable.
 *
 * @param point - The point.
 * @param variable - Which.
 * @returns As it is told.
 */
export function valueOf(point: BenchPoint, variable: Variable): string {
  const value = point[variable];
  return typeof value === "number" ? value.toLocaleString("en") : value;
}

/**
 * All that a point has.
 *
 * @param base - The point.
 * @returns In one line.
 */
export function describeBase(base: BenchPoint): string {
  const { acks, batchBytes, compression, lingerMs, partitions, replication } = base;
  return `${partitions} partitions of ${replication} replicas, acks=${acks}, batch.size=${batchBytes}, linger.ms=${lingerMs}, compression.type=${compression}`;
}

/**
 * What a point came to, while others are still measured.
 *
 * @param result - The point.
 * @returns One line.
 */
export function resultLine(result: BenchResult): string {
  const { consumedMBps, latency, producedMBps } = result;
  return `${nameOf(result)}: written ${told(producedMBps)} MB/s, read ${told(consumedMBps)} MB/s, p99 ${told(latency.p99Ms)} ms`;
}

const HEAD = ["", "written", "read", "p50", "p99", "p99.9", "at", "CPU", "ratio", "of the disk"];
const UNITS = ["", "MB/s", "MB/s", "ms", "ms", "ms", "MB/s", "s/GB", "", "%"];

/**
 * What was found, as it is printed.
 *
 * @param report - What was found.
 * @returns Lines.
 */
export function benchLines(report: BenchReport): readonly string[] {
  const { base, brokers, cluster, ended, foreign, leftBehind, message } = report;
  const rows = benchRows(report);
  const widths = HEAD.map((_, column) =>
    Math.max(...[HEAD, UNITS, ...rows].map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]! + 2)))
      .join("")
      .trimEnd();
  return [
    `${cluster}: ${brokers} brokers, messages of ${told(message.bytes)} bytes (${message.of}), about ${report.seconds} s each`,
    `base: ${describeBase(base)}`,
    `the disk writes ${told(report.diskMBps)} MB/s, every replica of every broker on this host among them`,
    "",
    ...[HEAD, UNITS, ...rows].map(line),
    "",
    ...findings(report).map((one) => `- ${one}`),
    ...(ended === undefined ? [] : [`! ${ended}`]),
    ...(foreign.length === 0
      ? []
      : [`! others wrote meanwhile to ${foreign.join(", ")}: figures are of both`]),
    ...leftBehind.map((one) => `! left behind: ${one}`),
  ];
}

/**
 * All figures as a table.
 *
 * @param report - What was found.
 * @returns A row for each point, and one for the client on this host: name, written, read, p50, p99, p99.9, the rate
 *   of these, processor time, ratio, share of the disk.
 */
export function benchRows(report: BenchReport): readonly (readonly string[])[] {
  const { host, results } = report;
  const rows = results.map((result) => {
    const { cpuSecondsPerGB, pacedMBps, producedMBps, ratio } = result;
    const share = (100 * producedMBps) / diskLimitMBps(report, result);
    return [nameOf(result), ...ratesOf(result), ...[pacedMBps, cpuSecondsPerGB, ratio, share].map(told)];
  });
  if (host === undefined) return rows;
  return [...rows, ["client on this host", ...ratesOf(host), "1 by 1", "", "", ""]];
}

/** What is known of every client. */
function ratesOf({ consumedMBps, latency, producedMBps }: HostRate): string[] {
  return [producedMBps, consumedMBps, latency.p50Ms, latency.p99Ms, latency.p999Ms].map(told);
}

/**
 * What the figures tell.
 *
 * @param report - What was found.
 * @returns Sentences; what is unwise to conclude is left to the reader.
 */
export function findings(report: BenchReport): readonly string[] {
  const { base, results } = report;
  if (results.length === 0) return [];
  const ofPartitions = results.filter(({ varies }) => (varies ?? "partitions") === "partitions");
  const one = ofPartitions.find(({ partitions }) => partitions === 1);
  const several = ofPartitions.filter(({ partitions }) => partitions > 1);
  const together = Math.max(...several.map(({ producedMBps }) => producedMBps));
  const reader = Math.min(...results.map(({ consumedMBps }) => consumedMBps));
  const codecs = results.filter(
    ({ compression, varies }) =>
      varies === "compression" || (compression === base.compression && varies === undefined),
  );
  const fastest = most(codecs, ({ producedMBps }) => producedMBps);
  const smallest = most(codecs, ({ ratio }) => ratio);
  const sentences = [];
  if (codecs.length > 1)
    sentences.push(
      `compression: ${fastest.compression} is the fastest to write (${told(fastest.producedMBps)} MB/s), ` +
        `${smallest.compression} the smallest (${told(smallest.ratio)} times smaller)`,
    );
  const over = results.filter((result) => result.producedMBps > diskLimitMBps(report, result));
  if (over.length > 0)
    sentences.push(
      `${over.map(nameOf).join(", ")}: faster than the disk, which is so only as long as memory takes what is written`,
    );
  sentences.push(
    `for kafka-docker size: ${one === undefined ? "" : `--partition-rate ${shown(one.producedMBps)} `}--consumer-rate ${shown(reader)}` +
      `${smallest.ratio > 1.05 ? ` --compression ${shown(smallest.ratio)}` : ""} --disk-rate ${shown(report.diskMBps / report.brokers)}` +
      (several.length > 0 ? ` --host-rate ${shown(together)}` : ""),
  );
  return sentences;
}

/** Rounded down, as an option takes it. */
function shown(value: number): string {
  const digits = value < 10 ? 100 : value < 100 ? 10 : 1;
  return String(Math.floor(value * digits) / digits);
}

function most<T>(all: readonly T[], of: (one: T) => number): T {
  return all.reduce((best, one) => (of(one) > of(best) ? one : best));
}
