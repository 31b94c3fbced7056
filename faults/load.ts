import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseWrites, type Write } from "./history";
import { PythonProgram } from "./python";

const POLL_MS = 50;

/** Where and what to write. */
export interface LoadOptions {
  /** Addresses to begin with, separated by commas. */
  readonly servers: string;
  readonly topic: string;
  readonly partitions: number;
  /** Tells its records from those of others: a word. */
  readonly producer: string;
  /** Folder for the file of outcomes. */
  readonly folder: string;
  /** Settings of librdkafka, and the program's own (see `load.py`). Default: idempotent, `acks=all`, 1,000 a second. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** Writes numbered records with librdkafka, and tells how it goes. */
export class Load {
  /** Records that were given to the library. */
  public sent = 0;
  public acknowledged = 0;
  /** Records that were refused, or of which nobody knows. */
  public failed = 0;
  private program: PythonProgram | undefined;

  private constructor(private readonly options: LoadOptions) {}

  /** Begins to write. */
  public static async start(options: LoadOptions): Promise<Load> {
    const load = new Load(options);
    const { partitions, producer, servers, settings = {}, topic } = options;
    const more = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    const args = [servers, topic, String(partitions), producer, load.file, ...more];
    load.program = await PythonProgram.start("load.py", args, (line) => {
      [load.sent, load.acknowledged, load.failed] = line.split(" ").map(Number) as [number, number, number];
    });
    return load;
  }

  /**
   * Waits until more records are acknowledged.
   *
   * @param records - How many more than now.
   * @param seconds - Time for it.
   */
  public async more(records: number, seconds = 120): Promise<void> {
    const [goal, limit] = [this.acknowledged + records, performance.now() + seconds * 1000];
    while (this.acknowledged < goal) {
      if (!this.program!.runs) await this.program!.done();
      if (performance.now() > limit)
        throw new Error(
          `${goal - this.acknowledged} of ${records} records were not acknowledged in ${seconds} s`,
        );
      await sleep(POLL_MS);
    }
  }

  /** Ends it, once every record has its outcome or the program's patience is over. */
  public async stop(): Promise<Write[]> {
    await this.program!.finish();
    return this.writes;
  }

  /** Ends it at once. */
  public kill(): void {
    this.program?.kill();
  }

  /** What is known of the writes so far. */
  public get writes(): Write[] {
    const { producer, settings } = this.options;
    const text = readFileSync(this.file, "utf8");
    // While it writes, the last line may not be whole.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    return parseWrites(whole, producer, settings?.["message.send.max.retries"] !== 0);
  }

  private get file(): string {
    return join(this.options.folder, `${this.options.topic}-${this.options.producer}.writes`);
  }
}
