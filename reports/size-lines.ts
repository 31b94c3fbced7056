import { type SizeFigure, type SizeNeed, told } from "../operations/size-figure";
import { type SizeReport } from "../operations/size-report";

/** Title of what the host has to have. */
export const HOST =
  "the host: all brokers are on one, and share its network and, unless each has its own, its disk";
/** Title of what is a matter of chance. */
export const ODDS = "odds, where brokers fail each by itself; those of one host fail with it as well";

/**
 * What a target needs, as it is printed.
 *
 * @param report - The answer.
 * @returns Lines: the answer, each number with its formula, what is unwise, the code, and the sources.
 */
export function sizeLines(report: SizeReport): readonly string[] {
  const { brokers, code, consumers, eachBroker, host, odds, partitions, sources, warnings } = report;
  const figures = [
    ...partitions.needs,
    consumers,
    ...brokers.needs,
    ...Object.values(eachBroker),
    ...host,
    ...odds,
  ];
  const used = [...new Set(figures.map(({ source }) => source))];
  const width = Math.max(...figures.map(({ name }) => name.length));
  const line = (figure: SizeFigure) => figureLines(figure, width, used.indexOf(figure.source) + 1);
  return [
    ...answer(report),
    "",
    needTitle("partitions", partitions),
    ...partitions.needs.flatMap(line),
    "",
    "each group",
    ...line(consumers),
    "",
    needTitle("brokers", brokers),
    ...brokers.needs.flatMap(line),
    "",
    "each broker",
    ...Object.values(eachBroker).flatMap(line),
    "",
    HOST,
    ...host.flatMap(line),
    "",
    ODDS,
    ...odds.flatMap(line),
    "",
    ...warnings.map((warning) => `! ${warning}`),
    ...(warnings.length > 0 ? [""] : []),
    ...(code === undefined ? [] : [code, ""]),
    ...used.map((name, index) => `[${index + 1}] ${sources[name].title}: ${sources[name].url}`),
  ];
}

/**
 * The answer in a few words.
 *
 * @param report - The answer.
 * @returns Two lines.
 */
export function answer(report: SizeReport): readonly string[] {
  const { brokers, consumers, heapMiB, memoryMiB } = report;
  const { minInsyncReplicas, partitions, replication, zookeepers } = report;
  return [
    `${counted(brokers.value, "broker")}, ${counted(zookeepers, "ZooKeeper server")}, ` +
      `${counted(partitions.value, "partition")} of ${counted(replication, "replica")}, min.insync.replicas ${minInsyncReplicas}`,
    `a broker: heap ${told(heapMiB)} MiB, memory ${told(memoryMiB)} MiB; a group: ${counted(consumers.value, "consumer")}`,
  ];
}

/**
 * What decides a number.
 *
 * @param what - What the number is of.
 * @param need - The number.
 * @returns One line.
 */
export function needTitle(what: string, { dominant, needs, value }: SizeNeed): string {
  const needed = Math.max(...needs.map((one) => one.value));
  const alike = needs.filter((one) => one.value === needed).map(({ name }) => name);
  const decided = `${told(needed)} decided by ${alike.length === 1 ? dominant : alike.join(" and ")}`;
  if (value === needed) return `${what}: ${decided}`;
  if (what === "partitions") return `${what}: ${decided}; ${told(value)} so that each broker leads as many`;
  return `${what}: ${decided}; ${told(value)} given`;
}

/** The formula has a line of its own: both together are longer than most terminals are wide. */
function figureLines(
  { formula, name, numbers, unit, value }: SizeFigure,
  width: number,
  note: number,
): string[] {
  const amount = `${told(value)} ${unit}`.trim();
  const start = `  ${name.padEnd(width)}  ${amount.padStart(12)}  `;
  return [`${start}= ${numbers}`, `${" ".repeat(start.length)}  ${formula} [${note}]`];
}

function counted(count: number, what: string): string {
  return `${told(count)} ${what}${count === 1 ? "" : "s"}`;
}
