import { Command } from "commander";
import { reason } from "../checks/reason";
import { applySettings } from "../operations/apply-settings";
import { chooseManifest, UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { settingLines } from "./setting-lines";

interface ApplySettingsOptions {
  readonly manifest?: string;
  readonly json?: boolean;
}

/** @returns The `apply-settings` subcommand. */
export function applySettingsCommand(): Command {
  return new Command("apply-settings")
    .description("Make brokers that run use the declared settings, without a restart, as a deploy does.")
    .argument("[cluster]", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", "manifest of the cluster, instead of the one in cdktf.out")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Settings that Kafka reads at the start alone are not looked at: a deploy replaces the brokers' containers for them.

Exit codes:
  0  every broker uses what is declared
  1  a setting could not be changed
  64 wrong usage`;

async function run(cluster: string | undefined, options: ApplySettingsOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  const { brokers, name, owner } = manifest;
  if (owner !== undefined) {
    throw new UsageError(
      `this manifest is of topics that ${owner} adds: settings are in that of cluster ${name}`,
    );
  }
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => interrupt.abort());
  try {
    const { differences, foreign } = await applySettings(manifest, interrupt.signal);
    if (options.json) {
      console.log(JSON.stringify({ version: 1, cluster: name, settings: differences, foreign }, null, 2));
      return;
    }
    for (const line of settingLines(differences, foreign, brokers.length)) console.log(line);
    const changed = new Set(differences.map(({ key }) => key)).size;
    console.log(`${name}: ${changed} settings of brokers changed while they run`);
  } catch (error) {
    console.error(`${name}: settings of brokers could not be changed: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
