import { isOlder, minorOf, protocolOf, versionOf } from "./kafka-version";
import { type Roll, rollOf } from "./roll-steps";
import { type ServerChange } from "./server-changes";
import { serverDefinition } from "./server-definition";
import { type ClusterPlan } from "./stack-plan";

/** A broker that gets its new version before its new protocol. */
export interface HeldBroker {
  readonly server: ServerChange;
  /** The protocol that it keeps meanwhile, as `inter.broker.protocol.version` has it. */
  readonly protocol: string;
}

/**
 * A change of the version that is done in two rounds: brokers of the old version do not know the protocol of the new
 * one, so that all get the new version first, and the new protocol after that.
 */
export interface Upgrade {
  readonly cluster: string;
  /** Versions, where the images tell them. */
  readonly from?: string;
  readonly to?: string;
  /** Major and minor number of the protocols; that to come is not told by every image. */
  readonly protocol: { readonly from: string; readonly to?: string };
  /** Brokers of the first round. */
  readonly held: readonly HeldBroker[];
}

/**
 * Whether a plan changes versions in a way that takes two rounds.
 *
 * @param plan - What becomes of a cluster.
 * @returns How; undefined where one round will do: the protocol stays, all brokers know the new one already, or a
 *   broker has no others to talk to.
 */
export function upgradeOf({
  cluster,
  manifest,
  protocols,
  running,
  servers,
}: ClusterPlan): Upgrade | undefined {
  const brokers = servers.filter(({ role }) => role === "broker");
  const all = new Set([...manifest.brokers, ...brokers].map(({ id }) => id));
  if (running === "absent" || all.size < 2) return undefined;
  const held = brokers.flatMap((server) => heldBroker(server, protocols?.get(server.id)) ?? []);
  const [first] = [...held].sort((one, other) => (isOlder(one.protocol, other.protocol) ? -1 : 1));
  if (first === undefined) return undefined;
  const [before, after] = [first.server.before, first.server.after].map((one) => serverDefinition(one ?? {}));
  const [from, to] = [versionOf(before!.image), versionOf(after!.image)];
  const [old, next] = [minorOf(first.protocol)!, minorOf(protocolOf(after!))];
  const made = brokers.filter(({ action }) => action === "create");
  return {
    cluster,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    protocol: { from: old, ...(next === undefined ? {} : { to: next }) },
    // A broker that is new would be the first to speak the new protocol.
    held: [...held, ...made.map((server) => ({ server, protocol: first.protocol }))],
  };
}

function heldBroker(server: ServerChange, reported: string | undefined): HeldBroker | undefined {
  if (server.action !== "restart") return undefined;
  const [from, to] = [serverDefinition(server.before ?? {}), serverDefinition(server.after ?? {})];
  const [protocol, next] = [protocolOf(from, reported), protocolOf(to)];
  if (from.image === to.image || protocol === undefined) return undefined;
  // A newer protocol that the running version knows as well is nothing that others could not understand.
  const isKnown = next !== undefined && versionOf(from.image) !== undefined;
  if (isKnown && !isOlder(versionOf(from.image), next)) return undefined;
  // An image that does not tell its version may be of any.
  return next === undefined || isOlder(protocol, next) ? { server, protocol } : undefined;
}

/**
 * The first round of upgrades: what is new, ZooKeeper, and the brokers that get their new version. All else is left
 * to the round after it.
 *
 * @param plans - What becomes of each cluster.
 * @param upgrades - Those that take two rounds.
 * @returns The order.
 */
export function firstRound(plans: readonly ClusterPlan[], upgrades: readonly Upgrade[]): Roll {
  return rollOf(
    plans.flatMap((plan) => {
      const upgrade = upgrades.find(({ cluster }) => cluster === plan.cluster);
      if (upgrade === undefined) return [];
      const held = new Set(upgrade.held.map(({ server }) => server.address));
      const isFirst = ({ action, address, role }: ServerChange) =>
        held.has(address) || (role === "zookeeper" && action !== "remove");
      return [{ ...plan, servers: plan.servers.filter(isFirst) }];
    }),
  );
}

/**
 * What is stopped in the second round, by number: of whoever is the controller then, nothing is known yet.
 *
 * @param plan - What becomes of a cluster.
 * @param upgrade - How it is upgraded.
 * @returns Names of containers.
 */
export function secondRound({ servers }: ClusterPlan, { held }: Upgrade): readonly string[] {
  const restarted = new Set(held.map(({ server }) => server.address));
  return servers
    .filter(
      ({ action, address, role }) => restarted.has(address) || (role === "broker" && action === "restart"),
    )
    .map(({ container }) => container);
}
