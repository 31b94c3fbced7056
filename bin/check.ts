import { type Command, InvalidArgumentError, Option } from "commander";
import {
  CHECK_NAMES,
  DISRUPTIVE_CHECKS,
  type Selection,
  SelectionError,
  verify,
  type VerifyOptions,
  type VerifyReport,
} from "../checks";
import { type ClusterManifest } from "../manifest";
import { ReportPrinter } from "../reports/console";
import { htmlReport } from "../reports/html";
import { junitReport } from "../reports/junit";
import { chooseManifest, UsageError } from "./choose-manifest";
import { confirmDisruption } from "./confirm-disruption";
import { EXIT_OF_OUTCOME } from "./exit-code";
import { interruption } from "./interruption";
import { clusterCommand } from "./manifest-command";
import { numberBetween } from "./number-between";
import { watch } from "./watch";
import { writeFile } from "./write-file";

interface CheckOptions extends Selection {
  readonly manifest?: string;
  readonly timeout?: number;
  readonly json?: boolean;
  readonly junit?: string;
  readonly html?: string;
  readonly watch?: number | true;
  readonly yes?: boolean;
}

const WATCH_SECONDS = 5;
const seconds = numberBetween(1, 3600);

/** @returns The `check` subcommand. */
export function checkCommand(): Command {
  return clusterCommand(
    "check",
    "Verify that a running cluster does what its manifest promises.",
    "manifest to verify against, instead of the one in cdktf.out",
  )
    .option("--only <checks>", `checks to run, separated by commas: ${CHECK_NAMES.join(", ")}`, names)
    .option("--skip <checks>", "checks to leave out, separated by commas", names)
    .option("--quick", "leave out what measures, and messages of special forms: what a deploy runs")
    .option(
      "--timeout <seconds>",
      "seconds for each check (default: 15 to 60, by check; more with over 10 brokers)",
      seconds,
    )
    .addOption(
      new Option(
        "--disruptive",
        `also stop servers and start them again (${DISRUPTIVE_CHECKS.join(", ")}); asks first`,
      ).conflicts("watch"),
    )
    .option("--yes", "do not ask before --disruptive")
    .option("--watch [seconds]", `check again and again, so many seconds apart (${WATCH_SECONDS})`, seconds)
    .option("--json", "print the report as JSON; with --watch one line for each round")
    .option("--junit <file>", "also write the report as JUnit XML, for a CI system")
    .option(
      "--html <file>",
      "also write the report as one HTML page, with the topology and the latency drawn",
    )
    .addHelpText("after", HELP)
    .action((cluster: string | undefined, options: CheckOptions) => check(cluster, options).catch(usage));
}

const HELP = `
Exit codes:
  0  everything holds
  1  a check failed
  2  no broker could be reached in time, or nothing could be verified
  64 wrong usage
  130 interrupted

Examples:
  kafka-docker check
  kafka-docker check --only brokers,round-trip --timeout 10
  kafka-docker check --manifest cdktf.out/stacks/kafka/kafka.manifest.json --json
  kafka-docker check --junit reports/kafka.xml --html reports/kafka.html
  kafka-docker check --watch 10 --quick
  kafka-docker check --disruptive`;

function usage(error: unknown): never {
  throw error instanceof SelectionError ? new UsageError(error.message) : error;
}

async function check(cluster: string | undefined, options: CheckOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  const signal = interruption({
    // Servers that are stopped must run again.
    ignoresMore: options.disruptive ?? false,
    say: () => {
      if (!options.json) process.stderr.write("\ninterrupted: putting back what was changed\n");
    },
  });
  const { disruptive, only, quick, skip, timeout } = options;
  const settings = {
    disruptive,
    only,
    quick,
    skip,
    timeoutSeconds: timeout,
    signal,
  };
  if (disruptive) await confirmDisruption(manifest, options.yes ?? false);
  const report =
    options.watch === undefined
      ? await once(manifest, settings, options)
      : await watch(manifest, settings, {
          seconds: options.watch === true ? WATCH_SECONDS : options.watch,
          output: options.json ? undefined : process.stdout,
          onRound: (round) => writeFiles(round, manifest, options),
        });
  process.exitCode = EXIT_OF_OUTCOME[report.outcome];
}

/**
 * Checks a cluster, and prints what is found as it is found.
 *
 * @param manifest - What the cluster promises.
 * @param settings - How to check it.
 * @param options - Where it is told as well.
 * @returns What was found.
 */
export async function once(
  manifest: ClusterManifest,
  settings: VerifyOptions,
  options: Pick<CheckOptions, "html" | "json" | "junit"> = {},
): Promise<VerifyReport> {
  const printer = options.json ? undefined : new ReportPrinter(process.stdout);
  printer?.begin(manifest);
  const report = await verify(manifest, {
    ...settings,
    onBegin: (name) => printer?.beginCheck(name),
    onResult: (result) => printer?.result(result),
  });
  if (printer) printer.end(report);
  else console.log(JSON.stringify(report, null, 2));
  await writeFiles(report, manifest, options);
  return report;
}

async function writeFiles(
  report: VerifyReport,
  manifest: ClusterManifest,
  { html, junit }: Pick<CheckOptions, "html" | "junit">,
): Promise<void> {
  if (junit !== undefined) writeFile("--junit", junit, await junitReport(report));
  if (html !== undefined) writeFile("--html", html, await htmlReport(report, manifest));
}

function names(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  const unknown = list.find((name) => !CHECK_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`there is no check "${unknown}"; there are ${CHECK_NAMES.join(", ")}`);
  }
  return list;
}
