import { type FullRead, type GroupOffset, type ReadRecord, type Replica, type Write } from "./history";

/** What can be wrong with a log, after Jepsen's checker of Kafka. */
export const FINDINGS = ["lost", "duplicate", "reordered", "diverging", "phantom", "receded"] as const;

/** Kind of a finding: `receded` is a committed group offset that went back. */
export type FindingKind = (typeof FINDINGS)[number];

/** All that is wrong in one way. */
export interface Finding {
  readonly kind: FindingKind;
  readonly count: number;
  /** The first of them, in words. */
  readonly examples: readonly string[];
}

/** What was written and what was found of it. */
export interface Evidence {
  readonly writes: readonly Write[];
  /** In the order of their times; the last is the one after everything has healed. */
  readonly reads: readonly FullRead[];
  readonly replicas?: readonly Replica[];
  /** In the order in which they came. */
  readonly groupOffsets?: readonly GroupOffset[];
}

/** What has become of the writes. */
export interface Counts {
  readonly acknowledged: number;
  readonly unknown: number;
  /** Of the unknown, those that are there all the same. */
  readonly unknownButThere: number;
  readonly refused: number;
  /** Writes that were not acknowledged, by what was said of them. */
  readonly errors: Readonly<Record<string, number>>;
}

const EXAMPLES = 5;

class Notes {
  private readonly found = new Map<FindingKind, { count: number; examples: string[] }>();

  public add(kind: FindingKind, text: string): void {
    const entry = this.found.get(kind) ?? { count: 0, examples: [] };
    entry.count += 1;
    if (entry.examples.length < EXAMPLES) entry.examples.push(text);
    this.found.set(kind, entry);
  }

  public get all(): Finding[] {
    return FINDINGS.filter((kind) => this.found.has(kind)).map((kind) => ({
      kind,
      ...this.found.get(kind)!,
    }));
  }
}

const id = ({ producer, sequence }: Pick<Write, "producer" | "sequence">) => `${producer} ${sequence}`;
const place = ({ offset, partition }: { partition: number; offset: number }) => `${partition}@${offset}`;

/**
 * Finds whatever contradicts what was promised. An unknown write contradicts nothing, whether it is there or not.
 *
 * - lost: acknowledged before a read began, and not in it; where the read may end early, only before its end
 * - duplicate: twice in one read
 * - reordered: after a later record of its producer, in one partition of one read
 * - diverging: another record at one place in two reads or acknowledgements, or another log on two brokers
 * - phantom: read, but never sent, refused, or sent with another value
 * - receded: a group is given an offset before the one it has committed
 *
 * @param evidence - What was written, and what was found of it.
 * @returns Findings; none where every promise was kept.
 */
export function check({ groupOffsets = [], reads, replicas = [], writes }: Evidence): Finding[] {
  const notes = new Notes();
  const sent = new Map(writes.map((write) => [id(write), write]));
  const placed = new Map<string, { readonly name: string; readonly text: string }>();
  for (const read of reads) {
    const there = new Map<string, ReadRecord[]>();
    order(read, notes);
    for (const record of read.records) {
      const before = there.get(id(record));
      if (before) notes.add("duplicate", `${id(record)} at ${[...before, record].map(place).join(" and ")}`);
      there.set(id(record), [...(before ?? []), record]);
      origin(record, sent.get(id(record)), notes);
      const text = `${id(record)} #${record.digest}`;
      const known = placed.get(place(record));
      if (known === undefined) placed.set(place(record), { name: read.name, text });
      else if (known.text !== text)
        notes.add("diverging", `${place(record)} was ${known.text} ${known.name}, ${text} ${read.name}`);
    }
    for (const write of writes) kept(write, there, read, notes);
  }
  compareReplicas(replicas, notes);
  compareOffsets(groupOffsets, notes);
  return notes.all;
}

/**
 * Counts writes by what has become of them.
 *
 * @param evidence - What was written, and what was found of it.
 * @returns How many of each.
 */
export function count({ reads, writes }: Evidence): Counts {
  const there = new Set(reads.at(-1)?.records.map(id));
  const errors: Record<string, number> = {};
  for (const { outcome } of writes)
    if (outcome.kind !== "acknowledged") errors[outcome.error] = (errors[outcome.error] ?? 0) + 1;
  const unknown = writes.filter(({ outcome }) => outcome.kind === "unknown");
  return {
    acknowledged: writes.filter(({ outcome }) => outcome.kind === "acknowledged").length,
    unknown: unknown.length,
    unknownButThere: unknown.filter((write) => there.has(id(write))).length,
    refused: writes.filter(({ outcome }) => outcome.kind === "refused").length,
    errors,
  };
}

function order({ name, records }: FullRead, notes: Notes): void {
  const highest = new Map<string, ReadRecord>();
  for (const record of [...records].sort((a, b) => a.partition - b.partition || a.offset - b.offset)) {
    const key = `${record.partition} ${record.producer}`;
    const before = highest.get(key);
    // The same once more is a duplicate, not an order.
    if (before && record.sequence < before.sequence)
      notes.add("reordered", `${id(record)} at ${place(record)} after ${id(before)} (${name})`);
    if (!before || record.sequence > before.sequence) highest.set(key, record);
  }
}

function origin(record: ReadRecord, write: Write | undefined, notes: Notes): void {
  const where = `${id(record)} at ${place(record)}`;
  if (write === undefined) notes.add("phantom", `${where} was never sent`);
  else if (write.partition !== record.partition)
    notes.add("phantom", `${where} was sent to partition ${write.partition}`);
  else if (write.digest !== record.digest) notes.add("phantom", `${where} was sent with another value`);
  else if (write.outcome.kind === "refused")
    notes.add("phantom", `${where} was refused (${write.outcome.error})`);
}

function kept(
  write: Write,
  there: ReadonlyMap<string, readonly ReadRecord[]>,
  read: FullRead,
  notes: Notes,
): void {
  const { completedMs, outcome, partition } = write;
  if (outcome.kind !== "acknowledged" || completedMs >= read.startedMs) return;
  const places = there.get(id(write));
  if (places === undefined) {
    if (read.endsEarly && isBehindTheEnd(write, read)) return;
    notes.add("lost", `${id(write)} of partition ${partition} (${read.name})`);
  } else if (outcome.offset !== undefined && places.every(({ offset }) => offset !== outcome.offset)) {
    const promised = `${partition}@${outcome.offset}`;
    const found = places.map(place).join(" and ");
    notes.add("diverging", `${id(write)} was acknowledged at ${promised}, but is at ${found}`);
  }
}

/** Nothing of its partition that was written after it has been read. */
function isBehindTheEnd({ outcome, partition }: Write, { records }: FullRead): boolean {
  if (outcome.kind !== "acknowledged" || outcome.offset === undefined) return false;
  const { offset } = outcome;
  return records.every((one) => one.partition !== partition || one.offset < offset);
}

function compareReplicas(replicas: readonly Replica[], notes: Notes): void {
  const first = new Map<number, Replica>();
  for (const replica of replicas) {
    const other = first.get(replica.partition);
    if (other === undefined) first.set(replica.partition, replica);
    else if (other.digest !== replica.digest)
      notes.add(
        "diverging",
        `partition ${replica.partition} is another on broker ${replica.broker} than on ${other.broker}`,
      );
  }
}

function compareOffsets(offsets: readonly GroupOffset[], notes: Notes): void {
  const committed = new Map<number, number>();
  for (const { kind, offset, partition } of offsets) {
    const before = committed.get(partition) ?? 0;
    if (offset < before)
      notes.add("receded", `partition ${partition} was committed at ${before}, then ${kind} at ${offset}`);
    if (kind === "committed") committed.set(partition, Math.max(offset, before));
  }
}
