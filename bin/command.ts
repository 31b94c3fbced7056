import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { SelectionError } from "../checks";
import { applyLimitsCommand } from "./apply-limits";
import { applySettingsCommand } from "./apply-settings";
import { applyTopicsCommand } from "./apply-topics";
import { applyUsersCommand } from "./apply-users";
import { checkCommand } from "./check";
import { UsageError } from "./choose-manifest";
import { clientConfigCommand } from "./client-config";
import { EXIT } from "./exit-code";
import { pkiCommand } from "./pki";
import { planCommand } from "./plan";
import { rotatePasswordCommand } from "./rotate-password";

/**
 * Runs the `kafka-docker` command. A deploy calls it through `node -e`, where the arguments come without a script.
 *
 * @param args - The arguments.
 */
export async function main(args: readonly string[] = process.argv.slice(1)): Promise<void> {
  const program = new Command("kafka-docker")
    .description("Looks after Kafka clusters that were declared with cdktf-kafka-docker.")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(kafka-docker --help tells more)")
    .addCommand(checkCommand())
    .addCommand(planCommand())
    .addCommand(applySettingsCommand())
    .addCommand(applyTopicsCommand())
    .addCommand(applyUsersCommand())
    .addCommand(applyLimitsCommand())
    .addCommand(pkiCommand())
    .addCommand(clientConfigCommand())
    .addCommand(rotatePasswordCommand());
  inheritSettings(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
  // The client library may still wait for answers that nobody needs any more, but what was printed must be out.
  process.stdout.write("", () => process.exit());
}

function inheritSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    inheritSettings(command);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError || error instanceof SelectionError) {
    console.error(error.message);
    return EXIT.usage;
  }
  // Not foreseen: whoever reports it needs the stack.
  console.error(error);
  return EXIT.failed;
}

function version(): string {
  const text = readFileSync(require.resolve("cdktf-kafka-docker/package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
