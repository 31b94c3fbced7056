import { type Command } from "commander";
import { reason } from "../checks/reason";
import { adopt } from "../operations/adopt";
import { Terraform } from "../operations/terraform";
import { chooseStack } from "./choose-stack";
import { EXIT } from "./exit-code";
import { stackCommand } from "./manifest-command";
import { lockOption } from "./read-plan";

/** @returns The `adopt` subcommand. */
export function adoptCommand(): Command {
  return stackCommand(
    "adopt",
    "Take a cluster that runs into a state that does not know it; nothing that runs is changed.",
  )
    .addOption(lockOption())
    .option("--json", "print what was taken as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
For a state that was lost, or an apply that was killed. Containers and networks are taken that bear the label of the
cluster, and volumes that bear the name that is declared. kafka-docker apply then checks the cluster, and changes what
is not as it is declared, one server at a time.

Exit codes:
  0  the state knows everything that is declared and there
  1  it could not be done
  64 wrong usage`;

async function run(
  wanted: string | undefined,
  options: { manifest?: string; json?: boolean; lockTimeout: number },
): Promise<void> {
  const stack = chooseStack(wanted, options.manifest);
  const terraform = new Terraform(stack.folder, options.lockTimeout);
  try {
    await terraform.init();
    const all = await adopt(terraform, (line) => (options.json ? console.error(line) : console.log(line)));
    if (options.json) console.log(JSON.stringify({ version: 1, stack: stack.name, adopted: all }, null, 2));
    else console.log(`${stack.name}: ${all.length} resources adopted; kafka-docker apply does the rest`);
  } catch (error) {
    console.error(`${stack.name}: it could not be adopted: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
