import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logLines } from "../checks/docker-engine";
import { SILENT } from "../checks/zookeeper";
import { ClusterObserver } from "./observe-cluster";
import { partitionsBehind, partitionsThatNeed, quorumThatNeeds } from "./gate";
import { isAsPlanned, readPlan, realChanges } from "./plan-file";
import { balance, evacuate } from "./spread-replicas";
import { type CreateStep, type Roll, type RollStep, type StepReport } from "./roll-steps";
import { type ClusterPlan, formerAddresses, type StackPlan } from "./stack-plan";
import { type Terraform, TerraformError } from "./terraform";
import { Interrupted, StoppedAtGate } from "./stops";
import { Wait } from "./wait";

/** How a roll is carried out. */
export interface RollOptions {
  /** Ends it at the next point at which nothing is half done. */
  readonly signal: AbortSignal;
  /** Seconds that each gate is waited for. */
  readonly gateSeconds: number;
  /** Bytes a second that a broker may send, and may receive, while replicas move. */
  readonly throttle?: number;
  /** Whether brokers that are new get replicas of what is there. */
  readonly moveReplicas: boolean;
  /** Told what goes on. */
  readonly say: (line: string) => void;
}

/** A step, with what is asked before and after it. */
interface Around extends Pick<RollStep, "server"> {
  readonly cluster: ClusterPlan;
  readonly observer: ClusterObserver;
  readonly wait: Wait;
}

const LOG_LINES = 15;
const TELL_MS = 10_000;

/** Carries a plan out, one server at a time. */
export class RollRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "kafka-docker-"));
  private readonly reports: StepReport[] = [];

  /**
   * @param terraform - Terraform in the stack's folder.
   * @param plan - What is to be done; a step that would do anything else is not done.
   * @param options - How.
   */
  public constructor(
    private readonly terraform: Terraform,
    private readonly plan: StackPlan,
    private readonly options: RollOptions,
  ) {}

  /**
   * Carries it out.
   *
   * @param roll - The order.
   * @param onLine - Told each line of Terraform at the end, when the cluster is checked.
   * @returns What was done.
   * @throws StoppedAtGate - when a gate stays closed.
   * @throws Interrupted - between two steps.
   * @throws TerraformError - with its words.
   */
  public async run(roll: Roll, onLine: (line: string) => void): Promise<readonly StepReport[]> {
    try {
      await this.servers(roll);
      await this.rest(onLine);
      return this.reports;
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /**
   * Carries out what is done to servers, and leaves the rest.
   *
   * @param roll - The order.
   * @returns What was done.
   * @throws Error - as `run` does.
   */
  public async runServers(roll: Roll): Promise<readonly StepReport[]> {
    try {
      await this.servers(roll);
      return this.reports;
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async servers(roll: Roll): Promise<void> {
    for (const { servers } of roll.created) {
      this.pause();
      const names = servers.map(({ container }) => container).join(", ");
      const addresses = servers.map(({ address }) => address);
      const seconds = await this.timed(() => this.applyOnly(addresses, names));
      this.options.say(`✓ ${names} created (${seconds.toFixed(1)} s)`);
    }
    for (const [index, step] of roll.steps.entries()) {
      this.pause();
      await this.step(step, `[${index + 1}/${roll.steps.length}]`);
    }
    this.pause();
    for (const created of this.options.moveReplicas ? roll.created : []) {
      const { cluster, manifest } = this.clusterOf(created);
      this.options.say(`${cluster}: moving replicas to the new servers`);
      await balance(manifest, this.options);
      this.pause();
    }
  }

  private async step(step: RollStep, count: string): Promise<void> {
    const { server, why } = step;
    const cluster = this.clusterOf(step);
    const what = `${server.role === "broker" ? "broker" : "ZooKeeper server"} ${server.id} (${server.container})`;
    const verb = server.action === "remove" ? "remove" : "restart";
    this.options.say(`${count} ${what}: ${verb}${why === "" ? "" : `, ${why}`}`);
    // Not without a word: the guard has let it pass, or replicas are to be moved.
    if (server.action === "remove" && server.role === "broker" && this.options.moveReplicas) {
      await evacuate(cluster.manifest, this.options);
    }
    const observer = new ClusterObserver(cluster.manifest, formerAddresses(cluster.servers));
    const wait = new Wait(`${count} ${what}`, this.options);
    const around = { server, cluster, observer, wait };
    const waited = await this.timed(() => this.gate(around));
    const volumes = server.action === "remove" ? this.volumesOf(cluster, server.container) : [];
    const changed = await this.timed(() => this.applyOnly([server.address, ...volumes], server.container));
    const synced = await this.timed(() => this.settled(around));
    this.reports.push({ server: server.container, action: server.action, waited, changed, synced });
    const done = server.action === "remove" ? "removed" : "restarted, all in sync";
    this.options.say(`✓ ${what} ${done} (${(waited + changed + synced).toFixed(1)} s)`);
  }

  /** Whether this server can be spared now. */
  private async gate({ cluster, observer, server, wait }: Around): Promise<void> {
    if (server.role === "zookeeper") {
      await wait.until("the quorum", async () => {
        const needs = quorumThatNeeds(await observer.zookeepers(), server.id);
        return needs === undefined ? [] : [needs];
      });
      return;
    }
    // Where nobody answers there is nothing that a restart could stop.
    if (cluster.running === "unreachable") return;
    await wait.until("the partitions that need it", async () => {
      const state = await observer.state();
      const isDown = !state.brokers.includes(server.id);
      return isDown ? [] : partitionsThatNeed(state, server.id);
    });
  }

  /** Whether the cluster is again as it was before the step. */
  private async settled({ cluster, observer, server, wait }: Around): Promise<void> {
    if (server.role === "zookeeper") {
      await wait.until("ZooKeeper", async () => {
        const silent = (await observer.zookeepers()).filter(({ mode }) => mode === SILENT);
        return silent.map(({ id }) => `server ${id} does not serve`);
      });
    }
    if (server.action === "remove") return;
    const down = new Set(cluster.manifest.brokers.map(({ id }) => id));
    for (const id of cluster.state?.brokers ?? []) down.delete(id);
    await wait.until("replicas to be in sync", async () => {
      const state = await observer.state();
      const missing = server.role === "broker" && !state.brokers.includes(server.id);
      if (missing) return [`${server.container} is not in the cluster yet`];
      // Of brokers that were down before, and whose turn comes, nothing can be expected.
      const awaited = state.partitions.filter(({ inSync, replicas }) =>
        replicas.some((id) => !inSync.includes(id) && (!down.has(id) || state.brokers.includes(id))),
      );
      return partitionsBehind({ ...state, partitions: awaited });
    });
  }

  /** Does what was planned for some addresses, and what they need, and nothing else. */
  private async applyOnly(targets: readonly string[], what: string): Promise<void> {
    const file = join(this.folder, "step.tfplan");
    const drifted = targets.some((one) => this.plan.drift.includes(one));
    await this.terraform.plan(file, { targets, refresh: drifted });
    await this.assertAsPlanned(file);
    try {
      await this.telling(what, () => this.terraform.apply(file));
    } catch (error) {
      if (!(error instanceof TerraformError)) throw error;
      const lines = await logLines(what).catch(() => []);
      const tail = lines.slice(-LOG_LINES).map((line) => `  | ${line}`);
      throw new TerraformError(
        [error.message, ...(tail.length > 0 ? [`last lines of ${what}:`] : []), ...tail].join("\n"),
      );
    }
  }

  /** A container that does not come up keeps the provider waiting for minutes. */
  private async telling(what: string, work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    const tell = () => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      this.options.say(`  ${what}: stopped, or not healthy yet, ${seconds} s`);
    };
    const timer = setInterval(tell, TELL_MS);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  }

  private async rest(onLine: (line: string) => void): Promise<void> {
    const file = join(this.folder, "rest.tfplan");
    if (!(await this.terraform.plan(file, { refresh: false }))) return;
    await this.assertAsPlanned(file);
    await this.terraform.apply(file, { onLine });
  }

  private async assertAsPlanned(file: string): Promise<void> {
    const now = realChanges(await readPlan(this.terraform, file));
    const planned = new Map(this.plan.changes.map((one) => [one.address, one]));
    const others = now.filter((one) => !isAsPlanned(one, planned.get(one.address)));
    if (others.length === 0) return;
    const names = others.map(({ address }) => address).join(", ");
    throw new StoppedAtGate(`what would be done is not what was planned: ${names}; plan again`);
  }

  private clusterOf({ cluster }: RollStep | CreateStep): ClusterPlan {
    return this.plan.clusters.find((one) => one.cluster === cluster)!;
  }

  private volumesOf({ volumes }: ClusterPlan, container: string): readonly string[] {
    return volumes
      .filter(({ action, volume }) => action === "remove" && volume.startsWith(`${container}-`))
      .map(({ address }) => address);
  }

  private pause(): void {
    if (this.options.signal.aborted) throw new Interrupted("interrupted between two steps");
  }

  private async timed(work: () => Promise<void>): Promise<number> {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  }
}
