import { connectionTo } from "../../checks/connection";
import { KafkaClient } from "../../checks/kafka-client";
import { type ClusterManifest } from "../../manifest";

/** What became of the writes. */
export interface Written {
  readonly acknowledged: number;
  /** Of writes that were refused or not answered. */
  readonly errors: readonly string[];
  /** Acknowledged and not there. */
  readonly missing: readonly string[];
  /** Longest time between two acknowledged writes. */
  readonly longestGapMs: number;
}

/** Writes to a topic with `acks=all` while something is done to the cluster, and reads all of it afterwards. */
export class Writes {
  private readonly keys = new Set<string>();
  private readonly errors: string[] = [];
  private longestGapMs = 0;
  private running = true;
  private loops: ReadonlyArray<Promise<void>> = [];

  private constructor(
    private readonly topic: string,
    private readonly client: KafkaClient,
  ) {}

  public static async start(manifest: ClusterManifest, topic: string): Promise<Writes> {
    const client = new KafkaClient(connectionTo(manifest), { answerMs: 30_000 });
    const writes = new Writes(topic, client);
    // One for each loop: where two sends of one producer fail at once, kafkajs mixes up its brokers, and then drops
    // records without a word.
    const producers = await Promise.all([0, 1, 2].map(() => client.producer()));
    let latest = performance.now();
    writes.loops = producers.map(async (producer, loop) => {
      for (let index = 0; writes.running; index++) {
        const key = `${Date.now()} ${loop} ${index}`;
        try {
          const [answer] = await producer.send({ topic, acks: -1, messages: [{ key, value: key }] });
          if (!answer) throw new Error("No broker has answered");
          writes.keys.add(key);
          writes.longestGapMs = Math.max(writes.longestGapMs, performance.now() - latest);
          latest = performance.now();
        } catch (error) {
          writes.errors.push((error as Error).message);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    return writes;
  }

  public async stop(): Promise<Written> {
    this.running = false;
    await Promise.all(this.loops);
    const found = new Set<string>();
    const consumer = await this.client.consumer(`writes-${Date.now()}`);
    await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
    const end = Date.now() + 60_000;
    await consumer.run({
      eachMessage: ({ message }) => Promise.resolve(void found.add(String(message.key))),
    });
    const missing = () => [...this.keys].filter((key) => !found.has(key));
    while (missing().length > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 200));
    await this.client.close();
    const { errors, longestGapMs } = this;
    return { acknowledged: this.keys.size, errors, missing: missing(), longestGapMs };
  }
}
