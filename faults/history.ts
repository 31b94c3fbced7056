/** How a write ended, as far as its producer knows. */
export type Outcome =
  /** The cluster has promised to keep it. The offset is unknown where an answer was lost and the batch known. */
  | { readonly kind: "acknowledged"; readonly offset?: number }
  /** The cluster has said that it was not written. */
  | { readonly kind: "refused"; readonly error: string }
  /** Nobody has said: it may be there or not (J5: a time-out, a lost connection). */
  | { readonly kind: "unknown"; readonly error: string };

/** One record that a producer has sent. Times are ms since the epoch. */
export interface Write {
  readonly producer: string;
  /** Counts the records of the producer, from 0; ascends within each partition. */
  readonly sequence: number;
  readonly partition: number;
  readonly invokedMs: number;
  readonly completedMs: number;
  readonly outcome: Outcome;
  /** Check sum of the value that was sent. */
  readonly digest: number;
}

/** One record as it was read. */
export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly producer: string;
  readonly sequence: number;
  /** Check sum of the value that was read. */
  readonly digest: number;
}

/** All partitions, read from their beginning to their end. */
export interface FullRead {
  /** When it was read, for the findings: "before", "after". */
  readonly name: string;
  readonly startedMs: number;
  /**
   * Whether the last of what was acknowledged may be missing: with fewer replicas in sync than `min.insync.replicas`, a
   * leader that has just been elected gives consumers no more than what it knew to be committed (KIP-966; Kafka 3.9:
   * "Not increasing HWM because partition is under min ISR").
   */
  readonly endsEarly?: boolean;
  readonly records: readonly ReadRecord[];
}

/** What one broker has on its disk of a partition. */
export interface Replica {
  readonly partition: number;
  readonly broker: number;
  /** Check sum of its segments, one after the other. */
  readonly digest: string;
}

/** Offsets of a group: what it was told to be kept, and what it was given later. */
export interface GroupOffset {
  readonly partition: number;
  readonly kind: "committed" | "given";
  readonly offset: number;
}

/**
 * Errors by which a broker says that it has not written, where it was asked once: with retries, one before may have
 * been written all the same. All others may come after the record was appended.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  "NOT_ENOUGH_REPLICAS",
  "MSG_SIZE_TOO_LARGE",
  "RECORD_LIST_TOO_LARGE",
  "TOPIC_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "INVALID_REQUIRED_ACKS",
]);

/**
 * Reads what `load.py` has written: sequence, partition, two times, offset, error and check sum in a line.
 *
 * @param text - The file.
 * @param producer - Whose writes these are.
 * @param retries - Whether it sends again what has failed; a refusal is then not definite.
 */
export function parseWrites(text: string, producer: string, retries = true): Write[] {
  return lines(text).map((line) => {
    const [sequence, partition, invokedMs, completedMs, offset, error, digest] = line.split(",");
    return {
      producer,
      sequence: Number(sequence),
      partition: Number(partition),
      invokedMs: Number(invokedMs),
      completedMs: Number(completedMs),
      outcome: outcomeOf(error!, Number(offset), retries),
      digest: Number(digest),
    };
  });
}

function outcomeOf(error: string, offset: number, retries: boolean): Outcome {
  if (error === "") return { kind: "acknowledged", ...(offset < 0 ? {} : { offset }) };
  return { kind: !retries && REFUSALS.has(error) ? "refused" : "unknown", error };
}

/**
 * Reads what `read.py` has written: partition, offset, producer, sequence and check sum in a line.
 *
 * @param text - The file.
 */
export function parseRecords(text: string): ReadRecord[] {
  return lines(text).map((line) => {
    const [partition, offset, producer, sequence, digest] = line.split(",");
    return {
      partition: Number(partition),
      offset: Number(offset),
      producer: producer!,
      sequence: Number(sequence),
      digest: Number(digest),
    };
  });
}

/**
 * Reads what `follow.py` has written: partition, kind and offset in a line.
 *
 * @param text - The file.
 */
export function parseGroupOffsets(text: string): GroupOffset[] {
  return lines(text).map((line) => {
    const [partition, kind, offset] = line.split(",");
    return { partition: Number(partition), kind: kind as GroupOffset["kind"], offset: Number(offset) };
  });
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
