import { setTimeout as sleep } from "node:timers/promises";
import { type Consumer, type EachBatchPayload, type Kafka, type KafkaMessage, type Producer } from "kafkajs";
import { type GenericSchema, type InferOutput } from "valibot";
import { deadLetter, reading } from "./dead-letters";
import { type Fail, failWith, GROUP, transactionalProducer } from "./kafka-client";
import { type Running } from "./service";
import { Table } from "./table";
import { type Output, Writer } from "./writer";

/** What is done with a topic. */
export interface ExactlyOnceProps<T extends GenericSchema> {
  readonly kafka: Kafka;
  /** Name of the consumer group; transactional ids and groups that restore the state begin with it and a point. */
  readonly name: string;
  /** Topic that is read. */
  readonly topic: string;
  /** What its messages are. */
  readonly schema: T;
  /** Where those go that are not, with the reason. */
  readonly deadLetterTopic: string;
  /** Compacted topic of the state, with as many partitions as the one that is read. */
  readonly stateTopic: string;
  /** Whether a value of the state is what it must be: others are not restored. Default: all are. */
  readonly accepts?: (value: string) => boolean;
  /**
   * What comes of one message.
   *
   * @param value - The message, validated.
   * @param state - The last value of each key in this partition of the state's topic. What is written to it is an
   * output, and is set here as well.
   * @returns What is written.
   */
  readonly transform: (value: InferOutput<T>, state: Map<string, string>) => readonly Output[];
  /**
   * What comes of the time that has passed; asked twice a second, for each partition.
   *
   * @param state - As above.
   * @returns What is written.
   */
  readonly tick?: (state: Map<string, string>, partition: number) => readonly Output[];
  readonly fail: Fail;
}

/** So many messages are one transaction at most. */
const MOST_AT_ONCE = 500;
const TICK_MS = 500;
const PARTITIONS_AT_ONCE = 3;
const PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Reads a topic, and writes what comes of it, what is remembered of it and how far it was read in one transaction:
 * whenever it ends, it goes on as if it had not. Each partition has a producer of its own, by whose name whoever had
 * the partition before is shut out.
 */
export class ExactlyOnce<T extends GenericSchema> {
  private readonly consumer: Consumer;
  private readonly writer: Writer;
  private readonly tasks = new Map<number, Promise<Task>>();
  private joined = false;
  private ticking: NodeJS.Timeout | undefined;

  public constructor(private readonly props: ExactlyOnceProps<T>) {
    const { kafka, name } = props;
    this.writer = new Writer(kafka);
    this.consumer = kafka.consumer({ groupId: name, ...GROUP });
  }

  /** Starts it; it is healthy when it has its share of the partitions. */
  public async start(): Promise<Running> {
    const { consumer, props } = this;
    failWith(consumer, props.fail);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      const assigned = memberAssignment[props.topic] ?? [];
      for (const [partition, task] of this.tasks) {
        if (assigned.includes(partition)) continue;
        this.tasks.delete(partition);
        ended(task).catch(props.fail);
      }
      for (const partition of assigned) void this.taskOf(partition);
      this.joined = true;
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [props.topic], fromBeginning: true });
    const eachBatch = (payload: EachBatchPayload) => this.batch(payload);
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch,
    });
    if (props.tick !== undefined) this.ticking = setInterval(() => this.tick(), TICK_MS);
    return { isHealthy: () => this.joined, stop: () => this.stop() };
  }

  private async stop(): Promise<void> {
    clearInterval(this.ticking);
    await this.consumer.disconnect();
    for (const task of this.tasks.values()) await ended(task);
  }

  private tick(): void {
    for (const [partition, opened] of this.tasks)
      void opened.then(async (task) => {
        // In its turn: what came before it counts.
        await this.inTurn(task, async () => {
          const outputs = this.props.tick!(task.state, partition);
          if (outputs.length > 0) await this.write(task, partition, outputs);
        });
      });
  }

  private async batch({
    batch,
    heartbeat,
    isRunning,
    isStale,
    resolveOffset,
  }: EachBatchPayload): Promise<void> {
    const { messages, partition } = batch;
    // It went to another one meanwhile.
    if (!this.tasks.has(partition)) return;
    const task = await this.taskOf(partition, heartbeat);
    for (let at = 0; at < messages.length; at += MOST_AT_ONCE) {
      if (!isRunning() || isStale()) return;
      const some = messages.slice(at, at + MOST_AT_ONCE);
      await this.inTurn(task, () => this.carryOut(task, partition, some));
      resolveOffset(some.at(-1)!.offset);
      await heartbeat();
    }
  }

  private async carryOut(task: Task, partition: number, read: KafkaMessage[]): Promise<void> {
    const { stateTopic } = this.props;
    // Not what was read again: after a rebalance from what was committed by then, also while it is being written.
    const messages = read.filter(({ offset }) => BigInt(offset) >= task.next);
    if (messages.length === 0) return;
    const written = messages.flatMap((message) => this.outputsOf(message, task.state, partition));
    // Of what is remembered the last value is all that counts.
    const last = new Map(written.map((output, index) => [`${output.topic} ${output.key}`, index]));
    const outputs = written.filter(
      ({ key, topic }, index) => topic !== stateTopic || last.get(`${topic} ${key}`) === index,
    );
    task.next = BigInt(messages.at(-1)!.offset) + 1n;
    await this.write(task, partition, outputs, String(task.next));
  }

  private outputsOf(message: KafkaMessage, state: Map<string, string>, partition: number): readonly Output[] {
    const { deadLetterTopic, schema, topic, transform } = this.props;
    // Of whoever restores this topic as a state.
    if (Table.isMark(message)) return [];
    const read = reading(message, schema);
    if ("value" in read) return transform(read.value, state);
    return [{ topic: deadLetterTopic, ...deadLetter(message, { topic, partition }, read.reason) }];
  }

  private async write(
    { producer }: Task,
    partition: number,
    outputs: readonly Output[],
    offset?: string,
  ): Promise<void> {
    const { name, stateTopic, topic } = this.props;
    // The state is beside the partition that it is the state of.
    const placed = outputs.map((one) => (one.topic === stateTopic ? { ...one, partition } : one));
    const transaction = await producer.transaction();
    await this.writer.send(transaction, placed);
    if (offset !== undefined) {
      const partitions = [{ partition, offset }];
      const offsets = { consumerGroupId: name, topics: [{ topic, partitions }] };
      await whileRetriable(() => transaction.sendOffsets(offsets));
    }
    await transaction.commit();
  }

  private taskOf(partition: number, heartbeat = async () => Promise.resolve()): Promise<Task> {
    const known = this.tasks.get(partition);
    const opened = known ?? this.open(partition);
    // What it cannot be opened for is nothing that it could go on from.
    if (known === undefined) opened.catch(this.props.fail);
    this.tasks.set(partition, opened);
    // To restore a large state takes longer than a group waits for whoever is silent.
    const alive = setInterval(() => void heartbeat().catch(() => undefined), 1_000);
    return opened.finally(() => clearInterval(alive));
  }

  /** One transaction after the other. One that fails has an end that is not known: only a new start finds it out. */
  private async inTurn(task: Task, write: () => Promise<void>): Promise<void> {
    const written = task.last.then(write);
    task.last = written.catch(this.props.fail);
    return written;
  }

  private async open(partition: number): Promise<Task> {
    const { accepts, fail, kafka, name, stateTopic } = this.props;
    const producer = await transactionalProducer(kafka, `${name}.${partition}`);
    // Its id is given to it with its first transaction: by then one that was begun under this id has ended.
    await (await producer.transaction()).abort();
    const { values: state } = await Table.read({
      ...{ kafka, producer, topic: stateTopic, partitions: [partition] },
      groupPrefix: `${name}.`,
      ...{ transactional: true, fail },
      ...(accepts === undefined ? {} : { accepts }),
    });
    return { producer, state, next: await this.committed(partition), last: Promise.resolve() };
  }

  /** How far the partition was read. */
  private async committed(partition: number): Promise<bigint> {
    const { kafka, name: groupId, topic } = this.props;
    const admin = kafka.admin();
    await admin.connect();
    try {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return BigInt(found?.partitions.find((one) => one.partition === partition)?.offset ?? 0);
    } finally {
      await admin.disconnect();
    }
  }
}

interface Task {
  readonly producer: Producer;
  readonly state: Map<string, string>;
  /** Offset of the next message to be read. */
  next: bigint;
  /** What is being written. */
  last: Promise<unknown>;
}

/** What is being written is written to its end. */
async function ended(task: Promise<Task>): Promise<void> {
  const { last, producer } = await task;
  await last;
  await producer.disconnect();
}

/** kafkajs itself does not try this one again, such as when the transaction before is still being ended. */
async function whileRetriable(action: () => Promise<void>): Promise<void> {
  for (let pause = PAUSE_MS; ; pause *= 2) {
    try {
      await action();
      return;
    } catch (error) {
      if (!(error as { readonly retriable?: boolean }).retriable || pause > LONGEST_PAUSE_MS) throw error;
      await sleep(pause);
    }
  }
}
