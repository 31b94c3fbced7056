import { setTimeout as sleep } from "node:timers/promises";
import { type Admin, Kafka, logLevel } from "kafkajs";
import { usedImage, docker } from "../test/support/deployment";
import { type Bare } from "./bare";
import { type Subject } from "./subject";

/** Of 1 KiB; about five seconds at full speed. */
const RECORDS = 300_000;
/** For latencies: a rate that leaves the processors time. */
const PACED = { records: 30_000, rate: 3000 };
const PARTITIONS = 6;
const SETTLE_MS = 3000;
const TOOL = "org.apache.kafka.tools.ProducerPerformance";

/** What Kafka's own tool has measured of writes with `acks=all`. */
export interface Written {
  /** MiB a second, as fast as it goes. */
  readonly rate: number;
  /** Of the paced writes, in ms. */
  readonly p99: number;
}

/** Runs one of Kafka's tools somewhere. */
type Tool = (mainClass: string, ...args: string[]) => Promise<string>;

/** Where a client is. */
export interface Client {
  readonly name: string;
  readonly title: string;
  readonly tool: Tool;
  /** What it is told. */
  readonly servers: readonly string[];
  /** What this host is told, to make topics. */
  readonly host: readonly string[];
}

/** Clients of ours in its network and on the host by the published ports, and of Java on the host. */
export function clientsOf(cluster: Subject, bare: Bare): Client[] {
  const image = usedImage();
  const log = "-Dlog4j.configuration=file:/opt/kafka/config/tools-log4j.properties";
  const inside: Tool = (...args) =>
    docker(
      ...["run", "--rm", "--name", `${cluster.name}-client`, "--network", cluster.name, "--user", "0"],
      ...["--entrypoint", "java", image, "-Xmx512M", log, "-cp", "/opt/kafka/libs/*", ...args],
    );
  const outside: Tool = (mainClass, ...args) => bare.tool(mainClass, ...args);
  const internal = [1, 2, 3].map((id) => `${cluster.name}-${id}:19092`);
  const { servers } = cluster;
  return [
    { name: "network", title: "ours, in its network", tool: inside, servers: internal, host: servers },
    { name: "published", title: "ours, by published ports", tool: outside, servers, host: servers },
    { name: "bare", title: bare.title, tool: outside, servers: bare.servers, host: bare.servers },
  ];
}

/** Writes to a new topic, which is removed: as fast as it goes, then paced. */
export async function write({ host, servers, tool }: Client): Promise<Written> {
  const topic = `bench-${Date.now()}`;
  const call = (records: number, rate: number) =>
    tool(
      TOOL,
      ...["--topic", topic, "--num-records", String(records), "--record-size", "1024"],
      ...["--throughput", String(rate), "--producer-props"],
      ...[`bootstrap.servers=${servers.join(",")}`, "acks=all", "linger.ms=5"],
    );
  await withAdmin(host, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 3 }] }),
  );
  const [, rate] = found(await call(RECORDS, -1), /records\/sec \(([\d.]+) MB\/sec\).*99th/g);
  const [, p99] = found(await call(PACED.records, PACED.rate), / ([\d.]+) ms 99th/g);
  await withAdmin(host, (admin) => admin.deleteTopics({ topics: [topic] }));
  await sleep(SETTLE_MS);
  return { rate: Number(rate), p99: Number(p99) };
}

async function withAdmin(brokers: readonly string[], use: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Kafka({ clientId: "bench", brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  try {
    await admin.connect();
    await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The last line that fits: the others are of parts of the run. */
function found(output: string, pattern: RegExp): RegExpExecArray {
  const last = [...output.matchAll(pattern)].at(-1);
  if (last === undefined) throw new Error(`no figure in the output of the tool:\n${output}`);
  return last;
}
