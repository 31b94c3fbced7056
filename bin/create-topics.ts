import { Command } from "commander";
import { createTopics } from "../operations/create-topics";
import { reason } from "../checks/reason";
import { chooseManifest } from "./choose-manifest";
import { EXIT } from "./exit-code";

const SECONDS = 60;

interface CreateTopicsOptions {
  readonly manifest?: string;
  readonly json?: boolean;
}

/** @returns The `create-topics` subcommand. */
export function createTopicsCommand(): Command {
  return new Command("create-topics")
    .description("Create the declared topics that are missing; never change or delete one.")
    .argument("[cluster]", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", "manifest of the cluster, instead of the one in cdktf.out")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Exit codes:
  0  every declared topic is there
  1  a topic could not be created
  64 wrong usage`;

async function run(cluster: string | undefined, options: CreateTopicsOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  try {
    const done = await createTopics(manifest, AbortSignal.timeout(SECONDS * 1000));
    if (options.json) {
      console.log(JSON.stringify({ version: 1, cluster: manifest.name, ...done }, null, 2));
      return;
    }
    for (const name of done.created) console.log(`created topic ${name}`);
    console.log(
      `${manifest.name}: ${done.created.length} topics created, ${done.existing.length} there already`,
    );
  } catch (error) {
    console.error(`${manifest.name}: topics could not be created: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
