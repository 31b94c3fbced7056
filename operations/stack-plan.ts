import { basename } from "node:path";
import { addressOf } from "../checks/connection";
import { containerState } from "../checks/docker-engine";
import { reason } from "../checks/reason";
import { type ObservedZookeeper } from "../checks/report";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { LABEL } from "../manifest/labels";
import { planOfTopics } from "./apply-topics";
import { deadline } from "../checks/deadline";
import { judge } from "./guard";
import { type Refusal } from "./guard-rules";
import { ClusterObserver, type ClusterState } from "./observe-cluster";
import { plannedState, readPlan, realChanges, type ResourceChange } from "./plan-file";
import { serverChanges, type ServerChange, volumeChanges, type VolumeChange } from "./server-changes";
import { labelsOf, serverDefinition } from "./server-definition";
import { type Proposal, proposalOf } from "./spread-replicas";
import { type Terraform } from "./terraform";
import { type TopicPlan } from "./topic-plan";

/** What a plan does to one cluster. */
export interface ClusterPlan {
  readonly cluster: string;
  readonly manifest: ClusterManifest;
  readonly servers: readonly ServerChange[];
  readonly volumes: readonly VolumeChange[];
  /** Names of networks that are removed or made anew. */
  readonly networks: readonly string[];
  /** What is done to topics; empty where there is nothing to do, or the cluster does not run yet. */
  readonly topics: readonly TopicPlan[];
  /** `absent`: none of its servers has been made. */
  readonly running: "yes" | "absent" | "unreachable";
  /** Why it could not be asked. */
  readonly unreachable?: string;
  readonly state?: ClusterState;
  readonly zookeepers: readonly ObservedZookeeper[];
  /** Protocols that brokers say they speak, by id; only where their image changes, and they can be asked. */
  readonly protocols?: ReadonlyMap<number, string>;
  readonly refusals: readonly Refusal[];
  /** What --move-replicas moves: where brokers are added or removed, or hold nothing yet, or it is asked for. */
  readonly proposal?: Proposal;
}

/** What a plan does to a stack. */
export interface StackPlan {
  readonly stack: string;
  readonly changes: readonly ResourceChange[];
  readonly clusters: readonly ClusterPlan[];
  /** Addresses of what was changed by other hands since the last apply. */
  readonly drift: readonly string[];
  /** Of the plan as a whole. */
  readonly refusals: readonly Refusal[];
  /** Whether what is proposed is to be done. */
  readonly movesReplicas: boolean;
}

/** How a plan is read. */
export interface ReadPlanOptions {
  readonly signal: AbortSignal;
  /** Whether it is to be carried out at once, as `terraform apply` does. */
  readonly allAtOnce: boolean;
  readonly movesReplicas: boolean;
}

const ASK_SECONDS = 15;

/**
 * Reads a plan as a Kafka operator would, and judges it.
 *
 * @param terraform - Terraform in the stack's folder.
 * @param file - The plan.
 * @param manifests - The clusters of the stack.
 * @param options - How it is read.
 * @returns What it would do.
 * @throws Error - when the file is no plan.
 */
export async function readStackPlan(
  terraform: Terraform,
  file: string,
  manifests: readonly ClusterManifest[],
  options: ReadPlanOptions,
): Promise<StackPlan> {
  const planned = plannedState(file);
  const [plan, state] = await Promise.all([readPlan(terraform, file), terraform.state()]);
  const changes = realChanges(plan);
  const isStale = planned?.serial !== state?.serial || planned?.lineage !== state?.lineage;
  const clusters = await Promise.all(manifests.map((one) => clusterPlan(one, changes, options)));
  return {
    stack: basename(terraform.folder),
    changes,
    clusters,
    drift: plan.resource_drift.filter(isRealDrift).map(({ address }) => address),
    refusals: isStale ? [stale(file)] : [],
    movesReplicas: options.movesReplicas,
  };
}

/** The provider computes some attributes anew at each read. */
function isRealDrift({ change: { actions } }: ResourceChange): boolean {
  return actions.includes("delete") || actions.includes("create");
}

function stale(file: string): Refusal {
  return {
    rule: "stale-plan",
    subject: basename(file),
    reason: "it was made on another state than there is now: something was applied since",
    remedy: "plan again",
    canBeAllowed: false,
  };
}

async function clusterPlan(
  manifest: ClusterManifest,
  changes: readonly ResourceChange[],
  { allAtOnce, movesReplicas, signal }: ReadPlanOptions,
): Promise<ClusterPlan> {
  const cluster = manifest.name;
  const servers = serverChanges(changes, manifest);
  const volumes = volumeChanges(changes, cluster);
  const networks = removedNetworks(changes, cluster);
  const created = servers.filter(({ action }) => action === "create");
  const declared = manifest.brokers.length + manifest.zookeepers.length;
  const existing = await alreadyThere(created);
  const isNew = created.length === declared && servers.length === declared && existing.length === 0;
  const former = formerAddresses(servers);
  const observer = new ClusterObserver(manifest, former);
  const zookeepers = isNew ? [] : await observer.zookeepers().catch(() => []);
  const asked = isNew ? { running: "absent" as const } : await ask(observer, signal);
  const [topics, protocols] =
    asked.state === undefined
      ? [[], new Map<number, string>()]
      : await Promise.all([
          topicsOf(manifest, former, signal),
          protocolsOf(observer, servers, asked.state, signal),
        ]);
  const judged = {
    ...{ servers, volumes, topics, existing, zookeepers, protocols },
    ...{ networks: isNew ? [] : networks, allAtOnce, movesReplicas },
  };
  const refusals = judge(asked.state === undefined ? judged : { ...judged, state: asked.state });
  const proposal = scalingOf(manifest, servers, asked.state, movesReplicas);
  return {
    cluster,
    manifest,
    servers,
    volumes,
    networks,
    topics,
    zookeepers,
    protocols,
    refusals,
    ...asked,
    ...proposal,
  };
}

/** Where the Docker Engine cannot be asked, Terraform says so better. */
async function alreadyThere(created: readonly ServerChange[]): Promise<readonly string[]> {
  const states = created.map(async ({ container }) => ({ container, ...(await containerState(container)) }));
  const all = await Promise.all(states).catch(() => []);
  return all.filter(({ exists }) => exists).map(({ container }) => container);
}

function scalingOf(
  manifest: ClusterManifest,
  servers: readonly ServerChange[],
  state: ClusterState | undefined,
  isAskedFor: boolean,
): { proposal?: Proposal } {
  if (state === undefined) return {};
  const scaled = servers.some(
    ({ action, role }) => role === "broker" && (action === "create" || action === "remove"),
  );
  const proposal = proposalOf(state.topics, manifest);
  // Of an apply that was interrupted before it moved anything to a new broker.
  const isIdle = proposal.before.some(({ replicas }) => replicas === 0);
  return proposal.replicas > 0 && (scaled || isIdle || isAskedFor) ? { proposal } : {};
}

async function ask(
  observer: ClusterObserver,
  signal: AbortSignal,
): Promise<Pick<ClusterPlan, "running" | "state" | "unreachable">> {
  try {
    return { running: "yes", state: await until(deadline(ASK_SECONDS, signal), () => observer.state()) };
  } catch (error) {
    return { running: "unreachable", unreachable: reason(error) };
  }
}

/** A broker that does not tell speaks the protocol of its setting, or of its image. */
async function protocolsOf(
  observer: ClusterObserver,
  servers: readonly ServerChange[],
  { brokers }: ClusterState,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const changed = servers.filter(
    ({ because, id, role }) =>
      role === "broker" && brokers.includes(id) && because.some(({ kind }) => kind === "image"),
  );
  const ids = changed.map(({ id }) => id);
  return observer.protocols(ids, deadline(ASK_SECONDS, signal)).catch(() => new Map());
}

/** Addresses that change cannot be used for it yet; topics are applied again at the end, and refuse by themselves. */
async function topicsOf(
  manifest: ClusterManifest,
  former: readonly string[],
  signal: AbortSignal,
): Promise<readonly TopicPlan[]> {
  const moved = former.length > 0 && !manifest.brokers.some((one) => former.includes(addressOf(one)));
  return moved ? [] : planOfTopics(manifest, deadline(ASK_SECONDS, signal)).catch(() => []);
}

/**
 * Addresses at which brokers can be reached until they are changed.
 *
 * @param servers - What becomes of the servers.
 * @returns `host:port` of all of their listeners for clients on the host.
 */
export function formerAddresses(servers: readonly ServerChange[]): readonly string[] {
  return servers.flatMap(({ before, role }) => {
    if (before === undefined || role !== "broker") return [];
    const { ports, properties } = serverDefinition(before);
    const published = new Set(ports.map((one) => one.split(":").at(-1)));
    return (properties.get("advertised.listeners") ?? "")
      .split(",")
      .map((one) => one.replace(/^.*:\/\//, "").replace(/\\/g, ""))
      .filter((address) => published.has(address.split(":").at(-1)));
  });
}

function removedNetworks(changes: readonly ResourceChange[], cluster: string): readonly string[] {
  return changes
    .filter(({ change: { actions }, type }) => type === "docker_network" && actions.includes("delete"))
    .flatMap(({ change: { before } }) => {
      const isOurs = labelsOf(before ?? {}).get(LABEL.cluster) === cluster;
      return isOurs ? [String(before?.["name"])] : [];
    });
}
