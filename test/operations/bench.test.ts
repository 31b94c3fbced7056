import { benchPoints, variableOf } from "../../operations/bench-point";
import { diskLimitMBps, medianOf, medianResult } from "../../operations/bench-report";
import { consumedMBps, cpuSeconds, diskMBps, produced } from "../../operations/bench-tools";
import { grown } from "../../operations/bench-traffic";
import { someBase as base, someBench, someResult } from "../support/some-bench";

test("the base comes first, then each variable by itself, and nothing twice", () => {
  const points = benchPoints(base, {
    partitions: [6, 1, 12, 1],
    replication: [3],
    acks: ["all", "1"],
    batchBytes: [],
    lingerMs: [],
    compression: ["none", "zstd"],
  });
  expect(points).toEqual([
    base,
    { ...base, partitions: 1 },
    { ...base, partitions: 12 },
    { ...base, acks: "1" },
    { ...base, compression: "zstd" },
  ]);
  expect(points.map((point) => variableOf(point, base))).toEqual([
    undefined,
    "partitions",
    "partitions",
    "acks",
    "compression",
  ]);
});

// As the tools of Kafka 3.9 print them.
const PRODUCED = `101 records sent, 20.1 records/sec (0.02 MB/sec), 9.0 ms avg latency, 12.0 ms max latency.
300000 records sent, 62034.739454 records/sec (60.58 MB/sec), 450.05 ms avg latency, 721.00 ms max latency, 441 ms 50th, 649 ms 95th, 697 ms 99th, 715 ms 99.9th.
cpu 6.250 1.200
`;
const CONSUMED = `2026-11-29 02:40:11:123, 2026-11-29 02:40:15:456, 292.9688, 67.6131, 300000, 69235.9, 3456, 877, 334.0579, 342075.2566
`;

test("figures are read as Kafka's tools print them", () => {
  expect(produced(PRODUCED)).toEqual({
    records: 300_000,
    recordsPerSecond: 62034.739454,
    MBps: 60.58 * 1.048576,
    latency: { p50Ms: 441, p95Ms: 649, p99Ms: 697, p999Ms: 715, maxMs: 721 },
  });
  expect(cpuSeconds(PRODUCED)).toBeCloseTo(7.45);
  expect(consumedMBps(CONSUMED)).toBeCloseTo(334.0579 * 1.048576);
  expect(diskMBps("268435456 bytes (268 MB, 256 MiB) copied, 0.5 s, 537 MB/s")).toBeCloseTo(536.87, 1);
});

test.each<[string, (output: string) => unknown]>([
  ["ProducerPerformance", produced],
  ["ConsumerPerformance", consumedMBps],
  ["time", cpuSeconds],
  ["dd", diskMBps],
])("where %s has measured nothing, its last lines are told", (tool, read) => {
  expect(() => read("one\ntwo\norg.apache.kafka.common.errors.TimeoutException\n")).toThrow(
    `${tool} has measured nothing:\none\ntwo\norg.apache.kafka.common.errors.TimeoutException`,
  );
  expect(() => read("")).toThrow(new RegExp(`^${tool} has measured nothing$`));
});

test("topics that have grown are others' traffic; what was removed is not", () => {
  const before = new Map([
    ["orders", 5n],
    ["old", 9n],
    ["still", 2n],
  ]);
  const after = new Map([
    ["orders", 6n],
    ["still", 2n],
    ["__consumer_offsets", 3n],
    ["empty", 0n],
  ]);
  expect(grown(before, after)).toEqual(["__consumer_offsets", "orders"]);
  expect(grown(before, after, ["__consumer_offsets"])).toEqual(["orders"]);
});

test("several runs are told by their medians", () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1])]).toEqual([2, 2.5]);
  const runs = [10, 30, 20].map((producedMBps) => someResult({ producedMBps }));
  expect(medianResult(runs)).toEqual(someResult({ producedMBps: 20 }));
});

test("the disk writes each replica once, after compression", () => {
  const result = someResult({ replication: 3, ratio: 4 });
  expect(diskLimitMBps(someBench({ diskMBps: 300 }), result)).toBe(400);
});
