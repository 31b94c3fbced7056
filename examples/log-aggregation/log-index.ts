import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type LogLine } from "./log-line";
import { fileOf, WAIT_MS } from "./partition-index";

const TAILED_AT_ONCE = 500;

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
      const newest = last.id ?? -1;
      after.set(partition, newest);
      if (known === undefined || newest <= known) return [];
      const where = from === "" ? "WHERE" : `${from} AND`;
      const rows = database
        .prepare(
          `SELECT ${COLUMNS} FROM lines ${where} id > ? AND id <= ? ORDER BY id LIMIT ${TAILED_AT_ONCE}`,
        )
        .all(...values, known, newest) as unknown as Found[];
      // The others come the next time.
      if (rows.length === TAILED_AT_ONCE) after.set(partition, rows.at(-1)!.id);
      return rows.map((row) => ({ ...row, partition }));
    });
  }

  /** How many lines each source has. */
  public sources(): Array<{ readonly source: string; readonly lines: number }> {
    const rows = this.all("SELECT source, lines FROM sources WHERE lines > 0", []);
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
