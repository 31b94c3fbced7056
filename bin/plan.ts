import { Command } from "commander";
import { reason } from "../checks/reason";
import { planOfTopics } from "../operations/apply-topics";
import { type TopicPlan } from "../operations/topic-plan";
import { chooseManifest } from "./choose-manifest";
import { PLAN_EXIT } from "./exit-code";
import { hasChanges, topicLines } from "./topic-lines";

const SECONDS = 20;

interface PlanOptions {
  readonly manifest?: string;
  readonly json?: boolean;
}

/** @returns The `plan` subcommand. */
export function planCommand(): Command {
  return new Command("plan")
    .description("Tell what the next deploy would do to the topics of a running cluster; change nothing.")
    .argument("[cluster]", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", "manifest of the cluster, instead of the one in cdktf.out")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Exit codes:
  0  no change: every topic is as declared
  1  the cluster could not be asked
  2  there are changes
  3  something is refused, and so nothing would be changed
  64 wrong usage

Examples:
  kafka-docker plan
  kafka-docker plan --manifest cdktf.out/stacks/kafka/kafka.manifest.json --json`;

async function run(cluster: string | undefined, options: PlanOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  let plan: readonly TopicPlan[];
  try {
    plan = await planOfTopics(manifest, AbortSignal.timeout(SECONDS * 1000));
  } catch (error) {
    console.error(`${manifest.name}: the topics cannot be planned: ${reason(error)}`);
    process.exitCode = PLAN_EXIT.failed;
    return;
  }
  const outcome = outcomeOf(plan);
  process.exitCode = PLAN_EXIT[outcome];
  if (options.json) {
    console.log(JSON.stringify({ version: 1, cluster: manifest.name, outcome, topics: plan }, null, 2));
    return;
  }
  for (const line of topicLines(plan)) console.log(line);
  console.log(`${manifest.name}: ${told(outcome, plan, manifest.topics.length)}`);
}

type Outcome = "unchanged" | "changes" | "refused";

function outcomeOf(plan: readonly TopicPlan[]): Outcome {
  if (plan.some(({ refused }) => refused.length > 0)) return "refused";
  return hasChanges(plan) ? "changes" : "unchanged";
}

function told(outcome: Outcome, plan: readonly TopicPlan[], declared: number): string {
  const changed = plan.filter(({ changes }) => changes.length > 0).length;
  if (outcome === "refused") return "refused, so a deploy changes no topic";
  return outcome === "changes" ? `${changed} topics to change` : `no change, ${declared} topics are declared`;
}
