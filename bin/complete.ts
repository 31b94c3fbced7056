import { type Command } from "commander";
import { connectionTo } from "../checks/connection";
import { deadline } from "../checks/deadline";
import { isStarting, STARTUP_SECONDS } from "../checks/containers";
import { containerState } from "../checks/docker-engine";
import { KafkaClient } from "../checks/kafka-client";
import { verify } from "../checks/run";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { ReportPrinter } from "../reports/console";
import { limit } from "./apply-limits";
import { changeSettings } from "./apply-settings";
import { makeTopics } from "./apply-topics";
import { makeUsers } from "./apply-users";
import { once } from "./check";
import { chooseManifest, UsageError } from "./choose-manifest";
import { EXIT, EXIT_OF_OUTCOME, PLAN_EXIT } from "./exit-code";
import { interruption } from "./interruption";
import { clusterCommand } from "./manifest-command";

/** @returns The `complete` subcommand. */
export function completeCommand(): Command {
  return clusterCommand(
    "complete",
    "Complete a deploy: wait for containers that start, then make the cluster what its manifest says.",
  )
    .option("--check", "then check it, as kafka-docker check --quick does")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
A deploy runs it when containers are new, or the manifest has changed. It waits for containers that start again, or were
made within the last ${STARTUP_SECONDS / 60} minutes, and then does what apply-limits, apply-settings, apply-topics and apply-users do.
Where one of these fails, the others are done all the same, and the check tells why; it stops at containers that do not
start.

Exit codes:
  0  the cluster is as declared
  1  a container did not start, something could not be made as declared, or a check failed
  2  no broker could be reached in time
  3  a change of topics is refused
  64 wrong usage
  130 interrupted`;

const CONTACT_SECONDS = 20;

interface CompleteOptions {
  readonly manifest?: string;
  readonly check?: boolean;
}

async function run(cluster: string | undefined, options: CompleteOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  const { name, owner, processLimit } = manifest;
  if (owner !== undefined) {
    throw new UsageError(
      `this manifest is of topics that ${owner} adds: apply-topics makes them as declared`,
    );
  }
  const signal = interruption();
  const codes = processLimit === undefined ? [] : [await codeOf(() => limit(manifest))];
  const starting = await startingContainers(manifest);
  if (starting !== undefined && starting.size > 0 && !(await start(manifest, starting, signal))) return;
  const seconds = starting === undefined ? STARTUP_SECONDS : CONTACT_SECONDS;
  if (starting === undefined)
    console.log(
      `${name}: its containers cannot be seen from here: up to ${seconds} s for a broker to answer`,
    );
  if (await answers(manifest, deadline(seconds, signal))) codes.push(...(await declare(manifest, signal)));
  else if (!signal.aborted) {
    codes.push(EXIT.unreachable);
    console.error(`${name}: no broker answers: settings, topics and users stay as they are`);
  }
  // A topic that is refused would fail its check.
  if (options.check && !signal.aborted && !codes.includes(PLAN_EXIT.refused)) {
    const { outcome } = await once(manifest, { quick: true, signal });
    codes.push(EXIT_OF_OUTCOME[outcome]);
  }
  process.exitCode = signal.aborted ? EXIT.interrupted : exitCodeOf(codes);
}

/** What a part leaves as the exit code of the process. */
async function codeOf(part: () => Promise<void>): Promise<number> {
  process.exitCode = EXIT.ok;
  await part();
  return Number(process.exitCode);
}

/** That of what is refused before others: it has a remedy of its own. */
function exitCodeOf(codes: readonly number[]): number {
  if (codes.includes(PLAN_EXIT.refused)) return PLAN_EXIT.refused;
  return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
}

/** Makes the cluster what the manifest says, each part whatever became of the others; gives their exit codes. */
async function declare(manifest: ClusterManifest, signal: AbortSignal): Promise<number[]> {
  const codes: number[] = [];
  for (const part of [changeSettings, makeTopics, ...(manifest.users === undefined ? [] : [makeUsers])]) {
    if (!signal.aborted) codes.push(await codeOf(() => part(manifest, signal)));
  }
  return codes;
}

/**
 * Containers that start: one that has failed since is no reason to leave topics and users as they are.
 *
 * @param manifest - The cluster.
 * @returns Their names; undefined where none of the containers can be seen, as of an engine that is not asked here.
 */
async function startingContainers(manifest: ClusterManifest): Promise<ReadonlySet<string> | undefined> {
  const containers = [...manifest.zookeepers, ...manifest.brokers].map(({ container }) => container);
  const states = await Promise.all(
    containers.map(async (container) => ({ container, ...(await containerState(container)) })),
  ).catch(() => []);
  const there = states.filter(({ exists }) => exists);
  if (there.length === 0) return undefined;
  return new Set(there.filter((state) => isStarting(state, Date.now())).map(({ container }) => container));
}

/** Waits for the start, and prints what becomes of it; all of the report only where it fails. */
async function start(
  manifest: ClusterManifest,
  starting: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  const printer = new ReportPrinter(process.stdout);
  printer.begin(manifest);
  const report = await verify(manifest, {
    ...{ starting, signal },
    onBegin: (check) => printer.beginCheck(check),
    onResult: (result) => printer.result(result),
  });
  if (report.outcome === "passed") return true;
  printer.end(report);
  process.exitCode = EXIT_OF_OUTCOME[report.outcome];
  return false;
}

/** Whether any broker answers in time. */
async function answers(manifest: ClusterManifest, time: AbortSignal): Promise<boolean> {
  try {
    const client = new KafkaClient(connectionTo(manifest));
    await until(time, () => client.metadata()).finally(() => client.close());
    return true;
  } catch {
    return false;
  }
}
