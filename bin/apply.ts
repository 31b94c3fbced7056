import { createInterface } from "node:readline/promises";
import { type Command } from "commander";
import { reason } from "../checks/reason";
import { applyTopics } from "../operations/apply-topics";
import { RollRun, type RollOptions } from "../operations/roll";
import { rollOf, type StepReport } from "../operations/roll-steps";
import { type StackPlan } from "../operations/stack-plan";
import { Interrupted, StoppedAtGate } from "../operations/stops";
import { type Terraform } from "../operations/terraform";
import { upgradeOf } from "../operations/upgrade";
import { assertSameGoal, holdRound } from "../operations/upgrade-round";
import { planLines } from "../reports/plan-lines";
import { chooseStack, type Stack } from "./choose-stack";
import { UsageError } from "./choose-manifest";
import { APPLY_EXIT, EXIT } from "./exit-code";
import { interruption } from "./interruption";
import { stackCommand } from "./manifest-command";
import { mebibytes, numberBetween } from "./number-between";
import { allowOption, GUARD_HELP, lockOption, makePlan, type ReadPlanOptions } from "./read-plan";

interface ApplyOptions extends ReadPlanOptions {
  readonly manifest?: string;
  readonly plan?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly gateTimeout: number;
  readonly throttle?: number;
}

const GATE_SECONDS = 600;
const MIB = 1024 * 1024;

/** @returns The `apply` subcommand. */
export function applyCommand(): Command {
  return stackCommand(
    "apply",
    "Carry out what plan tells, one server at a time, each only when the cluster can spare it.",
  )
    .option("--plan <file>", "carry out just this plan, made by kafka-docker plan or terraform plan -out")
    .option("--move-replicas", "move replicas off a broker before it is removed, and to one that is new")
    .option("--throttle <MiB>", "MiB a second of each broker while replicas move (default: 50)", mebibytes)
    .option(
      "--gate-timeout <seconds>",
      "seconds to wait at each gate",
      numberBetween(1, 86_400),
      GATE_SECONDS,
    )
    .addOption(allowOption())
    .addOption(lockOption())
    .option("--yes", "do not ask")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `${GUARD_HELP}

Ctrl-C ends it at the next point at which nothing is half done. Whatever ended it, a second apply goes on from there.

Exit codes:
  0   done, and everything is as declared
  1   a step failed
  3   something is refused, and so nothing was done
  4   stopped at a gate: a server could not be spared, or did not come back in sync
  64  wrong usage
  130 interrupted

Examples:
  kafka-docker apply
  kafka-docker apply --plan cdktf.out/stacks/kafka/kafka-docker.tfplan --yes`;

async function run(wanted: string | undefined, options: ApplyOptions): Promise<void> {
  const stack = chooseStack(wanted, options.manifest);
  if (!options.yes && !process.stdin.isTTY) {
    throw new UsageError("apply changes the cluster: without a terminal, say so with --yes");
  }
  const signal = interruption({
    ignoresMore: true,
    say: () => console.error("interrupted: it ends when nothing is half done"),
  });
  const say = (line: string) => (options.json ? console.error(line) : console.log(line));
  try {
    const { plan, report, terraform } = await makePlan(stack, options.plan, options, signal);
    for (const line of planLines(report)) say(line);
    if (report.outcome === "refused") {
      console.error(`${stack.name}: nothing was done`);
      process.exitCode = APPLY_EXIT.refused;
      return;
    }
    if (report.outcome === "unchanged") {
      if (options.json) end(plan, [], options);
      return;
    }
    if (!options.yes) await confirm(plan.stack);
    end(plan, await carryOut(terraform, plan, { ...options, signal, say, stack }), options);
  } catch (error) {
    fail(stack.name, error);
  }
}

/** What is wanted, and of which stack. */
interface Wanted extends ApplyOptions, Pick<RollOptions, "say" | "signal"> {
  readonly stack: Stack;
}

async function carryOut(
  terraform: Terraform,
  plan: StackPlan,
  wanted: Wanted,
): Promise<readonly StepReport[]> {
  const { gateTimeout, moveReplicas = false, say, signal, throttle } = wanted;
  const rate = throttle === undefined ? {} : { throttle: throttle * MIB };
  const options = { signal, gateSeconds: gateTimeout, moveReplicas, say, ...rate };
  const upgrades = plan.clusters.flatMap((one) => upgradeOf(one) ?? []);
  if (upgrades.length === 0) return lastRound(terraform, plan, options);
  const held = await holdRound(terraform, plan, upgrades, options);
  const next = await replanned(plan, wanted);
  return [...held, ...(await lastRound(terraform, next, options))];
}

/** What is left of a plan after its first round, as Terraform sees it now. */
async function replanned(before: StackPlan, wanted: Wanted): Promise<StackPlan> {
  const { say, signal, stack } = wanted;
  const { plan, report } = await makePlan(stack, undefined, wanted, signal);
  assertSameGoal(plan, before);
  say("round 2 of 2: the new protocol");
  if (report.outcome !== "refused") return plan;
  for (const line of planLines(report)) say(line);
  throw new StoppedAtGate("the second round is refused");
}

async function lastRound(
  terraform: Terraform,
  plan: StackPlan,
  options: RollOptions,
): Promise<readonly StepReport[]> {
  const { say, signal } = options;
  const onLine = (line: string) => {
    // What the checks of the deploy say; the rest of Terraform's output repeats the plan.
    const said = /\(local-exec\): (.*)$/.exec(line)?.[1];
    if (said !== undefined && !said.startsWith("Executing:")) say(`  ${said}`);
  };
  const reports = await new RollRun(terraform, plan, options).run(rollOf(plan.clusters), onLine);
  // Terraform sees no topic that was changed by hand.
  for (const { manifest, topics } of plan.changes.length === 0 ? plan.clusters : []) {
    if (topics.length > 0) await applyTopics(manifest, { say, signal });
  }
  return reports;
}

async function confirm(stack: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Type yes to do this to ${stack}: `);
    if (answer.trim() !== "yes") throw new UsageError("nothing was done");
  } finally {
    terminal.close();
  }
}

function end({ stack }: StackPlan, steps: readonly StepReport[], { json }: ApplyOptions): void {
  if (json) console.log(JSON.stringify({ version: 1, stack, outcome: "applied", steps }, null, 2));
  else console.log(`${stack}: done, everything is as declared`);
}

function fail(stack: string, error: unknown): void {
  if (error instanceof UsageError) throw error;
  console.error(`${stack}: ${reason(error)}`);
  if (error instanceof Interrupted || error instanceof StoppedAtGate) {
    console.error(`${stack}: what was done stays done; a second kafka-docker apply goes on from here`);
  }
  process.exitCode =
    error instanceof Interrupted
      ? EXIT.interrupted
      : error instanceof StoppedAtGate
        ? APPLY_EXIT.stopped
        : APPLY_EXIT.failed;
}
