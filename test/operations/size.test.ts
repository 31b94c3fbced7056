import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import * as transformer from "@swc/core";
import * as kafkaDocker from "cdktf-kafka-docker";
import { skewOf } from "../../operations/size-odds";
import { keptGB, replicationDelayMs } from "../../operations/size-broker";
import { sizeOf } from "../../operations/size";
import { sizeReport } from "../../operations/size-report";
import { type SizeTarget } from "../../operations/size-target";
import { someTarget as target } from "../support/some-target";
import { answer, needTitle, sizeLines } from "../../reports/size-lines";

const plain = { headroom: 0, compressionRatio: 1 };
const GIB = 1024 ** 3;

describe("worked examples that were published", () => {
  test("Kafka: The Definitive Guide, chapter 2: 1 GB/s, consumers of 50 MB/s: 20 partitions", () => {
    const { partitions } = sizeOf(
      target({ ...plain, inMBps: 1000, consumerMBps: 50, producerMBps: 1000, brokers: 20 }),
    );
    expect(partitions).toMatchObject({ value: 20, dominant: "consumers" });
  });

  test("Jun Rao: 1,000 leaders on each of 2 brokers add 20 ms, on each of 11 brokers 2 ms", () => {
    expect(replicationDelayMs(2 * 1000, 2, 2)).toBeCloseTo(20);
    expect(replicationDelayMs(11 * 1000, 11, 2)).toBeCloseTo(2);
    // As many followers as other brokers copy all of it each.
    expect(replicationDelayMs(3 * 1000, 3, 3)).toBeCloseTo(20);
  });

  // Their GB are 1,024^3 bytes: 39,000 messages of 1,941 bytes, three replicas.
  test.each([
    ["5 minutes", 5 / 60, 63.45],
    ["6 hours", 6, 4.46 * 1024],
  ])("Oracle, Data Director benchmarking guide, storage for %s", (_, retentionHours, gibibytes) => {
    const inMBps = (39_000 * 1941) / 1e6;
    const kept = keptGB(target({ ...plain, inMBps, retentionHours }), inMBps, {
      partitions: 0,
      replication: 3,
    });
    expect(Math.abs((kept.gigabytes * 1e9) / GIB / gibibytes - 1)).toBeLessThan(0.002);
  });

  // Each message goes to two topics there, which is what a second replica is to disks; the third adds 10 %.
  test.each([
    [1941, 145, 54],
    [3769, 281, 104],
  ])("Oracle, the same guide, disk throughput of messages of %d bytes", (messageBytes, all, each) => {
    const inMBps = (39_000 * messageBytes) / 1e6;
    const { eachBroker } = sizeOf(target({ ...plain, inMBps, replication: 2, failures: 1, brokers: 3 }));
    const mebibytes = (eachBroker.diskWrites.value * 1e6) / 1024 ** 2;
    expect(Math.abs((mebibytes * 3) / all - 1)).toBeLessThan(0.01);
    expect(Math.abs((mebibytes * 1.1) / each - 1)).toBeLessThan(0.025);
  });

  test("Google Cloud: writes x replicas in; reads + writes x (replicas - 1) out", () => {
    const { eachBroker } = sizeOf(
      target({ ...plain, inMBps: 50, outMBps: 100, failures: 0, replication: 3, brokers: 3 }),
    );
    expect(eachBroker.networkIn.value * 3).toBeCloseTo(150);
    expect(eachBroker.networkOut.value * 3).toBeCloseTo(200);
  });

  test("Apache Kafka, hardware and OS: 50,000 partitions of one segment on a broker are 100,000 memory maps", () => {
    const small = {
      ...plain,
      inMBps: 0.001,
      consumerMBps: 0.001 / 50_000,
      failures: 0,
      retentionHours: 0,
    };
    const { eachBroker } = sizeOf(target({ ...small, brokers: 1 }));
    expect(eachBroker.memoryMaps.value).toBe(100_000);
  });
});

test("replicas and the in-sync minimum follow from the failures to survive", () => {
  const shape = (more: Partial<SizeTarget>) => {
    const { minInsyncReplicas, replication, zookeepers } = sizeOf(target(more));
    return [replication, minInsyncReplicas, zookeepers];
  };
  expect(shape({ failures: 0 })).toEqual([1, 1, 3]);
  expect(shape({ failures: 1 })).toEqual([3, 2, 3]);
  expect(shape({ failures: 2 })).toEqual([5, 3, 5]);
  expect(shape({ failures: 3 })).toEqual([7, 4, 7]);
  expect(shape({ failures: 0, replication: 3 })).toEqual([3, 2, 3]);
  expect(shape({ failures: 1, replication: 2 })).toEqual([2, 1, 3]);
  expect(shape({ failures: 1, replication: 5 })).toEqual([5, 4, 3]);
});

test("what is largest decides, and partitions are a multiple of the brokers", () => {
  const size = sizeOf(
    target({ inMBps: 100, outMBps: 300, retentionHours: 1, producerMBps: 20, consumerMBps: 5 }),
  );
  expect(size.partitions.needs.map(({ value }) => value)).toEqual([8, 30]);
  // 150 MB/s twice to followers, 450 MB/s to consumers, over 125 MB/s, and one broker down.
  expect(size.brokers.needs.map(({ name, value }) => [name, value])).toEqual([
    ["replicas", 3],
    ["network in", 4],
    ["network out", 7],
    ["disk writes", 5],
    ["disk", 3],
    ["partitions", 1],
  ]);
  expect(size.brokers).toMatchObject({ value: 7, dominant: "network out" });
  expect(size.partitions).toMatchObject({ value: 35, dominant: "consumers" });
  expect(needTitle("partitions", size.partitions)).toBe(
    "partitions: 30 decided by consumers; 35 so that each broker leads as many",
  );
});

test("more of anything that is asked never needs less", () => {
  const grows: Partial<Record<keyof SizeTarget, readonly number[]>> = {
    inMBps: [1, 10, 100, 1000],
    outMBps: [1, 10, 100, 1000],
    headroom: [0, 5, 50],
    retentionHours: [1, 24, 168, 1000],
    failures: [0, 1, 2, 3],
    average: [0.1, 10, 100],
  };
  for (const [name, values] of Object.entries(grows)) {
    const brokers = values.map((value) => sizeOf(target({ retentionHours: 1, [name]: value })).brokers.value);
    expect([...brokers].sort((one, other) => one - other)).toEqual(brokers);
    expect(brokers.at(-1)).toBeGreaterThan(brokers[0]!);
  }
});

test("where nobody reads, nothing has to keep up with what is written", () => {
  const { consumers, eachBroker, partitions } = sizeOf(target({ outMBps: 0, consumerMBps: 0.01 }));
  expect(consumers.value).toBe(0);
  expect(partitions.needs.map(({ value }) => value)).toEqual([2, 1]);
  expect(eachBroker.networkOut.value).toBeGreaterThan(0);
});

test("each consumer of a group has whole partitions, and no more of them than it handles", () => {
  for (const inMBps of [1, 7, 16, 50, 130])
    for (const keys of [undefined, 10_000])
      for (const consumerMBps of [0.4, 3, 5, 10, 40]) {
        const asked = target({
          inMBps,
          consumerMBps,
          retentionHours: 24,
          ...(keys === undefined ? {} : { keys }),
        });
        const { consumers, partitions } = sizeOf(asked);
        const most = Math.ceil(partitions.value / consumers.value);
        const load = (most * inMBps * 1.5 * skewOf(keys, partitions.value)) / partitions.value;
        expect(load).toBeLessThanOrEqual(consumerMBps * (1 + 1e-6));
      }
});

test("what computers add to a quotient is not rounded up", () => {
  const { partitions } = sizeOf(target({ inMBps: 100, headroom: 0.1, retentionHours: 1 }));
  expect(partitions.needs.map(({ value }) => value)).toEqual([11, 11]);
});

test("compression counts for networks and disks, not for what clients handle", () => {
  const [raw, packed] = [1, 4].map((compressionRatio) =>
    sizeOf(target({ inMBps: 100, compressionRatio, brokers: 9 })),
  );
  expect(packed!.partitions).toMatchObject({ value: raw!.partitions.value });
  expect(packed!.eachBroker.networkIn.value).toBeCloseTo(raw!.eachBroker.networkIn.value / 4);
});

test("the code declares what was worked out, and breaks no rule", () => {
  const report = sizeReport(target({ inMBps: 30, retentionHours: 6, failures: 1 }));
  const stack = new TerraformStack(new App({ outdir: mkdtempSync(join(tmpdir(), "size-")) }), "size");
  const { code } = transformer.transformSync(`(function (KafkaCluster) {${report.code!}; return kafka; })`, {
    jsc: { parser: { syntax: "typescript" } },
  });
  const make = (0, eval)(code) as (this: TerraformStack, noun: unknown) => kafkaDocker.KafkaCluster;
  const { manifest } = make.call(stack, kafkaDocker.KafkaCluster);
  expect(manifest.brokers).toHaveLength(report.brokers.value);
  expect(manifest.zookeepers).toHaveLength(report.zookeepers);
  expect(manifest.topics[0]).toMatchObject({
    partitions: report.partitions.value,
    replicationFactor: report.replication,
  });
  expect(manifest.defaults["min.insync.replicas"]).toBe(String(report.minInsyncReplicas));
});

test("it is printed with every formula and every source", () => {
  const report = sizeReport(target({ failures: 0 }));
  const lines = sizeLines(report);
  expect(lines.slice(0, 2)).toEqual(answer(report));
  for (const figure of [
    ...report.partitions.needs,
    ...report.brokers.needs,
    ...Object.values(report.eachBroker),
    ...report.odds,
    ...report.host,
    report.consumers,
  ]) {
    expect(lines.some((line) => line.endsWith(`= ${figure.numbers}`))).toBe(true);
    const formula = lines.find((line) => line.includes(`  ${figure.formula} [`))!;
    const note = /\[(\d+)\]$/.exec(formula)![1]!;
    expect(lines).toContain(
      `[${note}] ${report.sources[figure.source].title}: ${report.sources[figure.source].url}`,
    );
  }
  expect(lines).toContain(`! ${report.warnings[0]!}`);
  for (const line of report.code!.split("\n")) expect(lines.join("\n")).toContain(line);
});
