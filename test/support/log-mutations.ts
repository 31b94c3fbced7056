import { type Evidence, type FindingKind } from "../../faults/checker";
import { type FullRead, type ReadRecord } from "../../faults/history";
import { type Random } from "../../faults/random-numbers";

const REFUSED = { kind: "refused", error: "NOT_ENOUGH_REPLICAS" } as const;

/** What may go wrong with a correct log, each in one place, and what must be found of it. */
export const MUTATIONS: Record<string, [FindingKind, (evidence: Evidence, random: Random) => Evidence]> = {
  "an acknowledged record is dropped": ["lost", (evidence, random) => dropped(evidence, random)],
  "a record is written again at the end": [
    "duplicate",
    (evidence, random) =>
      edited(evidence, random, (records, at) => [...records, { ...records[at]!, offset: 900 }]),
  ],
  "two neighbours of a partition change places": [
    "reordered",
    (evidence, random) => swapped(evidence, random),
  ],
  "a value is another than before": [
    "diverging",
    (evidence, random) =>
      edited(evidence, random, (records, at) => records.with(at, { ...records[at]!, digest: -1 })),
  ],
  "a value is another than the one that was sent": [
    "phantom",
    (evidence, random) =>
      edited(evidence, random, (records, at) => records.with(at, { ...records[at]!, digest: -1 })),
  ],
  "a record comes from nowhere": [
    "phantom",
    (evidence, random) =>
      edited(evidence, random, (records, at) => [
        ...records,
        { ...records[at]!, sequence: 999, offset: 900 },
      ]),
  ],
  "a refused record is there": ["phantom", (evidence) => admitted(evidence)],
  "a broker has another log": [
    "diverging",
    ({ replicas, ...evidence }, random) => {
      const at = random(replicas!.length);
      return { ...evidence, replicas: replicas!.with(at, { ...replicas![at]!, digest: "x" }) };
    },
  ],
  "a group is given an early offset": [
    "receded",
    ({ groupOffsets, ...evidence }, random) => {
      const { partition } = groupOffsets!.filter(({ kind }) => kind === "committed")[random(4)]!;
      return { ...evidence, groupOffsets: [...groupOffsets!, { partition, kind: "given", offset: 0 }] };
    },
  ],
};

/** Changes the last read at a random record that the first one has, too. */
function edited(
  { reads, ...evidence }: Evidence,
  random: Random,
  edit: (records: readonly ReadRecord[], at: number) => readonly ReadRecord[],
): Evidence {
  const [before, after] = reads as [FullRead, FullRead];
  const at = random(before.records.length);
  return { ...evidence, reads: [before, { ...after, records: edit(after.records, at) }] };
}

function dropped(evidence: Evidence, random: Random): Evidence {
  const writes = evidence.writes.filter(({ outcome }) => outcome.kind === "acknowledged");
  const { sequence } = writes[random(writes.length)]!;
  return edited(evidence, random, (records) => records.filter((one) => one.sequence !== sequence));
}

function swapped(evidence: Evidence, random: Random): Evidence {
  return edited(evidence, random, (records) => {
    const partition = records.filter((one) => one.partition === records[0]!.partition);
    const at = random(partition.length - 1);
    const [one, other] = [partition[at]!, partition[at + 1]!];
    return records.map((record) => {
      if (record === one) return { ...other, offset: one.offset };
      return record === other ? { ...one, offset: other.offset } : record;
    });
  });
}

function admitted({ writes, ...evidence }: Evidence): Evidence {
  const there = evidence.reads.at(-1)!.records[0]!.sequence;
  const refused = writes.map((one) => (one.sequence === there ? { ...one, outcome: REFUSED } : one));
  return { ...evidence, writes: refused };
}
