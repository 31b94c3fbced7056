import { check, count, type Evidence } from "../../faults/checker";
import { type FullRead, type ReadRecord, type Write } from "../../faults/history";
import { randomOf } from "../../faults/random-numbers";
import { MUTATIONS } from "../support/log-mutations";
import { correctLog } from "../support/random-log";

const ROUNDS = 200;

/** A write to partition 0 whose digest tells its sequence, acknowledged at the offset of its sequence. */
const write = (
  sequence: number,
  outcome: Write["outcome"] = { kind: "acknowledged", offset: sequence },
): Write => ({
  producer: "p",
  sequence,
  partition: 0,
  invokedMs: sequence * 10,
  completedMs: sequence * 10 + 5,
  outcome,
  digest: sequence,
});
const record = (sequence: number, offset = sequence): ReadRecord => ({
  producer: "p",
  sequence,
  partition: 0,
  offset,
  digest: sequence,
});
const read = (records: readonly ReadRecord[], name = "after", startedMs = 1000): FullRead => ({
  name,
  startedMs,
  records,
});
const UNKNOWN = { kind: "unknown", error: "_MSG_TIMED_OUT" } as const;
const REFUSED = { kind: "refused", error: "NOT_ENOUGH_REPLICAS" } as const;

const kinds = (evidence: Evidence) => check(evidence).map(({ kind }) => kind);
const found = (evidence: Evidence) => check(evidence).map((one) => [one.kind, one.count, ...one.examples]);

describe("nothing is found", () => {
  test("when everything that was acknowledged is there", () => {
    expect(found({ writes: [write(0), write(1)], reads: [read([record(0), record(1)])] })).toEqual([]);
  });

  test("when a write of which nobody knows is there, and when it is not", () => {
    const writes = [write(0), write(1, UNKNOWN)];
    expect(found({ writes, reads: [read([record(0)])] })).toEqual([]);
    expect(found({ writes, reads: [read([record(0), record(1)])] })).toEqual([]);
  });

  test("when a write that was refused is not there", () => {
    expect(found({ writes: [write(0, REFUSED)], reads: [read([])] })).toEqual([]);
  });

  test("when an early read lacks what was acknowledged later", () => {
    const reads = [read([record(0)], "before", 10), read([record(0), record(1)])];
    expect(found({ writes: [write(0), write(1)], reads })).toEqual([]);
  });

  test("when a read that may end early lacks the last that was acknowledged, and a later one has it", () => {
    const writes = [write(0), write(1), write(2)];
    const early = { ...read([record(0)], "with one broker"), endsEarly: true };
    expect(found({ writes, reads: [early, read([record(0), record(1), record(2)])] })).toEqual([]);
  });

  test("when two producers' records are mixed", () => {
    const other = { ...write(0), producer: "q", outcome: { kind: "acknowledged", offset: 1 } as const };
    const records = [record(0), { ...record(0, 1), producer: "q" }, record(1, 2)];
    const writes = [write(0), other, write(1, { kind: "acknowledged" })];
    expect(found({ writes, reads: [read(records)] })).toEqual([]);
  });
});

describe("it finds", () => {
  test("a hole in a read that may end early, and what is missing at the end of a later one", () => {
    const writes = [write(0), write(1), write(2)];
    const hole = { ...read([record(0), record(2)], "with one broker"), endsEarly: true };
    expect(found({ writes, reads: [hole] })).toEqual([["lost", 1, "p 1 of partition 0 (with one broker)"]]);
    const early = { ...read([record(0)], "with one broker"), endsEarly: true };
    expect(found({ writes, reads: [early, read([record(0), record(1)])] })).toEqual([
      ["lost", 1, "p 2 of partition 0 (after)"],
    ]);
  });

  test("lost: acknowledged, but not read", () => {
    expect(found({ writes: [write(0), write(1)], reads: [read([record(0)])] })).toEqual([
      ["lost", 1, "p 1 of partition 0 (after)"],
    ]);
  });

  test("lost: for a while, though it is there in the end", () => {
    const reads = [read([], "during", 500), read([record(0)])];
    expect(found({ writes: [write(0)], reads })).toEqual([["lost", 1, "p 0 of partition 0 (during)"]]);
  });

  test("duplicate: one record at two places", () => {
    const reads = [read([record(0), record(0, 1)])];
    expect(found({ writes: [write(0)], reads })).toEqual([["duplicate", 1, "p 0 at 0@0 and 0@1"]]);
  });

  test("duplicate, and nothing else, where one of the two is at the acknowledged place", () => {
    const writes = [write(0, { kind: "acknowledged", offset: 1 })];
    expect(kinds({ writes, reads: [read([record(0), record(0, 1)])] })).toEqual(["duplicate"]);
  });

  test("duplicate: also of a write of which nobody knows", () => {
    const reads = [read([record(0), record(0, 1)])];
    expect(kinds({ writes: [write(0, UNKNOWN)], reads })).toEqual(["duplicate"]);
  });

  test("reordered: behind a later one of its producer", () => {
    const writes = [write(0, { kind: "acknowledged" }), write(1, { kind: "acknowledged" })];
    expect(found({ writes, reads: [read([record(1, 0), record(0, 1)])] })).toEqual([
      ["reordered", 1, "p 0 at 0@1 after p 1 (after)"],
    ]);
  });

  test("reordered: by offset, in whatever order a read has brought them", () => {
    const writes = [write(0), write(1)];
    expect(found({ writes, reads: [read([record(1), record(0)])] })).toEqual([]);
  });

  test("diverging: another record at a place than in an earlier read", () => {
    const writes = [write(0, UNKNOWN), write(1, UNKNOWN)];
    const reads = [read([record(0, 0)], "before", 500), read([record(1, 0)])];
    expect(found({ writes, reads })).toEqual([["diverging", 1, "0@0 was p 0 #0 before, p 1 #1 after"]]);
  });

  test("diverging: another place than the one that was acknowledged", () => {
    const writes = [write(0, { kind: "acknowledged", offset: 7 })];
    expect(found({ writes, reads: [read([record(0)])] })).toEqual([
      ["diverging", 1, "p 0 was acknowledged at 0@7, but is at 0@0"],
    ]);
  });

  test("diverging: another log on one broker than on the others", () => {
    const replicas = [1, 2, 3].map((broker) => ({ partition: 4, broker, digest: broker === 3 ? "b" : "a" }));
    expect(found({ writes: [], reads: [], replicas })).toEqual([
      ["diverging", 1, "partition 4 is another on broker 3 than on 1"],
    ]);
  });

  test.each<[string, Write[], string]>([
    ["never sent", [], "p 0 at 0@0 was never sent"],
    ["refused", [write(0, REFUSED)], "p 0 at 0@0 was refused (NOT_ENOUGH_REPLICAS)"],
    ["of another value", [{ ...write(0), digest: 9 }], "p 0 at 0@0 was sent with another value"],
    ["of another partition", [{ ...write(0, UNKNOWN), partition: 3 }], "p 0 at 0@0 was sent to partition 3"],
  ])("phantom: %s", (_, writes, example) => {
    expect(found({ writes, reads: [read([record(0)])] })).toEqual([["phantom", 1, example]]);
  });

  test.each(["given", "committed"] as const)(
    "receded: a group's offset that is %s before the last",
    (kind) => {
      const groupOffsets = [
        { partition: 1, kind: "committed", offset: 8 } as const,
        { partition: 2, kind: "given", offset: 3 } as const,
        { partition: 1, kind, offset: 7 },
      ];
      expect(found({ writes: [], reads: [], groupOffsets })).toEqual([
        ["receded", 1, `partition 1 was committed at 8, then ${kind} at 7`],
      ]);
    },
  );

  test("all of them, and shows the first five", () => {
    const writes = Array.from({ length: 9 }, (_, sequence) => write(sequence));
    const [finding] = check({ writes, reads: [read([])] });
    expect(finding).toMatchObject({ kind: "lost", count: 9 });
    expect(finding!.examples).toHaveLength(5);
  });
});

test("counts what has become of writes", () => {
  const writes = [write(0), write(1), write(2, UNKNOWN), write(3, UNKNOWN), write(4, REFUSED)];
  expect(count({ writes, reads: [read([record(0), record(1), record(2)])] })).toEqual({
    acknowledged: 2,
    unknown: 2,
    unknownButThere: 1,
    refused: 1,
    errors: { _MSG_TIMED_OUT: 2, NOT_ENOUGH_REPLICAS: 1 },
  });
});

describe(`of ${ROUNDS} correct logs`, () => {
  const seeds = Array.from({ length: ROUNDS }, (_, seed) => seed);

  test("nothing is found", () => {
    for (const seed of seeds)
      expect({ seed, found: found(correctLog(randomOf(seed))) }).toEqual({ seed, found: [] });
  });

  test.each(Object.entries(MUTATIONS))("it is found when %s", (_, [kind, mutate]) => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const evidence = mutate(correctLog(random), random);
      expect({ seed, kinds: kinds(evidence) }).toMatchObject({
        kinds: expect.arrayContaining([kind]) as string[],
      });
    }
  });
});
