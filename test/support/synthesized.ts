import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { KafkaCluster, type KafkaClusterProps } from "../../constructs";

/** The part of a stack's JSON that tests look at. */
export interface Synthesized {
  readonly locals: Record<string, unknown>;
  readonly terraform: { readonly required_providers: Record<string, { version: string }> };
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

/** A user's stack: it brings the provider. */
export function testStack(): TerraformStack {
  const stack = new TerraformStack(new App(), "test");
  new DockerProvider(stack, "docker", {});
  return stack;
}

/** The JSON of a stack, with its validations run. */
export function synth(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack, true)) as Synthesized;
}

/** The JSON of a stack with one cluster named "kafka". */
export function synthCluster(props: KafkaClusterProps = {}): Synthesized {
  const stack = testStack();
  new KafkaCluster(stack, "kafka", props);
  return synth(stack);
}

/** The one container of that Docker name; assertions on any container of the type would prove nothing. */
export function container(synthesized: Synthesized, name: string): Record<string, unknown> {
  const all = Object.values(synthesized.resource["docker_container"] ?? {});
  const found = all.filter((one) => one["name"] === name);
  if (found.length !== 1) throw new Error(`expected one container ${name}, got ${found.length}`);
  return found[0]!;
}

/** The settings that a container is given. */
export function settings(synthesized: Synthesized, name: string): Map<string, string> {
  const env = container(synthesized, name)["env"] as string[];
  const text = env
    .find((entry) => entry.startsWith("SERVER_PROPERTIES="))!
    .slice("SERVER_PROPERTIES=".length);
  const pairs = text.split("\n").filter((line) => line !== "");
  return new Map(pairs.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

/** The script that starts a container, wherever the JSON has it. */
export function startScript(synthesized: Synthesized, name: string): string {
  const script = (container(synthesized, name)["entrypoint"] as string[])[2]!;
  const [, local] = /^\$\{local\.([\w-]+)\}$/.exec(script) ?? [];
  return local === undefined ? script : (synthesized.locals[local] as string);
}
