import { type Command, Option } from "commander";
import { bench } from "../operations/bench";
import { type Variable } from "../operations/bench-point";
import { ForeignTraffic } from "../operations/bench-options";
import { benchLines, resultLine } from "../reports/bench-lines";
import { benchHtml } from "../reports/html/bench";
import { type BenchCommandOptions, listOf, measureOf } from "./bench-options";
import { chooseManifest, UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { interruption } from "./interruption";
import { clusterCommand } from "./manifest-command";
import { numberBetween, wholeBetween } from "./number-between";
import { writeFile } from "./write-file";

/** @returns The `bench` subcommand. */
export function benchCommand(): Command {
  const varied = (flags: string, what: string, of: Variable) => new Option(flags, what).argParser(listOf(of));
  const counted = (flags: string, what: string, read: (text: string) => number, otherwise: number) =>
    new Option(flags, what).argParser(read).default(otherwise);
  return clusterCommand("bench", "Measure what a running cluster does, by Kafka's own performance tools.")
    .addOption(
      varied("--partitions <counts>", "partitions; the first is the base, as with all lists", "partitions"),
    )
    .addOption(varied("--replication <counts>", "replicas of each partition", "replication"))
    .addOption(varied("--acks <list>", "what a producer waits for: 0, 1, all", "acks"))
    .addOption(varied("--batch-size <bytes>", "most bytes of a batch", "batchBytes"))
    .addOption(varied("--linger <ms>", "how long a batch waits for more", "lingerMs"))
    .addOption(
      varied("--compression <codecs>", "codecs of producers: none, gzip, snappy, lz4, zstd", "compression"),
    )
    .option("--sample <file>", "messages to write, one a line, in place of random letters")
    .addOption(
      counted(
        "--message-bytes <bytes>",
        "size of a message without --sample",
        wholeBetween(10, 1_000_000),
        1024,
      ),
    )
    .addOption(counted("--seconds <seconds>", "time of each measurement, about", numberBetween(1, 60), 5))
    .addOption(counted("--repeat <count>", "runs of each, for medians", wholeBetween(1, 20), 1))
    .addOption(counted("--minutes <minutes>", "no more is begun after so long", numberBetween(0.1, 240), 15))
    .addOption(
      counted("--max-rate <MB/s>", "most that is written in a second", numberBetween(0.1, 100_000), 1000),
    )
    .addOption(
      counted("--max-disk <MB>", "most that all replicas take at once", wholeBetween(10, 1_000_000), 2000),
    )
    .option("--no-host", "leave out the client on this host")
    .option("--user <name>", "user of a secured cluster that may write and read the topics")
    .option("--accept-traffic", "measure although others write to the cluster")
    .option("--json", "print what was found as JSON")
    .option("--html <file>", "write it as a page as well, with plots")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Each list is varied by itself, the others stay at their first value. For each point a topic is made, written as fast
as one producer can, read as fast as one consumer can, written again at half the rate for latencies, and removed.
The tools run in a container of the brokers' image in the cluster's network; the client on this host is kafkajs.

Exit codes:
  0  measured
  1  a tool failed, time was over before all was measured, or something is left behind
  3  others write to the cluster, and --accept-traffic was not given
  64 wrong usage
  130 interrupted

Examples:
  kafka-docker bench
  kafka-docker bench --partitions 6,1,12,24 --compression none,lz4,zstd --sample orders.json
  kafka-docker bench --repeat 3 --html bench.html`;

const REFUSED = 3;

async function run(cluster: string | undefined, options: BenchCommandOptions): Promise<void> {
  const manifest = chooseManifest(cluster, options.manifest);
  const measure = measureOf(options, manifest);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const signal = interruption({ say: () => say("interrupted: removing what was made") });
  try {
    const report = await bench(manifest, {
      ...measure,
      signal,
      say: (text) => say(`measuring  ${text}`),
      onResult: (result) => say(`           ${resultLine(result)}`),
    });
    if (options.html !== undefined) writeFile("--html", options.html, await benchHtml(report));
    if (options.json) console.log(JSON.stringify(report, null, 2));
    else for (const line of benchLines(report)) console.log(line);
    const whole = report.ended === undefined && report.leftBehind.length === 0;
    process.exitCode = whole ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (signal.aborted) process.exitCode = EXIT.interrupted;
    else if (error instanceof UsageError) throw error;
    else {
      say((error as Error).message);
      if (error instanceof ForeignTraffic)
        say("stop them, or give --accept-traffic: figures are then of both, and theirs get slower");
      process.exitCode = error instanceof ForeignTraffic ? REFUSED : EXIT.failed;
    }
  }
}
