import { type Evidence } from "../../faults/checker";
import { type FullRead, type ReadRecord, type Write } from "../../faults/history";
import { type Random } from "../../faults/random-numbers";

const PARTITIONS = 3;
const DURATION_MS = 10;

/** What a correct cluster could have done: writes of all outcomes, and two reads, one of them in the middle. */
export function correctLog(random: Random): Evidence {
  const writes: Write[] = [];
  const records: ReadRecord[] = [];
  const ends = Array<number>(PARTITIONS).fill(0);
  const total = 50 + random(50);
  for (let sequence = 0; sequence < total; sequence++) {
    const partition = random(PARTITIONS);
    const write = { producer: "p", sequence, partition, digest: random(1 << 30) };
    const invokedMs = sequence;
    const completedMs = invokedMs + 1 + random(DURATION_MS);
    const fate = random(10);
    const refused = fate === 0;
    const unknown = fate === 1 || fate === 2;
    const written = !refused && fate !== 1;
    const offset = ends[partition]!;
    if (written) {
      records.push({ ...write, offset });
      // Markers of transactions take places as well.
      ends[partition] = offset + 1 + (random(5) === 0 ? 1 : 0);
    }
    const error = refused ? "NOT_ENOUGH_REPLICAS" : "_MSG_TIMED_OUT";
    writes.push({
      ...write,
      invokedMs,
      completedMs,
      outcome:
        refused || unknown
          ? { kind: refused ? "refused" : "unknown", error }
          : { kind: "acknowledged", ...(random(10) === 0 ? {} : { offset }) },
    });
  }
  const middleMs = writes[Math.floor(writes.length / 2)]!.completedMs;
  const known = new Map(writes.map((write) => [write.sequence, write]));
  // In the middle, everything that was acknowledged by then is there, and perhaps more of what was sent by then.
  const invoked = (record: ReadRecord) => known.get(record.sequence)!.invokedMs < middleMs;
  const reads: FullRead[] = [
    { name: "before", startedMs: middleMs, records: records.filter(invoked) },
    { name: "after", startedMs: 1e6, records },
  ];
  const replicas = Array.from({ length: PARTITIONS * 3 }, (_, index) => ({
    partition: index % PARTITIONS,
    broker: Math.floor(index / PARTITIONS),
    digest: `digest ${index % PARTITIONS}`,
  }));
  const groupOffsets = [1, 5, 5, 9].flatMap((offset) =>
    (["committed", "given"] as const).map((kind) => ({ partition: random(PARTITIONS), kind, offset })),
  );
  return { writes, reads, replicas, groupOffsets: groupOffsets.sort((a, b) => a.offset - b.offset) };
}
