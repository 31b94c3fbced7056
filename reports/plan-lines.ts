import { type Refusal } from "../operations/guard-rules";
import { type ClusterReport, type PlanReport } from "../operations/plan-report";
import { type Difference } from "../operations/server-definition";
import { counted } from "./counted";
import { topicLines } from "./topic-lines";

const SIGN = { create: "+", restart: "~", update: "~", remove: "-", replace: "!" } as const;
const SHOWN = 12;

/**
 * A plan as it is printed.
 *
 * @param report - The plan.
 * @returns Lines: what is done, what is refused, and how it ends.
 */
export function planLines(report: PlanReport): readonly string[] {
  const { allowed, clusters, drift, others, refused, steps } = report;
  const done = [
    ...clusters.flatMap(clusterLines),
    ...others.map(({ actions, address }) => `${actions.join(", then ")}: ${address}`),
  ];
  // They follow from the rest, where there is any.
  const again =
    done.length === 0 && steps.length > 0 ? [`~ steps of the deploy run again: ${steps.join(", ")}`] : [];
  return [
    ...done,
    ...again,
    ...(drift.length > 0 ? [`? removed or made by other hands: ${drift.join(", ")}`] : []),
    ...refused.flatMap(refusalLines),
    ...allowed.map(({ reason, rule, subject }) => `! allowed (${rule}): ${subject}: ${reason}`),
    verdict(report),
  ];
}

/**
 * How a plan ends, in one line.
 *
 * @param report - The plan.
 * @returns The line.
 */
export function verdict({ outcome, refused, stack }: PlanReport): string {
  const reasons = refused.length === 1 ? "1 reason" : `${refused.length} reasons`;
  return {
    unchanged: `${stack}: no change, everything is as declared`,
    changes: `${stack}: kafka-docker apply does this, one server at a time`,
    refused: `${stack}: refused, for ${reasons}`,
  }[outcome];
}

function refusalLines({ canBeAllowed, reason, remedy, rule, subject }: Refusal): readonly string[] {
  return [
    `! refused (${rule}): ${subject}: ${reason}`,
    `    instead: ${remedy}${canBeAllowed ? `; or accept it with --allow ${rule}` : ""}`,
  ];
}

function clusterLines(report: ClusterReport): readonly string[] {
  const { cluster, running, topics, unreachable, volumes } = report;
  const lines = [
    ...(running === "unreachable" ? [`? it cannot be asked: ${unreachable ?? "no broker answers"}`] : []),
    ...serverLines(report),
    ...settingLines(report),
    ...volumes.map(({ action, volume }) => `${action === "create" ? "+" : "-"} volume ${volume}: ${action}`),
    ...topicLines(topics.map((one) => ({ ...one, refused: [] }))).map((line) =>
      line.replace(/^(.) /, "$1 topic "),
    ),
  ];
  return lines.length === 0 ? [] : [cluster, ...[...lines, ...effects(report)].map((line) => `  ${line}`)];
}

/** Servers of which the same is changed for the same reason are told together. */
function serverLines({ servers }: ClusterReport): readonly string[] {
  return serverGroups(servers).flatMap(({ because, what, sign }) => {
    const shown = because.slice(0, SHOWN).map((one) => `    ${one}`);
    return [
      `${sign} ${what}`,
      ...shown,
      ...(because.length > SHOWN ? [`    and ${because.length - SHOWN} more`] : []),
    ];
  });
}

/** Servers to which the same is done. */
export interface ServerGroup {
  readonly sign: string;
  /** Who, and what is done. */
  readonly what: string;
  /** Why, a line each. */
  readonly because: readonly string[];
}

/**
 * Puts servers together to which the same is done for the same reason.
 *
 * @param servers - The servers.
 * @returns The groups.
 */
export function serverGroups(servers: ClusterReport["servers"]): readonly ServerGroup[] {
  const groups = new Map<string, Array<ClusterReport["servers"][number]>>();
  for (const one of servers) {
    const key = JSON.stringify([one.role, one.action, one.because.map(comparable)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const [{ action, because, role }] = group as [(typeof group)[number]];
    const noun = `${role === "broker" ? "broker" : "ZooKeeper server"}${group.length > 1 ? "s" : ""}`;
    const [ids, names] = [
      group.map(({ id }) => id).join(", "),
      group.map(({ container }) => container).join(", "),
    ];
    return {
      sign: SIGN[action],
      what: `${noun} ${ids} (${names}): ${ACTION[action]}`,
      because: because.map((one) => told(one, group.length > 1)),
    };
  });
}

const ACTION = {
  create: "create",
  restart: "restart, as a new container with the same data",
  update: "change in place, without a restart",
  remove: "remove",
} as const;

/** Settings that hold a broker's own name or number differ from broker to broker, and mean the same. */
const OF_EACH = /^(advertised\.listeners|listeners|broker\.id)$/;

function comparable({ from, kind, name, to }: Difference): unknown {
  if (kind === "port") return [kind];
  return OF_EACH.test(name) ? [kind, name] : [kind, name, from, to];
}

const LABELS: Partial<Record<Difference["kind"], (name: string) => string>> = {
  port: () => "published port",
  environment: (name) => `environment ${name}`,
  mount: (name) => `volume at ${name}`,
  container: (name) => `container's ${name}`,
};

function told({ from, kind, name, to }: Difference, ofMany: boolean): string {
  if (kind === "java option")
    return to === undefined ? `Java option ${name} is dropped` : `Java option ${name}`;
  const each = ofMany && (kind === "port" || OF_EACH.test(name)) ? " (each its own)" : "";
  // What is no setting has no default: it is there or not.
  const absent = kind === "setting" ? "default" : "none";
  return `${LABELS[kind]?.(name) ?? name} ${from ?? absent} -> ${to ?? absent}${each}`;
}

function settingLines({ settings }: ClusterReport): readonly string[] {
  if (settings.length === 0) return [];
  const shown = settings.slice(0, SHOWN).map((one) => `    ${told(one, false)}`);
  const more = settings.length > SHOWN ? [`    and ${settings.length - SHOWN} more`] : [];
  return ["~ settings of running brokers, without a restart", ...shown, ...more];
}

/** What --move-replicas does, broker by broker. */
function moveLines({ proposal }: ClusterReport): readonly string[] {
  if (proposal === undefined) return [];
  const ends = new Map(proposal.after.map(({ broker, replicas }) => [broker, replicas]));
  const each = proposal.before.map(
    ({ broker, replicas }) => `broker ${broker}: ${replicas} -> ${ends.get(broker) ?? 0}`,
  );
  return [
    `replicas: --move-replicas moves ${proposal.replicas}, of ${proposal.partitions} partitions (${each.join(", ")})`,
  ];
}

/**
 * An upgrade that takes two rounds, in one line.
 *
 * @param upgrade - The upgrade.
 * @returns The line.
 */
export function upgradeLine({ from, protocol, to }: Exclude<ClusterReport["upgrade"], undefined>): string {
  const versions = `${from ?? "a version that the image does not tell"} -> ${to ?? "one that the image does not tell"}`;
  const last = protocol.to === undefined ? "its own protocol" : `protocol ${protocol.to}`;
  return `${versions}, in two rounds: the new version with protocol ${protocol.from} first, then ${last}`;
}

function effects(report: ClusterReport): readonly string[] {
  const { leadersMoved, order, running, servers, upgrade, volumes } = report;
  if (running === "absent" || servers.length === 0) return [];
  const lost = volumes.filter(({ action }) => action !== "create").length;
  const steps = order.map(({ container, why }) => (why === "" ? container : `${container} (${why})`));
  const again = upgrade === undefined ? "" : `; then once more ${upgrade.again.join(", ")}`;
  return [
    ...moveLines(report),
    ...(upgrade === undefined ? [] : [`upgrade: ${upgradeLine(upgrade)}`]),
    `data: ${lost === 0 ? "every volume stays" : `${counted(lost, "volume")} removed`}`,
    ...(steps.length === 0
      ? ["pause: none, no server is stopped"]
      : [
          `order: ${steps.join(", then ")}${again}`,
          `pause: ${leadersMoved} partitions change their leader, within about a second each${upgrade === undefined ? "" : ", in each round"}`,
        ]),
  ];
}
