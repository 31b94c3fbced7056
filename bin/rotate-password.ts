import { Command } from "commander";
import { reason } from "../checks/reason";
import { beginRotation, finishRotation, RotationError } from "../operations/rotate-password";
import { chooseManifest, UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";

const SECONDS = 60;

interface RotateOptions {
  readonly cluster?: string;
  readonly manifest?: string;
  readonly finish?: boolean;
  readonly json?: boolean;
}

/** @returns The `rotate-password` subcommand. */
export function rotatePasswordCommand(): Command {
  return new Command("rotate-password")
    .description("Change a user's password in two steps, so that its clients go on all the while.")
    .argument("<user>", "name of the user")
    .option("--finish", "second step: the password before is no longer valid")
    .option("--cluster <name>", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", "manifest of the cluster, instead of the one in cdktf.out")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Without --finish a new login with a new password becomes valid beside the one in use, and is written to the user's
files. Restart its clients, then finish. Neither step prints a password.

Exit codes:
  0  the step was made
  1  it could not be made
  64 wrong usage`;

async function run(user: string, options: RotateOptions): Promise<void> {
  const manifest = chooseManifest(options.cluster, options.manifest);
  const step = options.finish ? finishRotation : beginRotation;
  try {
    const done = await step(manifest, user, AbortSignal.timeout(SECONDS * 1000));
    if (options.json) {
      console.log(JSON.stringify({ version: 1, cluster: manifest.name, ...done }, null, 2));
      return;
    }
    const now = `${user} logs in as ${done.login}, with the password in ${done.passwordFile}`;
    if (done.previous === undefined) console.log(`${now}; no other login of it is valid`);
    else {
      console.log(`${now}; ${done.previous} is still valid`);
      console.log(`when all clients have switched: kafka-docker rotate-password ${user} --finish`);
    }
  } catch (error) {
    if (error instanceof RotationError) throw new UsageError(error.message);
    console.error(`${manifest.name}: the password of ${user} could not be changed: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
