import { type Command } from "commander";
import { reason } from "../checks/reason";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { applySettings } from "../operations/apply-settings";
import { chooseManifest, UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { interruption } from "./interruption";
import { clusterCommand } from "./manifest-command";
import { settingLines } from "./setting-lines";

interface ApplySettingsOptions {
  readonly manifest?: string;
  readonly json?: boolean;
}

/** @returns The `apply-settings` subcommand. */
export function applySettingsCommand(): Command {
  return clusterCommand(
    "apply-settings",
    "Make brokers that run use the declared settings, without a restart, as a deploy does.",
  )
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
  const { name, owner } = manifest;
  if (owner !== undefined) {
    throw new UsageError(
      `this manifest is of topics that ${owner} adds: settings are in that of cluster ${name}`,
    );
  }
  await changeSettings(manifest, interruption(), options);
}

/** Makes brokers use the declared settings, and says what was done. */
export async function changeSettings(
  manifest: ClusterManifest,
  signal: AbortSignal,
  options: Pick<ApplySettingsOptions, "json"> = {},
): Promise<void> {
  const { brokers, name } = manifest;
  try {
    const { differences, foreign } = await applySettings(manifest, signal);
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
