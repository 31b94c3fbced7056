import { Command } from "commander";

const MANIFEST = "manifest of the cluster, instead of the one in cdktf.out";

/**
 * A subcommand that works on one cluster, which is chosen by `chooseManifest`.
 *
 * @param name - Name of the subcommand.
 * @param description - What it does, in one line.
 * @param manifest - What its manifest is for. Default: to find the cluster.
 * @returns The subcommand.
 */
export function clusterCommand(name: string, description: string, manifest = MANIFEST): Command {
  return new Command(name)
    .description(description)
    .argument("[cluster]", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", manifest);
}

/**
 * A subcommand that works on one stack, which is chosen by `chooseStack`.
 *
 * @param name - Name of the subcommand.
 * @param description - What it does, in one line.
 * @returns The subcommand.
 */
export function stackCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("[stack]", "name of the stack, or of a cluster in it, where more than one was synthesized")
    .option("--manifest <file>", MANIFEST);
}
