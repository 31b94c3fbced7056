import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { levelOf, type LogLine } from "./log-line";

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS lines (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, source TEXT NOT NULL, stream TEXT NOT NULL, level TEXT NOT NULL,
    text TEXT NOT NULL, indexed_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS lines_by_time ON lines (at);
  CREATE INDEX IF NOT EXISTS lines_by_source ON lines (source, at);
  CREATE INDEX IF NOT EXISTS lines_by_age ON lines (indexed_at);
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, content = 'lines', content_rowid = 'id');
  CREATE TABLE IF NOT EXISTS sources (source TEXT PRIMARY KEY, lines INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL, lag INTEGER NOT NULL);
`;

const FORGOTTEN_AT_ONCE = 2_000;
/** So long one waits for another one that writes. */
export const WAIT_MS = 5_000;

/** A line, and the offset at which the partition has it. */
export interface IndexedLine extends LogLine {
  readonly offset: string;
}

/** Where the index of a partition is. */
export const fileOf = (folder: string, partition: number) => join(folder, `partition-${partition}.sqlite`);

/**
 * The index of one partition, a file of its own: those of other partitions are written beside it. The lines and the
 * offset after them are written in one transaction, so that none is missing and none is there twice.
 */
export class PartitionIndex {
  private readonly database: DatabaseSync;

  public constructor(folder: string, partition: number) {
    this.database = new DatabaseSync(fileOf(folder, partition), { timeout: WAIT_MS });
    this.database.exec(SCHEMA);
  }

  /** Offset of the next message to be indexed; undefined for an index that is new. */
  public get next(): bigint | undefined {
    const row = this.database.prepare("SELECT next FROM progress").get() as { next: number } | undefined;
    return row === undefined ? undefined : BigInt(row.next);
  }

  /**
   * Adds lines.
   *
   * @param lines - In the order of their offsets, those that are in the index already left out.
   * @param progress - The offset that must be next before, the one after these lines, and how many wait behind them.
   * @throws Error - when another indexer has written meanwhile: the partition is no longer this one's.
   */
  public add(
    lines: readonly IndexedLine[],
    progress: { readonly before: bigint | undefined; readonly next: bigint; readonly lag: bigint },
  ): void {
    const { before, lag, next } = progress;
    const { database } = this;
    database.exec("BEGIN IMMEDIATE");
    try {
      if (this.next !== before) throw new Error(`another indexer has gone on from ${before} to ${this.next}`);
      const line = database.prepare("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)");
      const words = database.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
      const now = Date.now();
      const counts = new Map<string, number>();
      for (const one of lines) {
        const id = Number(one.offset);
        counts.set(one.source, (counts.get(one.source) ?? 0) + 1);
        line.run(id, one.at, one.source, one.stream, levelOf(one), one.text, now);
        words.run(id, one.text);
      }
      this.count(counts);
      database.prepare("INSERT OR REPLACE INTO progress VALUES (1, ?, ?)").run(Number(next), Number(lag));
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * Removes what was indexed before a moment, as the topic does; not too much at once.
   *
   * @param before - The moment, in ms.
   * @returns Whether there is more of it.
   */
  public forget(before: number): boolean {
    const old = `SELECT id, source, text FROM lines WHERE indexed_at < ? LIMIT ${FORGOTTEN_AT_ONCE}`;
    const { database } = this;
    database.exec("BEGIN IMMEDIATE");
    const remove = database.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)");
    const forgotten = database.prepare(old).all(before) as unknown as Forgotten[];
    const counts = new Map<string, number>();
    for (const { id, source, text } of forgotten) {
      counts.set(source, (counts.get(source) ?? 0) - 1);
      remove.run(id, text);
      database.prepare("DELETE FROM lines WHERE id = ?").run(id);
    }
    this.count(counts);
    database.exec("COMMIT");
    return forgotten.length === FORGOTTEN_AT_ONCE;
  }

  public close(): void {
    this.database.close();
  }

  /** To count them anew whenever somebody looks would take longer and longer. */
  private count(changes: ReadonlyMap<string, number>): void {
    const add = this.database.prepare(
      "INSERT INTO sources VALUES (?, ?) ON CONFLICT DO UPDATE SET lines = lines + excluded.lines",
    );
    for (const [source, lines] of changes) add.run(source, lines);
  }
}

interface Forgotten {
  readonly id: number;
  readonly source: string;
  readonly text: string;
}
