import { type FaultCluster } from "./cluster";
import { untilHealed } from "./healed";
import { readAll } from "./follower";
import { type FullRead, type Write } from "./history";
import { Load, type LoadOptions } from "./load";
import { type Disturbance } from "./timeline";

/** Something that must hold, and whether it did. */
export interface Expectation {
  readonly what: string;
  readonly expected: string;
  readonly measured: string;
  readonly holds: boolean;
}

/** A change of the cluster under load. */
export interface ChangeMade {
  readonly what: string;
  /** By which command. */
  readonly way: string;
  /** From its begin until writes went on after it, ms since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the command. */
  readonly seconds: number;
  /** Of each server, where one came after the other. */
  readonly stepSeconds: readonly number[];
  /** Sends that were not acknowledged. */
  readonly failed: number;
}

/** What a row works with: a cluster, a load that runs, and a place for what it finds. */
export class Scene {
  public readonly disturbances: Disturbance[] = [];
  public readonly expectations: Expectation[] = [];
  public readonly changes: ChangeMade[] = [];
  /** What was read while the row ran. */
  public readonly reads: FullRead[] = [];
  /** What other producers than the load have written. */
  public readonly writes: Write[] = [];

  public constructor(
    public readonly cluster: FaultCluster,
    public readonly load: Load,
    private readonly options: LoadOptions,
  ) {}

  public get topic(): string {
    return this.options.topic;
  }

  /** Name of the container of a broker. */
  public broker(id: number): string {
    return this.cluster.broker(id);
  }

  /**
   * Notes for the picture that something was done.
   *
   * @param text - What, in a word or two.
   * @param work - Does it, and undoes it.
   */
  public async during<T>(text: string, work: () => Promise<T>): Promise<T> {
    const fromMs = Date.now();
    try {
      return await work();
    } finally {
      this.disturbances.push({ text, fromMs, toMs: Date.now() });
    }
  }

  /** Notes something that must hold. */
  public expect(what: string, expected: string, measured: string, holds: boolean): void {
    this.expectations.push({ what, expected, measured, holds });
  }

  /** Notes a time that must not be longer. */
  public atMost(what: string, bound: number, seconds: number): void {
    this.expect(what, `<= ${bound} s`, `${seconds.toFixed(1)} s`, seconds <= bound);
  }

  /** Notes two things that must be the same. */
  public same(what: string, expected: string, measured: string): void {
    this.expect(what, expected, measured, expected === measured);
  }

  /** Notes a text that must be part of another. */
  public contains(what: string, part: string, text: string): void {
    const holds = text.includes(part);
    this.expect(what, part, holds ? part : text.trim().slice(-500), holds);
  }

  /** Waits until the cluster is whole, and notes how long it took. */
  public async healed(bound: number): Promise<void> {
    const seconds = await untilHealed(this.cluster, bound).catch((error: unknown) => error as Error);
    if (typeof seconds === "number") this.atMost("whole again", bound, seconds);
    else this.expect("whole again", `<= ${bound} s`, seconds.message, false);
  }

  /**
   * Reads everything that can be read now.
   *
   * @param name - When it is, for the findings.
   * @param endsEarly - Whether the last of what was acknowledged may be missing.
   */
  public async read(name: string, endsEarly = false): Promise<void> {
    this.reads.push({ ...(await readAll(this.options, name)), endsEarly });
  }

  /**
   * Writes once to each partition, without a second try, so that a refusal is definite.
   *
   * @returns What became of it.
   */
  public async probe(): Promise<Write[]> {
    const settings = {
      "enable.idempotence": false,
      "message.send.max.retries": 0,
      "message.timeout.ms": 6000,
      count: this.options.partitions,
      "flush.ms": 10_000,
    };
    const probe = await Load.start({ ...this.options, producer: `probe${this.writes.length}`, settings });
    while (probe.sent < this.options.partitions) await new Promise((resolve) => setTimeout(resolve, 50));
    const writes = await probe.stop();
    this.writes.push(...writes);
    return writes;
  }
}
