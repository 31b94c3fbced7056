import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CompressionTypes, type Producer } from "kafkajs";
import { kafkaFromEnvironment, transactionalProducer, variable } from "../service/kafka-client";
import { run } from "../service/service";
import { Table } from "../service/table";
import { Writer } from "../service/writer";
import { DockerLogs } from "./docker-logs";
import { logFile } from "./log-file";
import { type Entry, type Source } from "./source";

const LOGS = variable("TOPIC");
const POSITIONS = variable("POSITIONS_TOPIC");
/** So many lines wait at most: then sources are not read until some are written. */
const MOST_WAITING = 5_000;
const MOST_WAITING_CHARACTERS = 8_000_000;
const MOST_AT_ONCE = 1_000;

/**
 * Lines on their way to Kafka. They are written together with how far each source was read, in one transaction: after
 * a crash nothing is missing, and nothing is there twice.
 */
class Outbox {
  private waiting: Entry[] = [];
  private characters = 0;
  private room: Array<() => void> = [];
  private awake: (() => void) | undefined;
  private ending = false;

  public constructor(
    private readonly producer: Producer,
    private readonly writer: Writer,
  ) {}

  /** Takes a line; comes back when there is room for the next one. */
  public async put(entry: Entry): Promise<void> {
    this.waiting.push(entry);
    this.characters += entry.line.text.length;
    this.awake?.();
    while (this.waiting.length >= MOST_WAITING || this.characters >= MOST_WAITING_CHARACTERS)
      await new Promise<void>((resolve) => this.room.push(resolve));
  }

  /** Writes what comes, until it is told to end. */
  public async drain(): Promise<void> {
    while (!this.ending) {
      const batch = this.waiting.splice(0, MOST_AT_ONCE);
      this.characters -= batch.reduce((sum, { line }) => sum + line.text.length, 0);
      for (const resolve of this.room.splice(0)) resolve();
      if (batch.length > 0) await this.write(batch);
      else await new Promise<void>((resolve) => (this.awake = resolve));
    }
  }

  public end(): void {
    this.ending = true;
    this.awake?.();
  }

  private async write(batch: readonly Entry[]): Promise<void> {
    const lines = batch.map(({ line }) => ({ topic: LOGS, key: line.source, value: JSON.stringify(line) }));
    const positions = new Map(batch.map(({ line, position }) => [line.source, position]));
    const transaction = await this.producer.transaction();
    await this.writer.send(transaction, [
      ...lines,
      ...[...positions].map(([key, value]) => ({ topic: POSITIONS, key, value })),
    ]);
    await transaction.commit();
  }
}

run(async (fail) => {
  const kafka = kafkaFromEnvironment("collector");
  const producer = await transactionalProducer(kafka, "log-collector");
  const { values: positions } = await Table.read({
    kafka,
    topic: POSITIONS,
    partitions: [0],
    groupPrefix: "log-collector.",
    producer,
    transactional: true,
    fail,
  });
  const outbox = new Outbox(producer, new Writer(kafka, CompressionTypes.GZIP));
  const follow = ({ name, read }: Source) => {
    const all = async () => {
      for await (const entry of read(positions.get(name))) {
        await outbox.put(entry);
        // For a container that stops and starts again.
        positions.set(name, entry.position);
      }
    };
    all().catch(fail);
  };
  const drained = outbox.drain();
  drained.catch(fail);
  for (const file of readdirSync("/app/logs")) follow(logFile(join("/app/logs", file)));
  await new DockerLogs().follow(follow);
  return {
    isHealthy: () => true,
    stop: async () => {
      outbox.end();
      await drained;
      await producer.disconnect();
    },
  };
});
