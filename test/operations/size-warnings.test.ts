import { sizeReport } from "../../operations/size-report";
import { type SizeTarget } from "../../operations/size-target";
import { someTarget as target } from "../support/some-target";

describe("what is unwise is told", () => {
  const warnings = (more: Partial<SizeTarget>) => sizeReport(target({ retentionHours: 1, ...more })).warnings;

  test("and nothing else", () => {
    expect(warnings({})).toEqual([]);
    expect(warnings({ hostMBps: 15 })).toEqual([]);
  });

  test.each<[string, Partial<SizeTarget>, RegExp]>([
    ["no failure", { failures: 0 }, /no failure is survived.*--failures 1/],
    [
      "one copy",
      { failures: 1, replication: 2 },
      /may be on 1 alone, and be lost with 1 broker; --replication 3 keeps it/,
    ],
    [
      "a network",
      { inMBps: 300, brokers: 3 },
      /network in of a broker: 450 MB\/s, over 125 MB\/s; --brokers 14/,
    ],
    ["a disk", { retentionHours: 168, brokers: 3 }, /disk of a broker: .* GB, over 1,000 GB; larger disks/],
    [
      "brokers for disks",
      { retentionHours: 168 },
      /33 brokers are for their disks alone, all else needs 3: with --disk 11000/,
    ],
    [
      "too many partitions",
      { consumerMBps: 0.002, brokers: 3 },
      /replicas of a broker: 7,500, over 4,000; more brokers/,
    ],
    ["too many in all", { consumerMBps: 0.0001 }, /450,\d+ replicas are more than a cluster with ZooKeeper/],
    ["too many brokers", { inMBps: 1e5 }, /4,500 brokers are more than a KafkaCluster declares \(1,000\)/],
    [
      "a hot key",
      { inMBps: 60, keys: 3 },
      /a key brings 30 MB\/s, and a partition or its consumer handles 10 MB\/s: .* finer keys/,
    ],
    [
      "latency",
      { consumerMBps: 0.005, brokers: 3, latencyMs: 19 },
      /replication latency of a broker: 20 ms, over 19 ms; fewer partitions/,
    ],
    [
      "thin batches",
      { inMBps: 0.1, latencyMs: 20, keys: 1e6 },
      /takes 492 ms to fill, where one producer writes 33.3 kB\/s to each partition: linger.ms decides/,
    ],
    [
      "a host",
      { inMBps: 20, hostMBps: 29.9 },
      /30 MB\/s are written with head-room, over the 29\.9 MB\/s that the host's brokers take together/,
    ],
    ["large messages", { messageBytes: 2e6 }, /a message of 2,000,000 bytes is over message.max.bytes/],
  ])("%s", (_, more, text) => {
    expect(warnings(more).filter((one) => text.test(one))).toHaveLength(1);
  });
});

test("as many brokers as are said to be needed are enough", () => {
  for (const inMBps of [1, 16, 50, 200])
    for (const headroom of [0, 0.2, 0.5])
      for (const diskGB of [5, 100, 1000])
        for (const consumerMBps of [0.01, 5]) {
          const report = sizeReport(target({ inMBps, headroom, diskGB, consumerMBps, retentionHours: 4 }));
          expect(
            report.warnings.filter((one) => /of a broker: .* over/.test(one) && !/memory maps/.test(one)),
          ).toEqual([]);
        }
});

test("a disk that holds little more than segments is never enough, and that is told", () => {
  const { warnings } = sizeReport(target({ inMBps: 1, diskGB: 3, retentionHours: 1 }));
  expect(warnings).toContainEqual(expect.stringMatching(/disk of a broker: .* over 3 GB; larger disks/));
});
