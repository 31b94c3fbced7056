import { Command, Option } from "commander";
import {
  CLIENT_FORMATS,
  clientConfig,
  ClientConfigError,
  type ClientConfigOptions,
} from "../operations/client-config";
import { reason } from "../checks/reason";
import { chooseManifest, UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";

interface Options extends ClientConfigOptions {
  readonly cluster?: string;
  readonly manifest?: string;
}

/** @returns The `client-config` subcommand. */
export function clientConfigCommand(): Command {
  return new Command("client-config")
    .description("Print what a client of a user needs to connect: addresses, protocol, paths of its secrets.")
    .argument("<user>", "name of the user")
    .addOption(new Option("--format <format>", "for which client").choices(CLIENT_FORMATS).default("kafkajs"))
    .option(
      "--listener <name>",
      "EXTERNAL on the host, INTERNAL in containers, ADMIN for certificates on the host, or a further one",
    )
    .option("--show-secrets", "print the password itself, not the path of its file", false)
    .option("--cluster <name>", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", "manifest of the cluster, instead of the one in cdktf.out")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Exit codes:
  0  it was printed
  1  a file of the user is missing or can be read by others
  64 wrong usage`;

function run(user: string, options: Options): void {
  const manifest = chooseManifest(options.cluster, options.manifest);
  try {
    console.log(clientConfig(manifest, user, options));
  } catch (error) {
    if (error instanceof ClientConfigError) throw new UsageError(error.message);
    console.error(`${manifest.name}: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
