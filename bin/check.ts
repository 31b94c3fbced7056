import { Command, InvalidArgumentError } from "commander";
import { CHECK_NAMES, verify } from "../checks";
import { EXIT_OF_OUTCOME } from "./exit-code";
import { chooseManifest } from "./choose-manifest";
import { ReportPrinter } from "./report-printer";

interface CheckOptions {
  readonly manifest?: string;
  readonly only?: readonly string[];
  readonly timeout?: number;
  readonly startup?: boolean;
  readonly json?: boolean;
}

/** @returns The `check` subcommand. */
export function checkCommand(): Command {
  return new Command("check")
    .description("Verify that a running cluster does what its manifest promises.")
    .argument("[cluster]", "name of the cluster, where more than one was synthesized")
    .option("--manifest <file>", "manifest to verify against, instead of the one in cdktf.out")
    .option("--only <checks>", `checks to run, separated by commas: ${CHECK_NAMES.join(", ")}`, names)
    .option("--timeout <seconds>", "seconds for each check (default: 15 to 45, by check)", seconds)
    .option("--startup", "only wait until the containers are healthy, and tell at once which cannot start")
    .option("--json", "print the report as JSON")
    .addHelpText("after", HELP)
    .action(check);
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
  kafka-docker check --manifest cdktf.out/stacks/kafka/kafka.manifest.json --json`;

async function check(cluster: string | undefined, options: CheckOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());
  const printer = options.json ? undefined : new ReportPrinter(process.stdout);
  printer?.begin(manifest);
  const report = await verify(manifest, {
    only: options.only,
    timeoutSeconds: options.timeout,
    startup: options.startup,
    signal: interrupt.signal,
    onBegin: (name) => printer?.beginCheck(name),
    onResult: (result) => printer?.result(result),
  });
  if (printer) printer.end(report);
  else console.log(JSON.stringify(report, null, 2));
  process.exitCode = EXIT_OF_OUTCOME[report.outcome];
}

function names(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  const unknown = list.find((name) => !CHECK_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`there is no check "${unknown}"; there are ${CHECK_NAMES.join(", ")}`);
  }
  return list;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 3600)) throw new InvalidArgumentError("must be a number from 1 to 3600");
  return value;
}
