import { type ClusterPlan } from "./stack-plan";
import { type ServerChange } from "./server-changes";

/** One server that is changed while all others stay as they are. */
export interface RollStep {
  readonly cluster: string;
  readonly server: ServerChange;
  /** Why it comes when it comes. */
  readonly why: string;
}

/** What was done in one step. */
export interface StepReport {
  readonly server: string;
  readonly action: string;
  /** Seconds that the gate before it was closed. */
  readonly waited: number;
  /** Seconds from the plan of the step to the server's being healthy. */
  readonly changed: number;
  /** Seconds until everything was in sync again. */
  readonly synced: number;
}

/** Servers that are made, side by side. */
export interface CreateStep {
  readonly cluster: string;
  readonly servers: readonly ServerChange[];
}

/** The order in which a plan is carried out. */
export interface Roll {
  /** Before all others: they take load off them. */
  readonly created: readonly CreateStep[];
  readonly steps: readonly RollStep[];
}

/**
 * The order of a change: new servers, then ZooKeeper with its leader last, then brokers with those first that are not
 * in the cluster and the active controller last, then those that are removed, the highest first.
 *
 * @param plans - What becomes of each cluster; of its changes, those that need an order.
 * @returns The steps; none where nothing that runs is stopped.
 */
export function rollOf(plans: readonly ClusterPlan[]): Roll {
  const running = plans.filter(({ running, servers }) => running !== "absent" && servers.length > 0);
  return {
    created: running.flatMap(({ cluster, servers }) => {
      const made = servers.filter(({ action }) => action === "create");
      return made.length === 0 ? [] : [{ cluster, servers: made }];
    }),
    steps: running.flatMap((plan) => [...zookeepers(plan), ...restartedBrokers(plan), ...removed(plan)]),
  };
}

function zookeepers(plan: ClusterPlan): readonly RollStep[] {
  const modes = new Map(plan.zookeepers.map(({ id, mode }) => [id, mode]));
  const rank = ({ id }: ServerChange) => ({ silent: 0, leader: 2 })[modes.get(id) ?? "silent"] ?? 1;
  return ordered(plan, "zookeeper", rank, ["does not serve", "", "leads"]);
}

function restartedBrokers(plan: ClusterPlan): readonly RollStep[] {
  const { controller, brokers = [] } = plan.state ?? {};
  const rank = ({ id }: ServerChange) => (!brokers.includes(id) ? 0 : id === controller ? 2 : 1);
  return ordered(plan, "broker", rank, ["is not in the cluster", "", "is the controller"]);
}

function ordered(
  { cluster, servers }: ClusterPlan,
  role: ServerChange["role"],
  rank: (server: ServerChange) => number,
  whys: readonly string[],
): readonly RollStep[] {
  return servers
    .filter((one) => one.role === role && one.action === "restart")
    .sort((one, other) => rank(one) - rank(other) || one.id - other.id)
    .map((server) => ({ cluster, server, why: whys[rank(server)]! }));
}

function removed({ cluster, servers }: ClusterPlan): readonly RollStep[] {
  return servers
    .filter(({ action }) => action === "remove")
    .sort((one, other) => one.role.localeCompare(other.role) || other.id - one.id)
    .map((server) => ({ cluster, server, why: "" }));
}
