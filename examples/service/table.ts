import { randomUUID } from "node:crypto";
import { type Consumer, type Kafka, type Producer } from "kafkajs";
import { type Fail, failWith } from "./kafka-client";
import { Writer } from "./writer";

const MARK = "mark-of-a-start";

/** What a table is read by. */
export interface TableProps {
  readonly kafka: Kafka;
  /** A compacted topic. */
  readonly topic: string;
  /** Partitions of it that are read. */
  readonly partitions: readonly number[];
  /** What the names of its consumer groups begin with; each has one of its own. */
  readonly groupPrefix: string;
  /** Writes the marks. */
  readonly producer: Producer;
  /** Whether the producer has a transactional id: whoever wrote by it until now is then shut out before the mark. */
  readonly transactional: boolean;
  /** Told when it cannot be read, or followed, any more. */
  readonly fail: Fail;
  /** Whether a value is what it must be: others are left out. Default: all are. */
  readonly accepts?: (value: string) => boolean;
  /** Told of a change that comes after the table was read. Default: it is not followed. */
  readonly onChange?: (key: string, value: string | undefined) => void;
}

/**
 * A compacted topic as a map: the last value of each key. It is read from its beginning to marks that are written
 * first: an offset does not tell the end, as the end of a transaction has one, too, that is no message's.
 */
export class Table {
  public readonly values = new Map<string, string>();
  private readonly mark = randomUUID();
  private readonly unread: Set<number>;
  private readonly consumer: Consumer;

  private constructor(private readonly props: TableProps) {
    const { groupPrefix, kafka, partitions } = props;
    this.unread = new Set(partitions);
    this.consumer = kafka.consumer({ groupId: `${groupPrefix}${this.mark}` });
  }

  /**
   * Reads it.
   *
   * @param props - What it is read by.
   * @returns The table, whole.
   */
  public static async read(props: TableProps): Promise<Table> {
    const table = new Table(props);
    await table.toTheMarks();
    if (props.onChange === undefined) await table.close();
    return table;
  }

  /** Whether a message is a mark, and none of the table's own. */
  public static isMark({ key }: { readonly key: Buffer | null }): boolean {
    return String(key) === MARK;
  }

  /** Ends to follow it. */
  public async close(): Promise<void> {
    await this.consumer.disconnect();
  }

  private async toTheMarks(): Promise<void> {
    const { kafka, partitions, producer, topic, transactional } = this.props;
    const marks = partitions.map((partition) => ({ topic, key: MARK, value: this.mark, partition }));
    const transaction = transactional ? await producer.transaction() : undefined;
    await new Writer(kafka).send(transaction ?? producer, marks);
    await transaction?.commit();
    failWith(this.consumer, this.props.fail);
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({ message: { key, value }, partition }: EachMessage) => {
        this.take(partition, String(key), value === null ? undefined : value.toString("utf8"));
        if (this.unread.size === 0) resolve();
        return Promise.resolve();
      };
      this.consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
  }

  private take(partition: number, key: string, value: string | undefined): void {
    if (!this.props.partitions.includes(partition)) return;
    if (key === MARK) {
      if (value === this.mark) this.unread.delete(partition);
      return;
    }
    if (value !== undefined && this.props.accepts?.(value) === false) return;
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
    if (this.unread.size === 0) this.props.onChange?.(key, value);
  }
}

interface EachMessage {
  readonly message: { readonly key: Buffer | null; readonly value: Buffer | null };
  readonly partition: number;
}
