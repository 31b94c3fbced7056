import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KafkaProfile } from "cdktf-kafka-docker";
import { FaultCluster } from "./cluster";
import { execute, type RowResult } from "./execute";
import { type Row } from "./row";
import { changesTable, summary, table } from "./table";

/** Time for a row that was interrupted, and for the Terraform that it runs. */
const PATIENCE_MS = 60_000;

/** Where rows are run. */
export interface SuiteOptions {
  /** Name of the cluster; those of single rows begin with it. */
  readonly name: string;
  /** First of the ports that the clusters use. */
  readonly firstPort: number;
  /** Folder for the table and the pictures. */
  readonly out: string;
  /** What the Java of the cluster is tuned for. */
  readonly profile: KafkaProfile;
  readonly say: (text: string) => void;
}

/** Runs rows, one after the other, on one cluster as long as it is sound. */
export class Suite {
  private readonly results: RowResult[] = [];
  private cluster: FaultCluster | undefined;
  private readonly cleanUps: (() => Promise<void>)[] = [];
  private kill: () => void = () => undefined;
  private pending: Promise<void> | undefined;
  private removed: FaultCluster | undefined;
  private interrupted = false;
  private end: () => void = () => undefined;
  private readonly interruption = new Promise<void>((resolve) => (this.end = resolve));

  public constructor(private readonly options: SuiteOptions) {
    mkdirSync(options.out, { recursive: true });
  }

  /**
   * Runs rows, and leaves nothing behind but the folder of results.
   *
   * @param rows - Rows, each with the number of its run.
   */
  public async run(rows: Iterable<readonly [Row, number]>): Promise<readonly RowResult[]> {
    try {
      for (const [row, run] of rows) {
        this.pending = this.once(row, run);
        await Promise.race([this.pending, this.interruption]);
        if (this.interrupted) break;
      }
    } finally {
      await this.dispose();
    }
    if (this.interrupted) {
      // What the row still did when its cluster was removed may have left something.
      await Promise.race([this.pending, sleep(PATIENCE_MS)]);
      await this.removed?.remove();
    }
    return this.results;
  }

  public get wasInterrupted(): boolean {
    return this.interrupted;
  }

  /** Ends the row that runs, and removes its cluster. */
  public interrupt(): void {
    this.interrupted = true;
    this.kill();
    this.end();
  }

  private async once(row: Row, run: number): Promise<void> {
    const { out, say } = this.options;
    say(`row ${row.number}, run ${run}: ${row.fault}`);
    try {
      const cluster = await this.clusterFor(row);
      const onLoad = (load: { kill(): void }) => (this.kill = () => load.kill());
      const result = await execute(row, run, { cluster, out, onLoad });
      this.results.push(result);
      say(`  ${summary(result)}`);
      for (const { expected, holds, measured, what } of result.expectations)
        if (!holds) say(`  ${what}: expected ${expected || "none"}, got ${measured}`);
      if (!result.holds || row.cluster) await this.dispose();
    } catch (error) {
      if (this.interrupted) return;
      const reason = (error as Error).message;
      say(`  FAILS  ${reason}`);
      this.results.push(broken(row, run, reason));
      // Nobody knows what state it is in.
      await this.dispose();
    }
    writeFileSync(join(out, "table.md"), `${table(this.results)}${changesTable(this.results)}`);
    writeFileSync(
      join(out, "results.json"),
      `${JSON.stringify({ version: 1, results: this.results }, null, 2)}\n`,
    );
  }

  private async clusterFor(row: Row): Promise<FaultCluster> {
    const { firstPort, name, out, profile, say } = this.options;
    if (row.cluster) await this.dispose();
    if (this.cluster) return this.cluster;
    const own = row.cluster;
    const folder = join(out, "disk");
    const ownName = own ? `${name}-${row.number}` : name;
    if (own) {
      this.cleanUps.push(() => own.cleanUp(folder));
      await own.prepare(folder, ownName);
    }
    const cluster = new FaultCluster(ownName, firstPort, { profile, ...own?.props(folder) });
    this.cluster = cluster;
    const started = performance.now();
    cluster.declare();
    await cluster.apply();
    say(`  ${ownName} deployed in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return cluster;
  }

  private async dispose(): Promise<void> {
    await this.cluster?.remove();
    this.removed = this.cluster ?? this.removed;
    this.cluster = undefined;
    for (const cleanUp of this.cleanUps.splice(0)) await cleanUp();
  }
}

/** A run that did not come to its end. */
function broken({ fault, number }: Row, run: number, reason: string): RowResult {
  return {
    row: number,
    fault,
    run,
    holds: false,
    seconds: 0,
    counts: { acknowledged: 0, unknown: 0, unknownButThere: 0, refused: 0, errors: {} },
    findings: [],
    gapSeconds: 0,
    overallGapSeconds: 0,
    machineLoad: 0,
    changes: [],
    expectations: [{ what: "the run", expected: "comes to its end", measured: reason, holds: false }],
  };
}
