import { Partitioners } from "kafkajs";
import { sizeOf } from "../../operations/size";
import { skewOf, writableShare } from "../../operations/size-odds";
import { SIZE_DEFAULTS, type SizeTarget } from "../../operations/size-target";

const target = (more: Partial<SizeTarget>): SizeTarget => ({
  ...SIZE_DEFAULTS,
  inMBps: 10,
  outMBps: 10,
  ...more,
});

describe("what is a matter of chance", () => {
  // Kafka's own hash, as the client library has it.
  const partitioner = Partitioners.DefaultPartitioner();
  const fullest = (keys: number, partitions: number) => {
    const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
      ...{ partitionErrorCode: 0, partitionId, leader: 1, replicas: [], isr: [] },
    }));
    const counts = new Array<number>(partitions).fill(0);
    for (let key = 0; key < keys; key++)
      counts[partitioner({ topic: "t", partitionMetadata, message: { key: `user-${key}`, value: null } })]!++;
    return Math.max(...counts) / (keys / partitions);
  };

  test.each([
    [1000, 12],
    [10_000, 12],
    [10_000, 50],
    [100_000, 100],
  ])(
    "%d keys, hashed by Kafka's partitioner, on %d partitions: the fullest is as full as is said",
    (keys, partitions) => {
      const [measured, said] = [fullest(keys, partitions), skewOf(keys, partitions)];
      // What is hardly ever exceeded; with few partitions the usual case is far below.
      expect(measured - 1).toBeGreaterThan((said - 1) * 0.25);
      expect(measured - 1).toBeLessThan((said - 1) * 1.05);
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

  test("and is told in minutes", () => {
    const [writes, reads] = sizeOf(target({ brokerAvailability: 0.99 })).odds;
    expect(writes).toMatchObject({ name: "no writes", unit: "min/month" });
    expect(writes!.value).toBeCloseTo((3 * 0.01 ** 2 * 0.99 + 0.01 ** 3) * 43_200, 6);
    expect(reads!.value).toBeCloseTo(0.01 ** 3 * 43_200, 6);
  });
});
