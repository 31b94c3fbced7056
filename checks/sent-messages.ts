import { createHash } from "node:crypto";
import { type IHeaders, type Message } from "kafkajs";
import { CheckFailure } from "./check";
import { type ReadRecord, type Reader } from "./reader";

/** Header by which messages of a check are known, whatever their keys and values are. */
const MARK = "check";

/** Messages of one check, which are known again when they are read. */
export class SentMessages {
  private readonly byMark = new Map<string, Message>();

  /** @param check - Name of the check, and what tells its tries apart. */
  public constructor(private readonly check: string) {}

  /** @returns How many there are. */
  public get size(): number {
    return this.byMark.size;
  }

  /**
   * Marks a message, to be sent.
   *
   * @param message - The message.
   * @returns The same with one more header.
   */
  public mark(message: Message): Message {
    const mark = `${this.check} ${this.byMark.size}`;
    const marked = { ...message, headers: { ...message.headers, [MARK]: mark } };
    this.byMark.set(mark, marked);
    return marked;
  }

  /**
   * Waits until all of them were read, and compares each with what was sent.
   *
   * @param reader - Reads the topic.
   * @param signal - Ends the wait.
   * @throws CheckFailure - when one is missing, was changed, or stands at two places.
   */
  public async comeBack(reader: Reader, signal: AbortSignal): Promise<void> {
    try {
      await reader.read(signal, (records) => this.found(records).size === this.byMark.size);
    } catch (error) {
      const { size } = this.found(reader.records);
      if (!signal.aborted || size === 0) throw error;
      throw new CheckFailure({ expected: `${this.byMark.size} messages`, actual: `${size} in time` });
    }
    this.compare(reader.records);
  }

  /**
   * The places where they were found.
   *
   * @param records - What was read.
   * @returns Partition and offset of each copy, by mark.
   */
  public found(records: readonly ReadRecord[]): ReadonlyMap<string, ReadonlySet<string>> {
    const places = new Map<string, Set<string>>();
    for (const record of records) {
      const mark = markOf(record);
      if (!this.byMark.has(mark)) continue;
      const known = places.get(mark) ?? new Set();
      places.set(mark, known.add(`${record.partition}:${record.offset}`));
    }
    return places;
  }

  /**
   * Compares what was read with what was sent.
   *
   * @param records - What was read.
   * @throws CheckFailure - when one was changed, or stands at two places.
   */
  public compare(records: readonly ReadRecord[]): void {
    for (const record of records) {
      const sent = this.byMark.get(markOf(record));
      if (sent === undefined) continue;
      const [expected, actual] = [describe(sent), describe(record)];
      if (expected !== actual) throw new CheckFailure({ expected, actual, remedy: CHANGED });
    }
    for (const [mark, places] of this.found(records)) {
      if (places.size === 1) continue;
      const actual = `message ${mark} at ${[...places].join(" and ")} (partition:offset)`;
      throw new CheckFailure({ expected: "each message once", actual, remedy: CHANGED });
    }
  }
}

const CHANGED =
  "messages do not pass unchanged: see the brokers' logs, and what lies between here and the brokers";

function markOf({ headers }: ReadRecord): string {
  return String(headers[MARK]);
}

/** The same text for the same content, short enough to be told. */
function describe({
  headers = {},
  key,
  value,
}: Pick<Message, "headers" | "value"> & { key?: unknown }): string {
  const parts = [
    `key ${bytes(key)}`,
    `value ${bytes(value)}`,
    ...Object.entries(headers).map(describeHeader),
  ];
  return parts.join(", ");
}

function describeHeader([name, value]: [string, IHeaders[string]]): string {
  return `header ${name} ${Array.isArray(value) ? value.map(bytes).join(" and ") : bytes(value)}`;
}

function bytes(value: unknown): string {
  if (value === null || value === undefined) return "null";
  const buffer = Buffer.isBuffer(value) ? value : Buffer.from(value as string);
  if (buffer.length <= 24) return JSON.stringify(buffer.toString("latin1"));
  return `of ${buffer.length} bytes, sha256 ${createHash("sha256").update(buffer).digest("hex").slice(0, 12)}`;
}
