import { type ClusterState } from "./observe-cluster";
import { neverSpared } from "./gate";
import { type ObservedZookeeper } from "../checks/report";
import { SILENT } from "../checks/zookeeper";
import { type ServerChange, type VolumeChange } from "./server-changes";
import { type TopicPlan } from "./topic-plan";
import { olderVersions, strangers } from "./guard-peers";
import { type Refusal, refusal } from "./guard-rules";

/** What the guard judges. */
export interface Judged {
  readonly servers: readonly ServerChange[];
  readonly volumes: readonly VolumeChange[];
  /** Names of networks that are removed or made anew while there are servers. */
  readonly networks: readonly string[];
  readonly topics: readonly TopicPlan[];
  /** Containers that would be created, and are there already. */
  readonly existing: readonly string[];
  /** What the cluster says, if it can be asked. */
  readonly state?: ClusterState;
  readonly zookeepers: readonly ObservedZookeeper[];
  /** Protocols that brokers say they speak, by id, where they could be asked. */
  readonly protocols?: ReadonlyMap<number, string>;
  /** Whether all is done at once, as `terraform apply` does, and not server by server. */
  readonly allAtOnce: boolean;
  /** Whether replicas are moved off a broker before it is removed. */
  readonly movesReplicas: boolean;
}

/**
 * Judges a plan.
 *
 * @param judged - The plan, and the cluster that it would change.
 * @returns Why it must not be carried out; empty where it may.
 */
export function judge(judged: Judged): readonly Refusal[] {
  return [
    ...unknown(judged),
    ...volumes(judged),
    ...networks(judged),
    ...removals(judged),
    ...restarts(judged),
    ...quorum(judged),
    ...versions(judged),
    ...addresses(judged),
    ...topics(judged),
  ];
}

function unknown({ existing }: Judged): Refusal[] {
  if (existing.length === 0) return [];
  return [
    {
      rule: "unknown-to-state",
      subject: existing.join(", "),
      reason: "it runs already, and the state does not know it: the state was lost, or an apply was killed",
      remedy: "kafka-docker adopt takes it into the state; nothing that runs is changed by it",
      canBeAllowed: false,
    },
  ];
}

function volumes(judged: Judged): Refusal[] {
  const { servers, volumes: all } = judged;
  // With its replicas elsewhere, what a broker leaves is no data.
  const held = new Set(removals(judged).map(({ subject }) => subject));
  const emptied = brokers(servers, "remove").filter(({ container }) => !held.has(container));
  const removed = all
    .filter(({ action }) => action !== "create")
    .filter(({ volume }) => !emptied.some(({ container }) => volume.startsWith(`${container}-`)))
    .map(({ action, volume }) =>
      refusal(
        "volume-removal",
        volume,
        `the volume is ${action === "replace" ? "made anew, empty" : "removed"}, and its data are gone`,
        'keep the prop that names it as it was, or let go of it with dataRetention: "retain" first',
      ),
    );
  const renamed = servers.flatMap(({ action, because, container }) =>
    action !== "restart"
      ? []
      : because
          .filter(({ from, kind, to }) => kind === "mount" && from !== undefined && from !== to)
          .map(({ from, name, to }) =>
            refusal(
              "volume-rename",
              container,
              `${name} is ${to ?? "nothing"} instead of ${from}: it would start without its data`,
              "keep the name; data move to another volume only by a broker of its own, whose replicas are moved",
            ),
          ),
  );
  return [...removed, ...renamed];
}

function networks({ networks: removed }: Judged): Refusal[] {
  return removed.map((network) =>
    refusal(
      "network-removal",
      network,
      "the network is removed or made anew: every server on it must be stopped for that",
      "keep its props as they were, or plan an outage and allow it",
    ),
  );
}

function removals({ movesReplicas, servers, state }: Judged): Refusal[] {
  return brokers(servers, "remove").flatMap(({ container, id }) => {
    const held = state?.partitions.filter(({ replicas }) => replicas.includes(id)) ?? [];
    if (state !== undefined && held.length === 0) return [];
    const only = held.filter(({ replicas }) => replicas.length === 1).length;
    const what =
      state === undefined
        ? "the cluster cannot be asked whether it holds replicas"
        : `it holds replicas of ${held.length} partitions, of ${only} the only one`;
    if (movesReplicas && state !== undefined) return [];
    const remedy = "kafka-docker apply --move-replicas moves them to the other brokers first";
    return [refusal("replicas-on-broker", container, what, remedy)];
  });
}

function restarts({ allAtOnce, servers, state }: Judged): Refusal[] {
  if (state === undefined) return [];
  const stopped = [...brokers(servers, "restart"), ...brokers(servers, "remove")];
  const never = brokers(servers, "restart").flatMap(({ container, id }) => {
    const partitions = neverSpared(state, id);
    if (partitions.length === 0) return [];
    const [{ minimum, partition, replicas, topic }] = partitions as [(typeof partitions)[0]];
    return [
      refusal(
        "unavailable-partitions",
        container,
        `while it restarts ${partitions.length} partitions cannot be written, the first ${topic}-${partition} with ${replicas.length} replicas and min.insync.replicas ${minimum}`,
        "give their topics one replica more than min.insync.replicas, or allow the pause",
      ),
    ];
  });
  if (!allAtOnce || stopped.length < 2) return never;
  const ids = new Set(stopped.map(({ id }) => id));
  const blocked = state.partitions.filter(
    ({ inSync, minimum }) => inSync.filter((id) => !ids.has(id)).length < Math.max(1, minimum),
  );
  if (blocked.length === 0) return never;
  const names = stopped.map(({ container }) => container).join(", ");
  return [
    ...never,
    refusal(
      "too-many-down",
      names,
      `terraform apply stops them at once, and ${blocked.length} partitions could not be written meanwhile`,
      "kafka-docker apply restarts one after the other",
    ),
  ];
}

function quorum({ allAtOnce, servers, zookeepers }: Judged): Refusal[] {
  const all = servers.filter(({ role }) => role === "zookeeper");
  const resized = all.some(({ action }) => action === "create" || action === "remove");
  const running = zookeepers.filter(({ mode }) => mode !== SILENT);
  const kept = all.some(({ action }) => action === "restart");
  if (resized && running.length > 0 && kept) {
    return [
      refusal(
        "zookeeper-quorum",
        all.map(({ container }) => container).join(", "),
        "the ensemble changes its size: servers that know different members can elect two leaders, or one without the data",
        "keep 'zookeepers' as it is; a cluster of another size is made beside it, and data are copied",
      ),
    ];
  }
  const stopped = all.filter(({ action }) => action === "restart" || action === "remove");
  const majority = Math.floor(zookeepers.length / 2) + 1;
  if (!allAtOnce || zookeepers.length < 2 || zookeepers.length - stopped.length >= majority) return [];
  return [
    refusal(
      "zookeeper-quorum",
      stopped.map(({ container }) => container).join(", "),
      `terraform apply stops ${stopped.length} of ${zookeepers.length} servers at once, ${majority} must serve`,
      "kafka-docker apply restarts one after the other",
    ),
  ];
}

function versions({ allAtOnce, protocols, servers }: Judged): readonly Refusal[] {
  const restarted = brokers(servers, "restart");
  // At once, none that has not changed is left.
  return [...olderVersions(restarted, protocols), ...(allAtOnce ? [] : strangers(restarted))];
}

/** Listeners that clients use; between brokers each learns the address of the others. */
const ADVERTISED = "advertised.listeners";

function addresses({ servers }: Judged): Refusal[] {
  return brokers(servers, "restart").flatMap(({ because, container }) => {
    const change = because.find(({ kind, name }) => kind === "setting" && name === ADVERTISED);
    const before = (change?.from ?? "").split(",");
    const gone = before.filter((one) => one !== "" && !(change?.to ?? "").split(",").includes(one));
    if (gone.length === 0) return [];
    return [
      refusal(
        "advertised-address",
        container,
        `it is no longer at ${gone.join(", ")}: clients that know only that address are cut off when the last broker has moved`,
        "add a listener of its own for the new address, move the clients, and take the old one away after that",
      ),
    ];
  });
}

function topics({ topics: plans }: Judged): Refusal[] {
  return plans.flatMap(({ refused, topic }) =>
    refused.map((reason) => ({
      rule: "topics" as const,
      subject: topic,
      reason,
      remedy: "declare it as it is",
      canBeAllowed: false,
    })),
  );
}

function brokers(servers: readonly ServerChange[], action: ServerChange["action"]): readonly ServerChange[] {
  return servers.filter((one) => one.role === "broker" && one.action === action);
}
