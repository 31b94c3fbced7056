import { type Command } from "commander";
import { reason } from "../checks/reason";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { applyLimits } from "../operations/apply-limits";
import { chooseManifest } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { clusterCommand } from "./manifest-command";

interface ApplyLimitsOptions {
  readonly manifest?: string;
  readonly json?: boolean;
}

/** @returns The `apply-limits` subcommand. */
export function applyLimitsCommand(): Command {
  return clusterCommand(
    "apply-limits",
    "Limit the processes of a secured cluster's containers, as a deploy does.",
  )
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Exit codes:
  0  the containers are limited, or no limit is declared
  1  they could not be
  64 wrong usage`;

const run = (cluster: string | undefined, options: ApplyLimitsOptions) =>
  limit(chooseManifest(cluster, options.manifest), options);

/** Limits processes, and says so. */
export async function limit(
  manifest: ClusterManifest,
  options: Pick<ApplyLimitsOptions, "json"> = {},
): Promise<void> {
  const { name, processLimit } = manifest;
  try {
    const containers = await applyLimits(manifest);
    if (options.json) console.log(JSON.stringify({ version: 1, cluster: name, processLimit, containers }));
    else if (containers.length === 0) console.log(`${name}: no limit of processes is declared`);
    else
      console.log(`${name}: ${containers.length} containers are limited to ${processLimit} processes each`);
  } catch (error) {
    console.error(
      `${name}: processes could not be limited: ${reason(error)}; DOCKER_HOST must name the Docker Engine that Terraform's provider uses`,
    );
    process.exitCode = EXIT.failed;
  }
}
