import { Partitioners } from "kafkajs";
import { sizeOf } from "../../operations/size";
import { skewOf, writableShare } from "../../operations/size-odds";
import { someTarget as target } from "../support/some-target";

describe("what is a matter of chance", () => {
  // Kafka's own hash, as the client library has it.
  const partitioner = Partitioners.DefaultPartitioner();
  const fullest = (prefix: string, keys: number, partitions: number) => {
    const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
      ...{ partitionErrorCode: 0, partitionId, leader: 1, replicas: [], isr: [] },
    }));
    const counts = new Array<number>(partitions).fill(0);
    for (let key = 0; key < keys; key++)
      counts[
        partitioner({ topic: "t", partitionMetadata, message: { key: `${prefix}-${key}`, value: null } })
      ]!++;
    return Math.max(...counts) / (keys / partitions);
  };

  test.each([
    [1000, 12],
    [50, 50],
    [100, 300],
    [10_000, 12],
    [10_000, 50],
  ])(
    "%d keys, hashed by Kafka's partitioner, on %d partitions: 19 of 20 topics are not fuller than is said",
    (keys, partitions) => {
      const said = skewOf(keys, partitions);
      const topics = Array.from({ length: 40 }, (_, topic) => fullest(`topic-${topic}`, keys, partitions));
      expect(topics.filter((measured) => measured > said).length).toBeLessThanOrEqual(2);
      // Nor is it far off.
      expect(said - 1).toBeLessThan(3 * (Math.max(...topics) - 1));
    },
  );

  test("the fullest partition decides where there are keys", () => {
    const even = sizeOf(target({ inMBps: 100, retentionHours: 1 })).partitions.value;
    const keyed = target({ inMBps: 100, retentionHours: 1, keys: 1000 });
    const { value } = sizeOf(keyed).partitions.needs[1]!;
    expect(value).toBeGreaterThan(even);
    expect((150 / value) * skewOf(1000, value)).toBeLessThanOrEqual(10);
    expect((150 / (value - 1)) * skewOf(1000, value - 1)).toBeGreaterThan(10);
  });

  test("it gets less with each partition more, and never more than everything", () => {
    for (const keys of [1, 10, 1000, 1e6]) {
      let last = Infinity;
      for (let partitions = 1; partitions <= 3000; partitions += 13) {
        const share = skewOf(keys, partitions) / partitions;
        expect(share).toBeLessThanOrEqual(Math.min(1, last * (1 + 1e-9)));
        last = share;
      }
    }
  });

  test("the time without writes is that of all cases that brokers can be up or down in", () => {
    for (const [replicas, minInsync] of [
      [3, 2],
      [4, 2],
      [5, 3],
      [1, 1],
      [3, 3],
    ] as const) {
      let share = 0;
      for (let up = 0; up < 2 ** replicas; up++) {
        const count = [...up.toString(2)].filter((bit) => bit === "1").length;
        if (count >= minInsync) share += 0.9 ** count * 0.1 ** (replicas - count);
      }
      expect(writableShare(0.9, replicas, minInsync)).toBeCloseTo(share, 12);
    }
  });

  test("and is told in the unit in which it can be read", () => {
    const odds = (brokerAvailability: number, brokers: number) =>
      sizeOf(target({ brokerAvailability, brokers, retentionHours: 1 })).odds;
    const two = 3 * 0.01 ** 2 * 0.99 + 0.01 ** 3;
    expect(odds(0.99, 3)).toMatchObject([
      { name: "no writes", unit: "min/month", value: expect.closeTo(two * 43_200, 6) as number },
      { name: "no writes, any", unit: "min/month", value: expect.closeTo(two * 43_200, 6) as number },
    ]);
    const [one, any] = odds(0.9999, 6);
    expect(one).toMatchObject({
      unit: "ms/month",
      numbers: "fewer than 2 of 3 up, each 99.99 % of the time",
    });
    // Any two of six.
    expect(any!.value / one!.value).toBeCloseTo(15 / 3, 2);
    expect(odds(0.999, 3)[0]).toMatchObject({ unit: "s/month" });
  });
});
