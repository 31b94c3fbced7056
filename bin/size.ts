import { Command, Option } from "commander";
import { sizeReport } from "../operations/size-report";
import { SIZE_DEFAULTS, type SizeTarget } from "../operations/size-target";
import { sizeHtml } from "../reports/html/size";
import { sizeLines } from "../reports/size-lines";
import { UsageError } from "./choose-manifest";
import { numberBetween, wholeBetween } from "./number-between";
import { writeFile } from "./write-file";

interface Options {
  readonly in?: number;
  readonly messages?: number;
  readonly messageBytes: number;
  readonly out?: number;
  readonly groups: number;
  readonly partitionRate: number;
  readonly consumerRate?: number;
  readonly consumerMessages?: number;
  readonly headroom: number;
  readonly compression: number;
  readonly average: number;
  readonly retention: number;
  readonly failures: number;
  readonly replication?: number;
  readonly brokers?: number;
  readonly disk: number;
  readonly diskRate: number;
  readonly network: number;
  readonly latency?: number;
  readonly keys?: number;
  readonly brokerAvailability: number;
  readonly json?: boolean;
  readonly html?: string;
}

const rate = numberBetween(0.001, 1_000_000);

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
        "consumer groups, each of which reads everything",
        numberBetween(0, 1000),
        1,
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
        "replicas of each partition (default: failures + 2)",
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
      option("--latency <ms>", "from a write to its being read, where it matters", numberBetween(0.1, 1e6)),
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
MB is 1,000,000 bytes, GB 1,000,000,000. Every number of the answer comes with its formula and its source.
How fast a partition and a consumer are depends on machine, messages and code: measure them, and give them.

Exit codes:
  0  there is an answer; what is unwise in it is told with !
  64 wrong usage

Examples:
  kafka-docker size --in 50 --groups 3 --consumer-rate 5
  kafka-docker size --messages 20000 --message-bytes 500 --consumer-messages 800 --retention 72
  kafka-docker size --in 50 --brokers 3 --disk 500 --html size.html`;

async function run(options: Options): Promise<void> {
  const report = sizeReport(targetOf(options));
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else for (const line of sizeLines(report)) console.log(line);
  if (options.html !== undefined) writeFile("--html", options.html, await sizeHtml(report));
}

function targetOf(options: Options): SizeTarget {
  const { average, brokers, failures, headroom, latency, messageBytes, replication } = options;
  const ofMessages = (count: number) => (count * messageBytes) / 1e6;
  const inMBps = one("--in", options.in, "--messages", options.messages, ofMessages);
  if (inMBps === undefined)
    throw new UsageError("--in (MB/s) or --messages (a second) is needed: what is written");
  const consumerMBps =
    one(
      "--consumer-rate",
      options.consumerRate,
      "--consumer-messages",
      options.consumerMessages,
      ofMessages,
    ) ?? SIZE_DEFAULTS.consumerMBps;
  const replicas = replication ?? failures + 1;
  if (replicas <= failures)
    throw new UsageError(
      `--replication must be more than --failures (${failures}), got ${replicas}: no copy would be left`,
    );
  const least = replication ?? (failures === 0 ? 1 : failures + 2);
  if (brokers !== undefined && brokers < least)
    throw new UsageError(`--brokers must be at least the replicas of a partition (${least}), got ${brokers}`);
  return {
    ...{ inMBps, messageBytes, consumerMBps, failures },
    outMBps: options.out ?? inMBps * options.groups,
    producerMBps: options.partitionRate,
    headroom: headroom / 100,
    compressionRatio: options.compression,
    average: average / 100,
    retentionHours: options.retention,
    diskGB: options.disk,
    diskMBps: options.diskRate,
    networkMBps: options.network,
    brokerAvailability: options.brokerAvailability / 100,
    ...(options.keys === undefined ? {} : { keys: options.keys }),
    ...(replication === undefined ? {} : { replication }),
    ...(brokers === undefined ? {} : { brokers }),
    ...(latency === undefined ? {} : { latencyMs: latency }),
  };
}

/** The same thing can be told in two ways, of which one is used. */
function one(
  name: string,
  value: number | undefined,
  otherName: string,
  other: number | undefined,
  convert: (other: number) => number,
): number | undefined {
  if (value !== undefined && other !== undefined)
    throw new UsageError(`${name} and ${otherName} say the same thing: give one of them`);
  return value ?? (other === undefined ? undefined : convert(other));
}
