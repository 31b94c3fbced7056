import { TerraformProvider, TerraformStack } from "cdktf";
import { type IConstruct } from "constructs";
import { listenerProp } from "./config/listeners";
import { ANY_ADDRESS } from "./config/names";
import { Findings, shown } from "./config/rules";
import { type ResolvedCluster } from "./resolved-cluster";

/** Ports that a cluster publishes on its Docker host. */
interface PortRange {
  readonly prop: string;
  readonly address: string;
  readonly first: number;
  readonly last: number;
}

/** What a cluster takes of its stack, and of the Docker Engine. */
interface Claim {
  readonly name: string;
  readonly path: string;
  readonly brokers: number;
  readonly stack: TerraformStack;
  readonly ports: readonly PortRange[];
}

const claims = new WeakMap<IConstruct, Claim[]>();

/**
 * Claims a cluster's name and ports. Another cluster of the stack with one of them is refused at once; one of another
 * stack only when both stacks use the same Docker Engine, which is known when the app is synthesized.
 *
 * @param scope - The cluster.
 * @param cluster - All of its props.
 * @param findings - Told what is wrong.
 */
export function claimCluster(scope: IConstruct, cluster: ResolvedCluster, findings: Findings): void {
  const own: Claim = {
    name: cluster.name,
    path: scope.node.path,
    brokers: cluster.brokers,
    stack: TerraformStack.of(scope),
    ports: portsOf(cluster),
  };
  const app = scope.node.root;
  const others = claims.get(app) ?? [];
  for (const other of others.filter(({ stack }) => stack === own.stack)) {
    compare(own, other, findings, "uniqueName");
  }
  // One that is refused takes nothing.
  if (findings.errors.length > 0) return;
  claims.set(app, [...others, own]);
  scope.node.addValidation({
    validate() {
      const late = new Findings();
      const elsewhere = others.filter(({ stack }) => stack !== own.stack && sameEngine(stack, own.stack));
      for (const other of elsewhere) compare(own, other, late, "uniqueNameOnEngine");
      return late.errors;
    },
  });
}

function portsOf({ brokers, listeners }: ResolvedCluster): PortRange[] {
  return listeners.flatMap(({ firstPort, hostAddress, name }) => {
    if (hostAddress === undefined) return [];
    const prop = listenerProp(name, "firstPort");
    return [{ prop, address: hostAddress, first: firstPort, last: firstPort + brokers - 1 }];
  });
}

function compare(
  own: Claim,
  other: Claim,
  findings: Findings,
  rule: "uniqueName" | "uniqueNameOnEngine",
): void {
  if (own.name === other.name) {
    findings.refuse(rule, { prop: "name", value: shown(own.name), path: own.path, other: other.path });
  }
  for (const mine of own.ports) {
    const theirs = other.ports.find((range) => overlap(mine, range));
    if (theirs === undefined) continue;
    const { first, last } = theirs;
    const value = mine.first;
    findings.refuse("portsOfCluster", {
      prop: mine.prop,
      other: other.path,
      first,
      last,
      value,
      brokers: own.brokers,
    });
  }
}

function overlap(one: PortRange, other: PortRange): boolean {
  const anywhere = [one.address, other.address].includes(ANY_ADDRESS);
  const sameAddress = anywhere || one.address === other.address;
  return sameAddress && one.first <= other.last && other.first <= one.last;
}

/** Told apart by what their providers are configured with; one that is known only at apply may be any engine. */
function sameEngine(one: TerraformStack, other: TerraformStack): boolean {
  const engines = enginesOf(one);
  return enginesOf(other).some((engine) => engines.includes(engine));
}

const LOCAL = "unix:///var/run/docker.sock";

function enginesOf(stack: TerraformStack): string[] {
  return stack.node
    .findAll()
    .filter((construct): construct is TerraformProvider => TerraformProvider.isTerraformProvider(construct))
    .filter(({ terraformResourceType }) => terraformResourceType === "docker")
    .map((provider) => {
      const { context, host } = provider as { context?: string; host?: string };
      return context === undefined ? (host ?? LOCAL) : `context ${context}`;
    });
}
