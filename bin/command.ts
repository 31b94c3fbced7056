import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";

/** In the order of the help. Each is loaded when it is asked for: a deploy runs some, and loading all takes longest. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./check.js")).checkCommand(),
  plan: async () => (await import("./plan.js")).planCommand(),
  apply: async () => (await import("./apply.js")).applyCommand(),
  size: async () => (await import("./size.js")).sizeCommand(),
  bench: async () => (await import("./bench.js")).benchCommand(),
  comment: async () => (await import("./comment.js")).commentCommand(),
  adopt: async () => (await import("./adopt.js")).adoptCommand(),
  "cancel-moves": async () => (await import("./cancel-moves.js")).cancelMovesCommand(),
  complete: async () => (await import("./complete.js")).completeCommand(),
  "apply-settings": async () => (await import("./apply-settings.js")).applySettingsCommand(),
  "apply-topics": async () => (await import("./apply-topics.js")).applyTopicsCommand(),
  "apply-users": async () => (await import("./apply-users.js")).applyUsersCommand(),
  "apply-limits": async () => (await import("./apply-limits.js")).applyLimitsCommand(),
  pki: async () => (await import("./pki.js")).pkiCommand(),
  "client-config": async () => (await import("./client-config.js")).clientConfigCommand(),
  "rotate-password": async () => (await import("./rotate-password.js")).rotatePasswordCommand(),
};

/**
 * Runs the `kafka-docker` command. A deploy calls it through `node -e`, where the arguments come without a script.
 *
 * @param args - The arguments.
 */
export async function main(args: readonly string[] = process.argv.slice(1)): Promise<void> {
  process.stdout.on("error", readerHasLeft);
  const program = new Command("kafka-docker")
    .description("Looks after Kafka clusters that were declared with cdktf-kafka-docker.")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(kafka-docker --help tells more)");
  for (const load of commandsFor(args[0])) program.addCommand(await load());
  inheritSettings(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
  // The client library may still wait for answers that nobody needs any more, but what was printed must be out.
  process.stdout.write("", () => process.exit());
}

/** Help and a mistyped name need all of them. */
function commandsFor(name = "") {
  return Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]!] : Object.values(COMMANDS);
}

/** `kafka-docker apply | head` must not end in the middle of a change: what is left is done without a word. */
function readerHasLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function inheritSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    inheritSettings(command);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
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
