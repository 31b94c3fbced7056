import { type WriteLatency } from "../checks/host-rate";

/** MB, as rates are told here, of a MiB, which Kafka's tools call MB. */
const MB_PER_MIB = 1.048576;

/** What Kafka's `ProducerPerformance` has measured. */
export interface Produced {
  readonly MBps: number;
  readonly records: number;
  readonly recordsPerSecond: number;
  readonly latency: WriteLatency;
}

/** A tool did not print what it should. */
export class ToolError extends Error {}

const NUMBER = "([\\d.]+)";
const TOTAL = new RegExp(
  `${NUMBER} records sent, ${NUMBER} records/sec \\(${NUMBER} MB/sec\\), ${NUMBER} ms avg latency, ` +
    `${NUMBER} ms max latency, ${NUMBER} ms 50th, ${NUMBER} ms 95th, ${NUMBER} ms 99th, ${NUMBER} ms 99.9th`,
);

/**
 * Reads what `ProducerPerformance` prints at its end.
 *
 * @param output - All that it has printed.
 * @returns The figures.
 * @throws ToolError - that has its last lines, where there is no such line.
 */
export function produced(output: string): Produced {
  const found = TOTAL.exec(output)?.slice(1).map(Number);
  if (found === undefined) throw failure("ProducerPerformance", output);
  const [records, recordsPerSecond, MiBps, , maxMs, p50Ms, p95Ms, p99Ms, p999Ms] = found as [
    ...[number, number, number, number, number, number, number, number, number],
  ];
  const latency = { p50Ms, p95Ms, p99Ms, p999Ms, maxMs };
  return { records, recordsPerSecond, MBps: MiBps * MB_PER_MIB, latency };
}

/**
 * Reads what `ConsumerPerformance` prints at its end.
 *
 * @param output - All that it has printed.
 * @returns MB a second that were read, without the time to join the group.
 * @throws ToolError - that has its last lines, where there is no such line.
 */
export function consumedMBps(output: string): number {
  const line = output.split("\n").find((one) => /^\d{4}-\d\d-\d\d /.test(one));
  // fetch.MB.sec
  const MiBps = Number(line?.split(", ")[8]);
  if (!(MiBps > 0)) throw failure("ConsumerPerformance", output);
  return MiBps * MB_PER_MIB;
}

/**
 * Reads what bash's `time` prints with `TIMEFORMAT='cpu %U %S'`.
 *
 * @param output - All that was printed.
 * @returns Seconds of processor time.
 * @throws ToolError - where there is no such line.
 */
export function cpuSeconds(output: string): number {
  const [, user, system] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(output) ?? [];
  if (user === undefined) throw failure("time", output);
  return Number(user) + Number(system);
}

/**
 * Reads what `dd` prints.
 *
 * @param output - All that it has printed.
 * @returns MB a second.
 * @throws ToolError - where it tells of no time.
 */
export function diskMBps(output: string): number {
  const [, bytes, seconds] = /^(\d+) bytes.*copied, ([\d.]+) s/m.exec(output) ?? [];
  if (!(Number(seconds) > 0)) throw failure("dd", output);
  return Number(bytes) / 1e6 / Number(seconds);
}

function failure(tool: string, output: string): ToolError {
  const last = output.trim().split("\n").slice(-4).join("\n");
  return new ToolError(`${tool} has measured nothing${last === "" ? "" : `:\n${last}`}`);
}
