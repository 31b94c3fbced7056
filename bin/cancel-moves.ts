import { type Command } from "commander";
import { reason } from "../checks/reason";
import { cancelMoves } from "../operations/spread-replicas";
import { chooseManifest } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { clusterCommand } from "./manifest-command";

const SECONDS = 30;

/** @returns The `cancel-moves` subcommand. */
export function cancelMovesCommand(): Command {
  return clusterCommand(
    "cancel-moves",
    "Cancel all moves of replicas that are under way: they stay where they were.",
  )
    .option("--json", "print what was cancelled as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Exit codes:
  0  nothing moves any more
  1  the cluster could not be asked
  64 wrong usage`;

async function run(
  cluster: string | undefined,
  options: { manifest?: string; json?: boolean },
): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  try {
    const partitions = await cancelMoves(manifest, AbortSignal.timeout(SECONDS * 1000));
    if (options.json)
      console.log(JSON.stringify({ version: 1, cluster: manifest.name, partitions }, null, 2));
    else console.log(`${manifest.name}: moves of ${partitions} partitions cancelled`);
  } catch (error) {
    console.error(`${manifest.name}: moves could not be cancelled: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
