import { type Command } from "commander";
import { reason } from "../checks/reason";
import { planHtml } from "../reports/html/plan";
import { planLines } from "../reports/plan-lines";
import { failureMarkdown, planMarkdown } from "../reports/plan-markdown";
import { UsageError } from "./choose-manifest";
import { chooseStack } from "./choose-stack";
import { PLAN_EXIT } from "./exit-code";
import { stackCommand } from "./manifest-command";
import { allowOption, GUARD_HELP, lockOption, makePlan, type ReadPlanOptions } from "./read-plan";
import { writeFile } from "./write-file";

interface PlanOptions extends ReadPlanOptions {
  readonly manifest?: string;
  readonly from?: string;
  readonly json?: boolean;
  readonly markdown?: string;
  readonly html?: string;
}

/** @returns The `plan` subcommand. */
export function planCommand(): Command {
  return stackCommand(
    "plan",
    "Tell what the next apply would do to brokers, data and topics, and refuse harm; change nothing.",
  )
    .option("--from <plan>", "read a plan that was made with terraform plan -out, instead of making one")
    .option("--all-at-once", "judge it as terraform apply or cdktf deploy carry it out: all servers at once")
    .option("--move-replicas", "as if apply were called with it")
    .addOption(allowOption())
    .addOption(lockOption())
    .option("--json", "print the plan as JSON")
    .option("--markdown <file>", "write it for a pull request as well; kafka-docker comment puts it there")
    .option("--html <file>", "write it as a page as well")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `${GUARD_HELP}

The plan is kept as kafka-docker.tfplan in the folder of the stack; kafka-docker apply --plan carries out just that.

Exit codes:
  0  no change: everything is as declared
  1  it could not be planned
  2  there are changes
  3  something is refused
  64 wrong usage

Examples:
  kafka-docker plan
  kafka-docker plan --json
  kafka-docker plan --from plan.tfplan --all-at-once`;

async function run(wanted: string | undefined, options: PlanOptions): Promise<void> {
  const stack = chooseStack(wanted, options.manifest);
  try {
    const { report } = await makePlan(stack, options.from, options, new AbortController().signal);
    process.exitCode = PLAN_EXIT[report.outcome];
    if (options.json) console.log(JSON.stringify(report, null, 2));
    else for (const line of planLines(report)) console.log(line);
    if (options.markdown !== undefined) writeFile("--markdown", options.markdown, planMarkdown(report));
    if (options.html !== undefined) writeFile("--html", options.html, planHtml(report));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = reason(error);
    console.error(`${stack.name}: it cannot be planned: ${why}`);
    process.exitCode = PLAN_EXIT.failed;
    if (options.markdown !== undefined)
      writeFile("--markdown", options.markdown, failureMarkdown(stack.name, why));
  }
}
