import { type Command } from "commander";
import { reason } from "../checks/reason";
import { type ClusterManifest } from "../manifest";
import { applyTopics, RefusedTopics } from "../operations/apply-topics";
import { deadline } from "../checks/deadline";
import { type TopicPlan } from "../operations/topic-plan";
import { chooseManifest, UsageError } from "./choose-manifest";
import { PLAN_EXIT } from "./exit-code";
import { interruption } from "./interruption";
import { clusterCommand } from "./manifest-command";
import { mebibytes } from "./number-between";
import { topicLines } from "../reports/topic-lines";

interface ApplyTopicsOptions {
  readonly manifest?: string;
  readonly json?: boolean;
  readonly throttle?: number;
  readonly withdraw?: boolean;
  readonly owner?: string;
}

const MIB = 1024 * 1024;
const WITHDRAW_SECONDS = 10;

/** @returns The `apply-topics` subcommand. */
export function applyTopicsCommand(): Command {
  return clusterCommand(
    "apply-topics",
    "Make the topics of a running cluster what is declared, as a deploy does.",
  )
    .option("--throttle <MiB>", "MiB a second of each broker while replicas move (default: 50)", mebibytes)
    .option("--withdraw", "as if no topic was declared; a cluster that cannot be reached is no error")
    .option("--owner <name>", "whose topics, if not those of the manifest: another stack's, with --withdraw")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Exit codes:
  0  every topic is as declared
  1  a topic could not be changed
  3  something is refused, and so nothing was changed
  64 wrong usage`;

async function run(cluster: string | undefined, options: ApplyTopicsOptions): Promise<void> {
  const given = chooseManifest(cluster, options.manifest);
  if (options.owner !== undefined && !options.withdraw) {
    throw new UsageError("--owner needs --withdraw: only a stack itself knows what it declares");
  }
  const owner = options.owner ?? given.owner;
  const manifest = options.withdraw
    ? { ...given, ...(owner === undefined ? {} : { owner }), topics: [] }
    : given;
  const interrupted = interruption();
  const signal = options.withdraw ? deadline(WITHDRAW_SECONDS, interrupted) : interrupted;
  await makeTopics(manifest, signal, options);
}

/** Makes topics what is declared, and says what was done. */
export async function makeTopics(
  manifest: ClusterManifest,
  signal: AbortSignal,
  options: Pick<ApplyTopicsOptions, "json" | "throttle" | "withdraw"> = {},
): Promise<void> {
  // Standard output is that of what was done.
  const say = (text: string) => console.error(`${manifest.name}: ${text}`);
  const throttle = options.throttle === undefined ? undefined : options.throttle * MIB;
  try {
    print(manifest, await applyTopics(manifest, { say, signal, throttle }), options);
  } catch (error) {
    fail(manifest, error, options);
  }
}

function print(
  manifest: ClusterManifest,
  done: readonly TopicPlan[],
  { json }: Pick<ApplyTopicsOptions, "json">,
): void {
  if (json) {
    console.log(JSON.stringify({ version: 1, cluster: manifest.name, topics: done }, null, 2));
    return;
  }
  for (const line of topicLines(done)) console.log(line);
  const changed = done.filter(({ changes }) => changes.length > 0).length;
  console.log(`${manifest.name}: ${changed} topics changed, ${manifest.topics.length} are as declared`);
}

function fail(
  { name }: ClusterManifest,
  error: unknown,
  { withdraw }: Pick<ApplyTopicsOptions, "withdraw">,
): void {
  if (error instanceof RefusedTopics) {
    for (const line of topicLines(error.plan.filter(({ refused }) => refused.length > 0)))
      console.error(line);
    console.error(`${name}: no topic was changed`);
    process.exitCode = PLAN_EXIT.refused;
  } else if (withdraw) {
    console.error(`${name}: its topics stay as they are, as the cluster cannot be reached: ${reason(error)}`);
  } else {
    console.error(`${name}: topics could not be changed: ${reason(error)}`);
    process.exitCode = PLAN_EXIT.failed;
  }
}
