import { type BenchReport } from "../operations/bench-report";
import { type SizeReport } from "../operations/size-report";
import { COMMAND, json } from "../test/support/deployment";
import { type Bench } from "./parts";

/** What clusters are to carry; each is something else that decides. */
const WANTED = [
  {
    name: "5 MB/s to consumers of 0.5 MB/s",
    messageBytes: 1024,
    of: ["--in", "5", "--consumer-rate", "0.5"],
  },
  {
    name: "10,000 messages/s of 200 bytes",
    messageBytes: 200,
    of: ["--messages", "10000", "--consumer-messages", "800"],
  },
  { name: "8 MB/s to 2 groups", messageBytes: 1024, of: ["--in", "8", "--groups", "2"] },
];

export const SIZED = "needed of what was written";
export const SIZED_READ = "needed of what was read";
/** Names of what was wanted. */
export const sized = WANTED.map(({ name }) => name);

const SECONDS = "5";

/** Sizes what is wanted by what one partition does here, and measures whether the answer carries it. */
export async function sizes({ collection, production, running, runs, say }: Bench): Promise<void> {
  await running.start(production);
  const bench = async (messageBytes: number, partitions: number) => {
    const report = await json<BenchReport>(process.execPath, [
      ...[COMMAND, "bench", production.name, "--json", "--no-host", "--seconds", SECONDS],
      ...["--partitions", String(partitions), "--message-bytes", String(messageBytes)],
      ...["--replication", "3", "--acks", "all", "--batch-size", "16384"],
      ...["--linger", "0", "--compression", "none"],
    ]);
    if (report.ended !== undefined) throw new Error(`the measurement has ended early: ${report.ended}`);
    return { report, result: report.results[0]! };
  };
  for (const { messageBytes, name, of } of WANTED) {
    say(`sizes  ${name}: one partition`);
    const one = await bench(messageBytes, 1);
    // With as many partitions as a topic has by default: more of them are no faster on one host.
    say(`sizes  ${name}: the host`);
    const many = await bench(messageBytes, 12);
    const rates = [
      ...["--host-rate", many.result.producedMBps.toFixed(2)],
      ...["--partition-rate", one.result.producedMBps.toFixed(2)],
      ...["--disk-rate", (one.report.diskMBps / one.report.brokers).toFixed(2)],
      ...(of.some((word) => word.startsWith("--consumer"))
        ? []
        : ["--consumer-rate", one.result.consumedMBps.toFixed(2)]),
    ];
    const size = await json<SizeReport>(process.execPath, [
      ...[COMMAND, "size", "--json", "--retention", "1", "--message-bytes", String(messageBytes)],
      ...[...of, ...rates],
    ]);
    if (size.brokers.value !== one.report.brokers)
      throw new Error(`${name} needs ${size.brokers.value} brokers, here are ${one.report.brokers}`);
    const tooMuch = size.warnings.find((warning) => warning.includes("host's brokers"));
    if (tooMuch !== undefined) throw new Error(`${name} is too much for this machine: ${tooMuch}`);
    say(`sizes  ${name}: ${size.partitions.value} partitions, decided by ${size.partitions.dominant}`);
    const needed = size.target.inMBps * (1 + size.target.headroom);
    for (let run = 0; run < runs; run++) {
      const { result } = await bench(messageBytes, size.partitions.value);
      collection.add(SIZED, "x", name, needed / result.producedMBps);
      collection.add(SIZED_READ, "x", name, needed / result.consumedMBps);
    }
  }
  await running.stop(production);
}
