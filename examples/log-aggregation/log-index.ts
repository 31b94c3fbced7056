import { existsSync } from "node:fs";
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
  CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL, lag INTEGER NOT NULL);
`;

/** So long one waits for another one that writes. */
const WAIT_MS = 5_000;

/** A line, and the offset at which the partition has it. */
export interface IndexedLine extends LogLine {
  readonly offset: string;
}

const fileOf = (folder: string, partition: number) => join(folder, `partition-${partition}.sqlite`);

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
      for (const one of lines) {
        const id = Number(one.offset);
        line.run(id, one.at, one.source, one.stream, levelOf(one), one.text, now);
        words.run(id, one.text);
      }
      database.prepare("INSERT OR REPLACE INTO progress VALUES (1, ?, ?)").run(Number(next), Number(lag));
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * Removes what was indexed before a moment, as the topic does.
   *
   * @param before - The moment, in ms.
   */
  public forget(before: number): void {
    const old = "SELECT id, text FROM lines WHERE indexed_at < ? LIMIT 10000";
    const { database } = this;
    database.exec("BEGIN IMMEDIATE");
    const remove = database.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)");
    for (const { id, text } of database.prepare(old).all(before) as Array<{ id: number; text: string }>) {
      remove.run(id, text);
      database.prepare("DELETE FROM lines WHERE id = ?").run(id);
    }
    database.exec("COMMIT");
  }

  public close(): void {
    this.database.close();
  }
}

/** What is searched for. */
export interface Search {
  /** Words that a line must have, the beginnings of words count. */
  readonly q?: string | undefined;
  readonly source?: string | undefined;
  readonly level?: string | undefined;
  /** Lines that come after this one, in the order of their moments from the newest. */
  readonly before?: Pick<Found, "at" | "id" | "partition"> | undefined;
  readonly limit: number;
}

/** A line that was found. */
export interface Found extends Omit<LogLine, "stream"> {
  readonly stream: string;
  readonly level: string;
  readonly partition: number;
  readonly id: number;
  /** When it could be found, in ms. */
  readonly indexedAt: number;
}

/** When the first line was indexed, as lines have their moments. */
const BEGINNING = "(SELECT strftime('%Y-%m-%dT%H:%M:%fZ', min(indexed_at) / 1000.0, 'unixepoch') FROM lines)";
const COLUMNS = "id, at, source, stream, level, text, indexed_at AS indexedAt";

/** The indexes of all partitions, to be read. */
export class LogIndex {
  private readonly open = new Map<number, DatabaseSync>();

  public constructor(
    private readonly folder: string,
    private readonly partitions: number,
  ) {}

  /** The newest lines that fit, the newest first. */
  public search({ before, limit, ...what }: Search): Found[] {
    const order = "ORDER BY at DESC, id DESC LIMIT ?";
    const found = [...this.databases()].flatMap(([partition, database]) => {
      const [from, values] = conditions(what, before && { ...before, of: partition });
      const rows = database.prepare(`SELECT ${COLUMNS} FROM lines ${from} ${order}`).all(...values, limit);
      return rows.map((row) => ({ ...row, partition }) as unknown as Found);
    });
    return found.sort(newestFirst).slice(0, limit);
  }

  /**
   * Lines that fit and were indexed after others.
   *
   * @param search - What fits.
   * @param after - The last line of each partition that is known; it is brought up to date.
   * @returns The lines, in the order of their partitions.
   */
  public since(search: Omit<Search, "before" | "limit">, after: Map<number, number>): Found[] {
    const [from, values] = conditions(search);
    return [...this.databases()].flatMap(([partition, database]) => {
      const last = database.prepare("SELECT max(id) AS id FROM lines").get() as { id: number | null };
      const known = after.get(partition);
      after.set(partition, last.id ?? -1);
      if (known === undefined || last.id === null || last.id === known) return [];
      const where = from === "" ? "WHERE" : `${from} AND`;
      const rows = database
        .prepare(`SELECT ${COLUMNS} FROM lines ${where} id > ? AND id <= ? ORDER BY id LIMIT 500`)
        .all(...values, known, last.id);
      return rows.map((row) => ({ ...row, partition }) as unknown as Found);
    });
  }

  /** How many lines each source has. */
  public sources(): Array<{ readonly source: string; readonly lines: number }> {
    const rows = this.all("SELECT source, count(*) AS lines FROM lines GROUP BY source", []);
    return (rows as unknown as Array<{ source: string; lines: number }>).sort((a, b) => b.lines - a.lines);
  }

  /** How far each partition is indexed: the next offset, and how many messages wait. */
  public progress(): Array<{ readonly partition: number; readonly next: number; readonly lag: number }> {
    return this.all("SELECT next, lag FROM progress", []) as never;
  }

  /**
   * How long lines of the last minute took from their writing until they could be found; not what was written before
   * there was an index.
   *
   * @param source - The container that has written them. Default: every one.
   * @returns In ms, the shortest first.
   */
  public delays(source?: string): number[] {
    const of = source === undefined ? "stream <> 'file'" : "source = ?";
    const rows = this.all(
      `SELECT at, indexed_at AS indexedAt FROM lines WHERE ${of} AND indexed_at > ? AND at > ${BEGINNING}
        ORDER BY id DESC LIMIT 10000`,
      [...(source === undefined ? [] : [source]), Date.now() - 60_000],
    ) as unknown as Array<Pick<Found, "at" | "indexedAt">>;
    return rows.map(({ at, indexedAt }) => indexedAt - Date.parse(at)).sort((a, b) => a - b);
  }

  private all(sql: string, values: ReadonlyArray<string | number>): object[] {
    return [...this.databases()].flatMap(([partition, database]) =>
      database
        .prepare(sql)
        .all(...values)
        .map((row) => ({ ...row, partition })),
    );
  }

  /** An index is there as soon as its partition has had a message. */
  private databases(): Map<number, DatabaseSync> {
    for (let partition = 0; partition < this.partitions; partition++) {
      const file = fileOf(this.folder, partition);
      if (this.open.has(partition) || !existsSync(file)) continue;
      const database = new DatabaseSync(file, { readOnly: true, timeout: WAIT_MS });
      // It is being made.
      if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'progress'").get() === undefined)
        database.close();
      else this.open.set(partition, database);
    }
    return this.open;
  }
}

function newestFirst(a: Found, b: Found): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return b.partition - a.partition || b.id - a.id;
}

type Value = string | number;

function conditions(
  { level, q, source }: Omit<Search, "before" | "limit">,
  before?: NonNullable<Search["before"]> & { readonly of: number },
): [string, Value[]] {
  // As words, whatever they mean to the index: each in quotation marks, and with more letters after it.
  const words = (q ?? "").split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const match = words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(" ");
  const all: Array<[string, ...Value[]]> = [];
  if (match !== "") all.push(["id IN (SELECT rowid FROM words WHERE words MATCH ?)", match]);
  if (source !== undefined) all.push(["source = ?", source]);
  if (level !== undefined) all.push(["level = ?", level]);
  if (before !== undefined) {
    // In the order of `newestFirst`, of which this is one partition.
    const { at, id, of, partition } = before;
    if (of === partition) all.push(["(at < ? OR at = ? AND id < ?)", at, at, id]);
    else all.push([of < partition ? "at <= ?" : "at < ?", at]);
  }
  const where = all.length === 0 ? "" : `WHERE ${all.map(([condition]) => condition).join(" AND ")}`;
  return [where, all.flatMap(([, ...values]) => values)];
}
