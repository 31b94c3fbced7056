import { Command, Option } from "commander";
import { sizeReport } from "../operations/size-report";
import { SIZE_DEFAULTS } from "../operations/size-target";
import { sizeHtml } from "../reports/html/size";
import { sizeLines } from "../reports/size-lines";
import { numberBetween, wholeBetween } from "./number-between";
import { LEAST_RATE, MOST_RATE, type SizeOptions, targetOf } from "./size-options";
import { writeFile } from "./write-file";

const rate = numberBetween(LEAST_RATE, MOST_RATE);

/** @returns The `size` subcommand. */
export function sizeCommand(): Command {
  const option = (flags: string, what: string, read: (text: string) => number, otherwise?: number) =>
    new Option(flags, what).argParser(read).default(otherwise);
  return new Command("size")
    .description("Work out partitions, replicas, brokers, disk and memory from what a cluster is to carry.")
    .addOption(option("--in <MB/s>", "what producers write at a peak, before compression", rate))
    .addOption(
      option("--messages <count>", "the same as messages a second, in place of --in", numberBetween(1, 1e9)),
    )
    .addOption(
      option(
        "--message-bytes <bytes>",
        "size of a message",
        numberBetween(1, 1e9),
        SIZE_DEFAULTS.messageBytes,
      ),
    )
    .addOption(
      option(
        "--groups <count>",
        "consumer groups, each of which reads everything (default: 1)",
        wholeBetween(0, 1000),
      ),
    )
    .addOption(option("--out <MB/s>", "what all groups read together, in place of --groups", rate))
    .addOption(
      option(
        "--partition-rate <MB/s>",
        "what one partition takes from producers",
        rate,
        SIZE_DEFAULTS.producerMBps,
      ),
    )
    .addOption(
      option(
        "--consumer-rate <MB/s>",
        `what one consumer handles (default: ${SIZE_DEFAULTS.consumerMBps})`,
        rate,
      ),
    )
    .addOption(
      option("--consumer-messages <count>", "the same as messages a second", numberBetween(0.001, 1e9)),
    )
    .addOption(
      option(
        "--headroom <percent>",
        "for growth, peaks and catching up",
        numberBetween(0, 1000),
        SIZE_DEFAULTS.headroom * 100,
      ),
    )
    .addOption(
      option(
        "--compression <ratio>",
        "how many times smaller messages get",
        numberBetween(1, 100),
        SIZE_DEFAULTS.compressionRatio,
      ),
    )
    .addOption(
      option(
        "--average <percent>",
        "what is written on average, of the peak",
        numberBetween(0.1, 100),
        SIZE_DEFAULTS.average * 100,
      ),
    )
    .addOption(
      option(
        "--retention <hours>",
        "how long messages are kept",
        numberBetween(0.01, 1e6),
        SIZE_DEFAULTS.retentionHours,
      ),
    )
    .addOption(
      option(
        "--failures <count>",
        "brokers that may be down while writes and reads go on",
        wholeBetween(0, 3),
        SIZE_DEFAULTS.failures,
      ),
    )
    .addOption(
      option(
        "--replication <count>",
        "replicas of each partition (default: 2 x failures + 1)",
        wholeBetween(1, 100),
      ),
    )
    .addOption(
      option("--brokers <count>", "brokers, in place of as many as are needed", wholeBetween(1, 1000)),
    )
    .addOption(option("--disk <GB>", "disk of one broker", numberBetween(1, 1e7), SIZE_DEFAULTS.diskGB))
    .addOption(
      option("--disk-rate <MB/s>", "what the disk of one broker writes", rate, SIZE_DEFAULTS.diskMBps),
    )
    .addOption(
      option(
        "--network <MB/s>",
        "network of one broker, each way; 125 is 1 Gbit/s",
        rate,
        SIZE_DEFAULTS.networkMBps,
      ),
    )
    .addOption(
      option("--host-rate <MB/s>", "what all brokers of one Docker host take together from producers", rate),
    )
    .addOption(
      option("--latency <ms>", "what followers may add to the latency of a write", numberBetween(0.1, 1e6)),
    )
    .addOption(
      option(
        "--keys <count>",
        "different keys, used alike: the fullest partition decides (default: no keys)",
        wholeBetween(1, 1e12),
      ),
    )
    .addOption(
      option(
        "--broker-availability <percent>",
        "time that a broker is up",
        numberBetween(1, 100),
        SIZE_DEFAULTS.brokerAvailability * 100,
      ),
    )
    .option("--json", "print the answer as JSON")
    .option("--html <file>", "write it as a page as well, with curves")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
MB is 1,000,000 bytes, GB 1,000,000,000. Numbers come with their formula and its source; counts are rounded up.
How fast a partition and a consumer are depends on machine, messages and code: measure them, and give them.

Exit codes:
  0  there is an answer; what is unwise in it is told with !
  64 wrong usage

Examples:
  kafka-docker size --in 50 --groups 3 --consumer-rate 5
  kafka-docker size --messages 20000 --message-bytes 500 --consumer-messages 800 --retention 72
  kafka-docker size --in 50 --brokers 3 --disk 500 --html size.html
  kafka-docker size --in 20 --partition-rate 15.2 --host-rate 18.9`;

async function run(options: SizeOptions): Promise<void> {
  const report = sizeReport(targetOf(options));
  if (options.html !== undefined) writeFile("--html", options.html, await sizeHtml(report));
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else for (const line of sizeLines(report)) console.log(line);
}
