import { addressOf } from "../../checks/connection";
import { type ObservedContainer, type Topology } from "../../checks/report";
import {
  type ClusterManifest,
  type ManifestBroker,
  type ManifestZookeeper,
} from "../../manifest/cluster-manifest";
import { type IconName } from "./icon";

/** A server of the cluster, as it was declared and as it was found. */
export interface Server {
  /** Such as `Broker 1`. */
  readonly title: string;
  readonly kind: "broker" | "zookeeper";
  readonly id: number;
  /** Name of its container; a server that is not declared has none that is known. */
  readonly container?: string;
  readonly condition: Condition;
  /** The condition in words. */
  readonly state: string;
  /** Its part in the cluster, such as `controller`. */
  readonly role?: string;
  /** `host:port` for clients on the host. */
  readonly external?: string;
  /** Further things to know, by their names. */
  readonly facts: ReadonlyArray<readonly [name: string, value: string]>;
}

/** How a server is. */
export type Condition = "sound" | "starting" | "broken" | "unknown" | "foreign";

/** The icon of each condition. */
export const ICON_OF_CONDITION: Readonly<Record<Condition, IconName>> = {
  sound: "good",
  starting: "warning",
  broken: "bad",
  unknown: "unknown",
  foreign: "warning",
};

/**
 * The brokers: those that are declared, then those that are only found.
 *
 * @param manifest - What was declared.
 * @param topology - What was found.
 * @returns Each broker.
 */
export function brokersOf({ brokers }: ClusterManifest, topology: Topology): Server[] {
  const declared = new Set(brokers.map(({ id }) => id));
  const foreign = (topology.brokers ?? []).filter(({ id }) => !declared.has(id));
  return [
    ...brokers.map((broker) => brokerOf(broker, topology)),
    ...foreign.map(({ external, id }): Server => {
      const role = roleOf(id, topology);
      return {
        title: `Broker ${id}`,
        kind: "broker",
        id,
        condition: "foreign",
        state: "not declared",
        external,
        role,
        facts: [],
      };
    }),
  ];
}

/**
 * The ZooKeeper servers.
 *
 * @param manifest - What was declared.
 * @param topology - What was found.
 * @returns Each server.
 */
export function zookeepersOf({ zookeepers }: ClusterManifest, topology: Topology): Server[] {
  return zookeepers.map((server) => zookeeperOf(server, topology));
}

function roleOf(id: number, { controller }: Topology): string | undefined {
  return id === controller ? "controller" : undefined;
}

function brokerOf(broker: ManifestBroker, topology: Topology): Server {
  const { container, external, id, internal, listeners, rack } = broker;
  const seen = topology.brokers?.find((one) => one.id === id);
  const facts = [
    ["internal", internal],
    ...Object.entries(listeners),
    ...(rack === undefined ? [] : [["rack", rack]]),
  ];
  const faults = [
    ...(topology.brokers !== undefined && seen === undefined ? ["not in the cluster"] : []),
    ...(seen !== undefined && seen.external !== addressOf(broker) ? [`advertises ${seen.external}`] : []),
  ];
  return {
    ...{ title: `Broker ${id}`, kind: "broker", id, container, external, role: roleOf(id, topology) },
    facts: facts as Array<[string, string]>,
    ...conditionOf(
      containerOf(container, topology),
      faults,
      seen === undefined ? undefined : "in the cluster",
    ),
  };
}

function zookeeperOf({ container, id }: ManifestZookeeper, topology: Topology): Server {
  const mode = topology.zookeepers?.find((one) => one.id === id)?.mode;
  const silent = mode === "silent";
  return {
    ...{
      title: `ZooKeeper ${id}`,
      kind: "zookeeper",
      id,
      container,
      role: silent ? undefined : mode,
      facts: [],
    },
    ...conditionOf(
      containerOf(container, topology),
      silent ? ["silent"] : [],
      silent ? undefined : mode && "serves",
    ),
  };
}

function containerOf(name: string, { containers }: Topology): ObservedContainer | undefined {
  return containers?.find(({ container }) => container === name);
}

/** What is wrong comes first; what is only unknown does not make a server broken. */
function conditionOf(
  container: ObservedContainer | undefined,
  faults: readonly string[],
  works: string | undefined,
): Pick<Server, "condition" | "state"> {
  const { health = "healthy", status } = container ?? {};
  const stopped = status !== undefined && status !== "running";
  const ill = !stopped && health !== "healthy";
  if (stopped) {
    const state = status === "absent" ? "no container" : `container ${status}`;
    return { condition: "broken", state: [state, ...faults].join(", ") };
  }
  if (faults.length > 0) {
    return { condition: "broken", state: [...faults, ...(ill ? [health] : [])].join(", ") };
  }
  if (ill) return { condition: health === "starting" ? "starting" : "broken", state: `container ${health}` };
  const contained = container?.health === undefined ? status : `${status}, ${health}`;
  if (works === undefined) {
    return {
      condition: "unknown",
      state: contained === undefined ? "not observed" : `${contained}; not asked`,
    };
  }
  return { condition: "sound", state: contained ?? works };
}
