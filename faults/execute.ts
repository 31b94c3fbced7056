import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { check, count, type Counts, type Finding } from "./checker";
import { errorOf, type FaultCluster } from "./cluster";
import { draw } from "./drawing";
import { Follower, readAll } from "./follower";
import { Load } from "./load";
import { type Row } from "./row";
import { OUTAGE_SECONDS } from "./rows/changes";
import { type ChangeMade, type Expectation, Scene } from "./scene";
import { lengthMs, longestGap, longestGapIn, type Timeline, timeline } from "./timeline";

/** Records acknowledged before a fault. */
const BEFORE = 2000;
/** Records acknowledged after each fault. */
const AFTER = 5000;
const AFTER_SECONDS = 120;
const PARTITIONS = 6;
/** Each broker leads its share; each order of the others comes once. */
const SPREAD = [
  [1, 2, 3],
  [2, 3, 1],
  [3, 1, 2],
  [1, 3, 2],
  [2, 1, 3],
  [3, 2, 1],
] as const;
/** Records a second. */
export const RATE = 1000;

/** What a run of a row has found. */
export interface RowResult {
  readonly row: number;
  readonly fault: string;
  readonly run: number;
  readonly holds: boolean;
  readonly seconds: number;
  readonly counts: Counts;
  readonly findings: readonly Finding[];
  /** Longest time without an acknowledged write: of any partition, and of all together. */
  readonly gapSeconds: number;
  readonly overallGapSeconds: number;
  readonly expectations: readonly Expectation[];
  /** Changes that were made, and how long some partition was without a write for them. */
  readonly changes: ReadonlyArray<ChangeMade & { readonly gapSeconds: number }>;
  /** Processes that wanted a processor, on average of the last minute of the run. */
  readonly machineLoad: number;
}

/** Where a row runs, and where its picture goes. */
export interface Place {
  readonly cluster: FaultCluster;
  /** Folder for pictures and histories. */
  readonly out: string;
  /** Is given what can be ended at once, when the suite is interrupted. */
  readonly onLoad?: (load: { kill(): void }) => void;
}

/**
 * Runs a row once: writes, disturbs, waits until the cluster is whole, writes on, and checks everything.
 *
 * @param row - The row.
 * @param run - Number of the run, from 1.
 * @param place - Where.
 */
export async function execute(row: Row, run: number, { cluster, onLoad, out }: Place): Promise<RowResult> {
  const started = performance.now();
  const topic = `row-${row.number}-${run}`;
  const folder = join(out, "histories", topic);
  mkdirSync(folder, { recursive: true });
  // Of one order, so that leadership moves as a whole.
  const orders = row.leaders === "one" ? [SPREAD[0]] : SPREAD;
  const replicas = Array.from({ length: PARTITIONS }, (_, partition) => orders[partition % orders.length]!);
  await cluster.createTopic(topic, replicas, row.topic);
  const before = await cluster.identity();
  const options = { servers: cluster.servers, topic, partitions: PARTITIONS, folder, producer: "load" };
  const load = await Load.start({ ...options, settings: { ...row.load, rate: RATE } });
  const follower = await Follower.start(options);
  onLoad?.({ kill: () => [load, follower].forEach((one) => one.kill()) });
  try {
    await load.more(BEFORE, 30);
    const scene = new Scene(cluster, load, options);
    await scene.read("before");
    await disturb(row, scene);
    await load.more(AFTER, AFTER_SECONDS).catch((error: Error) => {
      scene.expect("writes after the fault", `${AFTER} acknowledged`, error.message, false);
    });
    const writes = [...(await load.stop()), ...scene.writes];
    const groupOffsets = await follower.stop();
    const reads = [...scene.reads, await readAll(options, "after")];
    const evidence = { writes, reads, replicas: await cluster.replicas(topic), groupOffsets };
    scene.same("cluster id, brokers and volumes", before, await cluster.identity());
    const plan = await cluster.deployment.plan();
    scene.same("the plan", "no changes", plan.code === 0 ? "no changes" : errorOf(plan.output));
    const loads = writes.filter(({ producer }) => producer === "load");
    const line = timeline(loads, PARTITIONS, scene.disturbances);
    const findings = check(evidence);
    judge(row, scene, findings, line);
    const result: RowResult = {
      row: row.number,
      fault: row.fault,
      run,
      holds: scene.expectations.every(({ holds }) => holds),
      seconds: (performance.now() - started) / 1000,
      counts: count(evidence),
      findings,
      gapSeconds: lengthMs(longestGap(line)) / 1000,
      overallGapSeconds: lengthMs(line.overall) / 1000,
      expectations: scene.expectations,
      changes: scene.changes.map((change) => ({
        ...change,
        gapSeconds: lengthMs(longestGapIn(loads, PARTITIONS, change)) / 1000,
      })),
      machineLoad: loadavg()[0]!,
    };
    writeFileSync(
      join(out, `row-${row.number}-${run}.svg`),
      await draw(line, `Row ${row.number}: ${row.fault}`, RATE),
    );
    // What was found wrong must be explained: its history stays.
    if (result.holds) rmSync(folder, { recursive: true });
    await cluster.deleteTopics([topic]);
    return result;
  } finally {
    load.kill();
    follower.kill();
  }
}

async function disturb(row: Row, scene: Scene): Promise<void> {
  try {
    await row.run(scene);
  } catch (error) {
    scene.expect("the fault and its end", "as planned", (error as Error).message, false);
  }
  await scene.healed(row.healSeconds);
}

function judge(row: Row, scene: Scene, findings: readonly Finding[], line: Timeline): void {
  const seconds = lengthMs(longestGap(line)) / 1000;
  const text = findings
    .map(({ count: many, examples, kind }) => `${many} ${kind}: ${examples.join("; ")}`)
    .join(". ");
  if (row.mustReport === "losses") {
    const lost = findings.some(({ kind }) => kind === "lost");
    scene.expect("the checker reports losses", "at least one", lost ? text : "none", lost);
  } else scene.same("findings of the checker", "", text);
  if (row.mustReport === "outage") {
    const measured = `${seconds.toFixed(1)} s`;
    scene.expect("an outage is reported", `> ${OUTAGE_SECONDS} s`, measured, seconds > OUTAGE_SECONDS);
  }
  if (row.gapSeconds !== undefined) scene.atMost("longest gap of a partition", row.gapSeconds, seconds);
}
