import { type Refusal } from "./guard-rules";
import { rollOf } from "./roll-steps";
import { firstRound, secondRound, type Upgrade, upgradeOf } from "./upgrade";
import { settingChanges, settingsAddress } from "./setting-changes";
import { type Proposal } from "./spread-replicas";
import { type Difference } from "./server-definition";
import { type ClusterPlan, type StackPlan } from "./stack-plan";
import { type TopicPlan } from "./topic-plan";

/** How a plan ends. */
export type PlanOutcome = "unchanged" | "changes" | "refused";

/** A plan for readers and programs: plain data. */
export interface PlanReport {
  /** Version of this form. */
  readonly version: 1;
  /** Name of the stack. */
  readonly stack: string;
  readonly outcome: PlanOutcome;
  readonly clusters: readonly ClusterReport[];
  /** What else the plan changes, that is no part of a cluster. */
  readonly others: ReadonlyArray<{ readonly address: string; readonly actions: readonly string[] }>;
  /** Steps of a deploy that run again, such as the checks. */
  readonly steps: readonly string[];
  /** Addresses of what was removed or made by other hands since the last apply. */
  readonly drift: readonly string[];
  /** What the guard does not let pass. */
  readonly refused: readonly Refusal[];
  /** What it would not, but for `--allow`. */
  readonly allowed: readonly Refusal[];
}

/** What a plan does to one cluster. */
export interface ClusterReport {
  readonly cluster: string;
  /** `absent`: none of its servers has been made. */
  readonly running: ClusterPlan["running"];
  /** Why it could not be asked. */
  readonly unreachable?: string;
  readonly servers: ReadonlyArray<{
    readonly role: "broker" | "zookeeper";
    readonly id: number;
    readonly container: string;
    readonly action: "create" | "restart" | "update" | "remove";
    readonly because: readonly Difference[];
  }>;
  /** Settings that brokers take over while they run. */
  readonly settings: readonly Difference[];
  readonly volumes: ReadonlyArray<{ readonly volume: string; readonly action: string }>;
  readonly topics: readonly TopicPlan[];
  /** Servers that are stopped, in the order of `kafka-docker apply`, and why one is first or last. */
  readonly order: ReadonlyArray<{ readonly container: string; readonly why: string }>;
  /** A change of the version that takes two rounds; `order` is that of the first then. */
  readonly upgrade?: Pick<Upgrade, "from" | "to" | "protocol"> & {
    /** Brokers that are restarted in the second round, by number; the controller of then is the last. */
    readonly again: readonly string[];
  };
  /** Partitions that change their leader, and so pause for a moment. */
  readonly leadersMoved: number;
  /** What --move-replicas moves: where brokers are added or removed, or hold nothing yet, or it is asked for. */
  readonly proposal?: Proposal;
}

/**
 * Tells a plan as plain data.
 *
 * @param plan - The plan.
 * @param allow - Rules that are let pass.
 * @returns The report.
 */
export function planReport(plan: StackPlan, allow: readonly string[] = []): PlanReport {
  const all = [...plan.refusals, ...plan.clusters.flatMap(({ refusals }) => refusals)];
  const isAllowed = ({ canBeAllowed, rule }: Refusal) => canBeAllowed && allow.includes(rule);
  const refused = all.filter((one) => !isAllowed(one));
  return {
    version: 1,
    stack: plan.stack,
    outcome: refused.length > 0 ? "refused" : changesAnything(plan) ? "changes" : "unchanged",
    clusters: plan.clusters.map((one) => clusterReport(one, plan)),
    others: othersOf(plan),
    steps: plan.changes.filter((change) => isStep(change, plan)).map(({ name }) => name),
    drift: plan.drift,
    refused,
    allowed: all.filter(isAllowed),
  };
}

function changesAnything({ changes, clusters, movesReplicas }: StackPlan): boolean {
  if (changes.length > 0) return true;
  return clusters.some(
    ({ proposal, topics }) =>
      topics.some((one) => one.changes.length > 0) || (movesReplicas && proposal !== undefined),
  );
}

function clusterReport(plan: ClusterPlan, { changes }: StackPlan): ClusterReport {
  const { cluster, manifest, proposal, running, servers, state, topics, unreachable, volumes } = plan;
  const dynamic = new Set(manifest.dynamicSettings);
  const upgrade = upgradeOf(plan);
  const roll = upgrade === undefined ? rollOf([plan]) : firstRound([plan], [upgrade]);
  const order = roll.steps.map(({ server, why }) => ({ container: server.container, why }));
  const stopped = new Set(
    servers
      .filter((one) => one.role === "broker" && ["restart", "remove"].includes(one.action))
      .map(({ id }) => id),
  );
  return {
    cluster,
    running,
    ...(unreachable === undefined ? {} : { unreachable }),
    servers: servers.map(({ action, because, container, id, role }) => ({
      ...{ role, id, container, action },
      // A container has the settings of its start: those that have changed since may be in force already.
      because: because.filter(({ kind, name }) => kind !== "setting" || !dynamic.has(name)),
    })),
    settings: settingChanges(changes, cluster),
    volumes: volumes.map(({ action, volume }) => ({ volume, action })),
    topics,
    order,
    ...(upgrade === undefined ? {} : { upgrade: upgradeReport(plan, upgrade) }),
    ...(proposal === undefined ? {} : { proposal }),
    leadersMoved:
      state?.partitions.filter(({ leader }) => leader !== null && stopped.has(leader)).length ?? 0,
  };
}

function upgradeReport(plan: ClusterPlan, upgrade: Upgrade): Exclude<ClusterReport["upgrade"], undefined> {
  const { held: _, cluster: __, ...told } = upgrade;
  return { ...told, again: secondRound(plan, upgrade) };
}

/** Without the resources that only show settings, topics and users. */
function isStep(
  { address, change: { actions }, index, type }: StackPlan["changes"][number],
  { clusters }: StackPlan,
): boolean {
  if (type !== "terraform_data" || index !== undefined || !actions.includes("create")) return false;
  return clusters.every(({ cluster }) => address !== settingsAddress(cluster));
}

function othersOf({ changes, clusters }: StackPlan): PlanReport["others"] {
  const known = new Set(
    clusters.flatMap(({ servers, volumes }) => [...servers, ...volumes].map(({ address }) => address)),
  );
  return changes
    .filter(({ address, type }) => !known.has(address) && type !== "terraform_data")
    .map(({ address, change: { actions } }) => ({ address, actions }));
}
