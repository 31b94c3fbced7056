import { isBehind, type PartitionReplicas } from "../checks/kafka-replicas";
import { type ObservedZookeeper } from "../checks/report";
import { SILENT } from "../checks/zookeeper";
import { type ClusterState } from "./observe-cluster";

/**
 * Why a broker must not be stopped now: the partitions that would have fewer replicas in sync than writes with
 * `acks=all` need. Modelled on Strimzi's KafkaRoller.
 *
 * @param state - What the cluster says.
 * @param broker - Id of the broker.
 * @param planned - What it said when the guard let the plan pass: partitions that no restart could spare then were
 *   allowed, and waiting for them would never end.
 * @returns One line for each partition; none where it may be stopped.
 */
export function partitionsThatNeed(
  { partitions }: ClusterState,
  broker: number,
  planned?: ClusterState,
): readonly string[] {
  const allowed = new Set((planned ? neverSpared(planned, broker) : []).map(nameOf));
  return partitions
    .filter((one) => one.inSync.includes(broker) && one.inSync.length - 1 < needed(one))
    .filter((one) => !allowed.has(nameOf(one)))
    .map((one) => `${nameOf(one)}: in sync ${[...one.inSync].sort().join(", ")}, needs ${one.minimum}`);
}

/**
 * Partitions of a broker that no restart can spare: they have too few replicas, however well all brokers are.
 *
 * @param state - What the cluster says.
 * @param broker - Id of the broker.
 * @returns Those partitions.
 */
export function neverSpared({ partitions }: ClusterState, broker: number): readonly PartitionReplicas[] {
  return partitions.filter((one) => one.replicas.includes(broker) && one.replicas.length - 1 < needed(one));
}

function nameOf({ partition, topic }: PartitionReplicas): string {
  return `${topic}-${partition}`;
}

/** With a minimum above the number of replicas nobody can write anyway. One is always needed, to have a leader. */
function needed({ minimum }: PartitionReplicas): number {
  return Math.max(1, minimum);
}

/**
 * Partitions that are not as they should be.
 *
 * @param state - What the cluster says.
 * @returns One line for each that has no leader, or replicas that are not in sync.
 */
export function partitionsBehind({ partitions }: ClusterState): readonly string[] {
  return partitions
    .filter(isBehind)
    .map((one) => `${nameOf(one)}: in sync ${[...one.inSync].sort().join(", ") || "none"}`);
}

/**
 * Whether ZooKeeper keeps its quorum when one server is stopped.
 *
 * @param servers - What each server does.
 * @param stopped - Number of the server.
 * @returns Why not, or undefined. A server alone has no quorum to lose: brokers go on with what they lead.
 */
export function quorumThatNeeds(servers: readonly ObservedZookeeper[], stopped: number): string | undefined {
  if (servers.length === 1) return undefined;
  const majority = Math.floor(servers.length / 2) + 1;
  const others = servers.filter(({ id, mode }) => id !== stopped && mode !== SILENT);
  if (others.length >= majority) return undefined;
  return `${others.length} of the other ${servers.length - 1} servers serve, ${majority} must`;
}
