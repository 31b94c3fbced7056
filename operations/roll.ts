import { SILENT } from "../checks/zookeeper";
import { ClusterObserver } from "./observe-cluster";
import { partitionsBehind, partitionsThatNeed, quorumThatNeeds } from "./gate";
import { PlannedApply } from "./planned-apply";
import { balance, evacuate } from "./spread-replicas";
import { type Roll, type RollStep, type StepReport } from "./roll-steps";
import { type ClusterPlan, formerAddresses, type StackPlan } from "./stack-plan";
import { removedWith } from "./server-changes";
import { type Terraform } from "./terraform";
import { Interrupted } from "./stops";
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

/** Carries a plan out, one server at a time. */
export class RollRun {
  private readonly reports: StepReport[] = [];
  private readonly parts: PlannedApply;
  /** The plan of the next step, made while replicas of the one before it catch up. */
  private prepared: Promise<string> | undefined;

  /**
   * @param terraform - Terraform in the stack's folder.
   * @param plan - What is to be done; a step that would do anything else is not done.
   * @param options - How.
   */
  public constructor(
    terraform: Terraform,
    private readonly plan: StackPlan,
    private readonly options: RollOptions,
  ) {
    this.parts = new PlannedApply(terraform, plan, options.say);
  }

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
    return this.disposing(async () => {
      await this.servers(roll);
      for (const { cluster, manifest, proposal } of this.options.moveReplicas ? this.plan.clusters : []) {
        if (proposal === undefined) continue;
        this.options.say(`${cluster}: moving replicas to brokers that have fewer`);
        await balance(manifest, this.options);
        this.pause();
      }
      await this.parts.rest(onLine);
    });
  }

  /**
   * Carries out what is done to servers, and leaves the rest.
   *
   * @param roll - The order.
   * @returns What was done.
   * @throws Error - as `run` does.
   */
  public runServers(roll: Roll): Promise<readonly StepReport[]> {
    return this.disposing(() => this.servers(roll));
  }

  private async disposing(work: () => Promise<void>): Promise<readonly StepReport[]> {
    try {
      await work();
      return this.reports;
    } finally {
      // Terraform still writes it, where a step before it has failed.
      await this.prepared?.catch(() => undefined);
      this.parts.dispose();
    }
  }

  private async servers(roll: Roll): Promise<void> {
    for (const { servers } of roll.created) {
      this.pause();
      const names = servers.map(({ container }) => container);
      const seconds = await this.timed(async () => {
        const file = await this.parts.prepare(servers.map(({ address }) => address));
        const brokers = servers.filter(({ role }) => role === "broker").map(({ container }) => container);
        await this.parts.apply(file, names, brokers);
      });
      this.options.say(`✓ ${names.join(", ")} created (${seconds.toFixed(1)} s)`);
    }
    const first = (cluster: string) => roll.steps.find((step) => step.cluster === cluster && isRestart(step));
    for (const [index, step] of roll.steps.entries()) {
      this.pause();
      // One that a change before has broken is not in the plan, and must not be followed by the next.
      if (step === first(step.cluster)) await this.parts.assertNoneLoops(leftAsTheyAre(this.clusterOf(step)));
      await this.step(step, `[${index + 1}/${roll.steps.length}]`, roll.steps[index + 1]);
    }
    this.pause();
  }

  private async step(step: RollStep, count: string, next: RollStep | undefined): Promise<void> {
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
    const file = await (this.prepared ?? this.prepare(step));
    const waited = await this.timed(() => this.gate(around));
    const starts = server.role === "broker" && server.action !== "remove" ? [server.container] : [];
    const changed = await this.timed(() => this.parts.apply(file, [server.container], starts));
    this.prepared = next === undefined ? undefined : this.prepare(next);
    const synced = await this.timed(() => this.settled(around));
    this.reports.push({ server: server.container, action: server.action, waited, changed, synced });
    const done = server.action === "remove" ? "removed" : "restarted, all in sync";
    this.options.say(`✓ ${what} ${done} (${(waited + changed + synced).toFixed(1)} s)`);
  }

  private prepare(step: RollStep): Promise<string> {
    const { cluster, server } = step;
    const more = server.action === "remove" ? removedWith(this.plan.changes, cluster, server.container) : [];
    const prepared = this.parts.prepare([server.address, ...more]);
    // It is told when its turn comes.
    prepared.catch(() => undefined);
    return prepared;
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
      return isDown ? [] : partitionsThatNeed(state, server.id, cluster.state);
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

  private clusterOf({ cluster }: RollStep): ClusterPlan {
    return this.plan.clusters.find((one) => one.cluster === cluster)!;
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

function isRestart({ server: { action, role } }: RollStep): boolean {
  return role === "broker" && action === "restart";
}

/** Containers of brokers that are not in the cluster, and that the plan does not touch. */
function leftAsTheyAre({ manifest, servers, state }: ClusterPlan): readonly string[] {
  if (state === undefined) return [];
  const touched = new Set(servers.map(({ container }) => container));
  return manifest.brokers
    .filter(({ container, id }) => !state.brokers.includes(id) && !touched.has(container))
    .map(({ container }) => container);
}
