import { type ClusterManifest } from "../manifest/cluster-manifest";
import { LABEL } from "../manifest/labels";
import { type ResourceChange } from "./plan-file";
import {
  type ContainerValues,
  type Difference,
  differences,
  labelsOf,
  serverDefinition,
} from "./server-definition";

/** What becomes of one server. */
export interface ServerChange {
  readonly role: "broker" | "zookeeper";
  /** `broker.id`, or the server's number. */
  readonly id: number;
  /** Name of its container. */
  readonly container: string;
  /** Its address in Terraform. */
  readonly address: string;
  /** A restart is a new container on the same volumes; an update leaves the container running. */
  readonly action: "create" | "restart" | "update" | "remove";
  /** Why; empty where it is created or removed. */
  readonly because: readonly Difference[];
  /** What is and what is to be, where it is known. */
  readonly before?: ContainerValues;
  readonly after?: ContainerValues;
}

/** What becomes of one volume. */
export interface VolumeChange {
  /** Name of the volume. */
  readonly volume: string;
  readonly address: string;
  readonly action: "create" | "replace" | "remove";
}

/**
 * The servers of one cluster that a plan changes.
 *
 * @param changes - All changes of the plan.
 * @param manifest - The cluster.
 * @returns One entry for each, ZooKeeper first, by number.
 */
export function serverChanges(
  changes: readonly ResourceChange[],
  manifest: ClusterManifest,
): readonly ServerChange[] {
  return changes
    .filter(({ type }) => type === "docker_container")
    .flatMap((change) => serverChange(change, manifest) ?? [])
    .sort((one, other) => other.role.localeCompare(one.role) || one.id - other.id);
}

function serverChange(
  { address, change }: ResourceChange,
  { name, zookeepers }: ClusterManifest,
): ServerChange | undefined {
  const { after, before } = change;
  const values = after ?? before;
  if (values === null || labelsOf(values).get(LABEL.cluster) !== name) return undefined;
  const role = labelsOf(values).get(LABEL.role);
  if (role !== "broker" && role !== "zookeeper") return undefined;
  const container = String(values["name"]);
  const id =
    role === "broker"
      ? Number(serverDefinition(values).properties.get("broker.id"))
      : (zookeepers.find((one) => one.container === container)?.id ?? Number(/\d+$/.exec(container)?.[0]));
  const action = actionOf(change.actions);
  if (action === undefined) return undefined;
  const because =
    before !== null && after !== null ? differences(serverDefinition(before), serverDefinition(after)) : [];
  const known = { ...(before === null ? {} : { before }), ...(after === null ? {} : { after }) };
  return { role, id, container, address, action, because, ...known };
}

/**
 * The volumes of one cluster that a plan changes.
 *
 * @param changes - All changes of the plan.
 * @param cluster - Name of the cluster.
 * @returns One entry for each, by name.
 */
export function volumeChanges(changes: readonly ResourceChange[], cluster: string): readonly VolumeChange[] {
  return changes
    .filter(({ type }) => type === "docker_volume")
    .flatMap(({ address, change }): VolumeChange[] => {
      const values = change.before ?? change.after;
      if (values === null || labelsOf(values).get(LABEL.cluster) !== cluster) return [];
      const action = {
        create: "create",
        restart: "replace",
        remove: "remove",
        update: undefined,
        none: undefined,
      }[actionOf(change.actions) ?? "none"];
      return action === undefined
        ? []
        : [{ volume: String(values["name"]), address, action } as VolumeChange];
    })
    .sort((one, other) => (one.volume < other.volume ? -1 : 1));
}

/**
 * What goes with a server that is removed: its volumes, and the container that handed them over and holds them still.
 *
 * @param changes - All changes of the plan.
 * @param cluster - Name of the cluster.
 * @param server - Name of the server's container.
 * @returns Their addresses in Terraform.
 */
export function removedWith(
  changes: readonly ResourceChange[],
  cluster: string,
  server: string,
): readonly string[] {
  return changes
    .filter(({ change: { actions, before } }) => {
      const isOfServer = String(before?.["name"]).startsWith(`${server}-`);
      return actionOf(actions) === "remove" && isOfServer && labelsOf(before!).get(LABEL.cluster) === cluster;
    })
    .map(({ address }) => address);
}

/** A volume that is only forgotten keeps its data; a container cannot be. */
function actionOf(actions: ResourceChange["change"]["actions"]): ServerChange["action"] | undefined {
  if (actions.includes("create")) return actions.includes("delete") ? "restart" : "create";
  if (actions.includes("delete")) return "remove";
  return actions.includes("update") ? "update" : undefined;
}
