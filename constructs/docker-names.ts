import { TerraformStack } from "cdktf";
import { type IConstruct } from "constructs";
import { fill, RULES } from "./config/rules";

const claims = new WeakMap<TerraformStack, Map<string, string>>();

/**
 * Claims the Docker name of a container, network or volume. Names are the addresses in the plan as well, and two
 * resources of one address would merge in silence.
 *
 * @param scope - The construct that makes it.
 * @param kind - What it is.
 * @param name - Its Docker name.
 * @throws Error - that names both constructs, when the name is taken in the stack.
 */
export function claimDockerName(
  scope: IConstruct,
  kind: "container" | "network" | "volume",
  name: string,
): void {
  const stack = TerraformStack.of(scope);
  const taken = claims.get(stack) ?? new Map<string, string>();
  const other = taken.get(`${kind} ${name}`);
  if (other !== undefined) throw new Error(fill(RULES.dockerName, { name, path: scope.node.path, other }));
  claims.set(stack, taken.set(`${kind} ${name}`, scope.node.path));
}
