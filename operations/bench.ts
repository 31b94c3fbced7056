import { cleanUp } from "../checks/clean-up";
import { connectionTo } from "../checks/connection";
import { type HostRate, hostRate, randomMessages } from "../checks/host-rate";
import { KafkaClient } from "../checks/kafka-client";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type BenchOptions } from "./bench-options";
import { BenchContainer } from "./bench-container";
import { type BenchPoint, benchPoints, variableOf } from "./bench-point";
import { type BenchReport, type BenchResult, medianResult } from "./bench-report";
import { BENCH_PREFIX, BenchTopics } from "./bench-topics";
import { deadline } from "../checks/deadline";
import { storedBytes } from "./stored-bytes";
import { consumedMBps, cpuSeconds, diskMBps, produced } from "./bench-tools";
import { grown, offsetsOf, quiet } from "./bench-traffic";

const CONTACT_SECONDS = 15;
const START_SECONDS = 30;
const CLEAN_UP_MS = 30_000;
/** A slow point may take so many times as long as the base; then it is cut, and has failed. */
const PATIENCE = 8;
/** After the last point has begun, until the container ends by itself. */
const LAST_SECONDS = 1200;
const DISK_MB = 256;
/** Fewer tell of a producer's first, slow moments alone. */
const WARM_UP_RECORDS = 10_000;
/** A slow cluster carries them, too. */
const WARM_UP_SECONDS = 120;
const WARM_UPS = 12;
/** Brokers that were just started get faster for a minute or two under load, while Java compiles their code. */
const STEADY = 1.1;
/** Paced runs are longer, as they begin with a new producer's first, slow seconds. */
const PACED_TIMES = 3;

/**
 * Measures what a cluster does, with topics of its own, which are removed.
 *
 * @param manifest - The cluster.
 * @param options - What is measured, and its bounds.
 * @returns What was found.
 * @throws ForeignTraffic - where others write to it, and that is not accepted.
 * @throws Error - of the connection, of Docker, or of a tool; all was removed, or is told as left behind.
 */
export async function bench(manifest: ClusterManifest, options: BenchOptions): Promise<BenchReport> {
  const connection = connectionTo(manifest);
  const client = new KafkaClient(connection);
  const topics = new BenchTopics(client, manifest, options.signal);
  const run = new BenchRun(manifest, options, client, topics);
  let found: Measured | undefined;
  let leftBehind: readonly string[] = [];
  try {
    found = await run.measure();
  } finally {
    await run.end();
    await client.close();
    if (topics.groups.length > 0) {
      const made = { topics: [...topics.left], groups: topics.groups };
      leftBehind = await cleanUp(connection, made, AbortSignal.timeout(CLEAN_UP_MS));
    }
    if (found === undefined) for (const one of leftBehind) options.say(`left behind: ${one}`);
  }
  return { ...found, leftBehind };
}

/** All but what is known when everything was removed. */
type Measured = Omit<BenchReport, "leftBehind">;

class BenchRun {
  private readonly started = performance.now();
  private readonly servers: string;
  private container: BenchContainer | undefined;
  /** Of the base, as far as it is known. */
  private recordsPerSecond = 0;
  /** Processor time of a producer's start. */
  private startCpuSeconds = 0;

  public constructor(
    private readonly manifest: ClusterManifest,
    private readonly options: BenchOptions,
    private readonly client: KafkaClient,
    private readonly topics: BenchTopics,
  ) {
    this.servers = manifest.brokers.map(({ internal }) => internal).join(",");
  }

  public async measure(): Promise<Measured> {
    const { base, messageBytes, minutes, properties, sample, say, seconds, signal } = this.options;
    const startedAt = new Date().toISOString();
    await until(deadline(CONTACT_SECONDS, signal), () => this.client.metadata());
    const before = await quiet(await this.client.admin(signal), this.options);
    const lifetime = minutes * 60 + LAST_SECONDS;
    this.container = await BenchContainer.start(this.manifest, lifetime, properties, signal);
    if (sample !== undefined) await this.container.putSample(sample);
    say("the disk");
    const disk = diskMBps(await this.container.writeFile(DISK_MB));
    await this.warmUp();
    const { ended, results } = await this.points();
    const host = this.options.host && ended === undefined ? await this.host() : undefined;
    const after = await offsetsOf(await this.client.admin(signal), BENCH_PREFIX);
    return {
      ...{ version: 1, cluster: this.manifest.name, startedAt, seconds },
      brokers: this.manifest.brokers.length,
      message: { bytes: messageBytes, of: sample === undefined ? "random letters" : "sample" },
      ...{ diskMBps: disk, base, results },
      ...(host === undefined ? {} : { host }),
      // Groups of this command commit as well.
      foreign: grown(before, after, ["__consumer_offsets"]),
      ...(ended === undefined ? {} : { ended }),
    };
  }

  public async end(): Promise<void> {
    await this.container?.stop().catch((error: Error) => this.options.say(error.message));
  }

  /** What a producer's start takes, and about how fast it is; brokers compile their code meanwhile. */
  private async warmUp(): Promise<void> {
    const { base, say, seconds } = this.options;
    say("warm-up");
    // A topic for each, so that no more is on the disk than may be.
    const write = (records: number, rate: number) =>
      this.topics.with(base, (topic) =>
        this.produce(base, topic, records, rate, Math.max(WARM_UP_SECONDS, this.limitSeconds)),
      );
    this.startCpuSeconds = cpuSeconds(await write(1, -1));
    // A producer is slow at first: what a short run tells is too low, and leads to another short one.
    let records = WARM_UP_RECORDS;
    let last = 0;
    for (let round = 0; round < WARM_UPS; round++) {
      const { recordsPerSecond } = produced(await write(records, this.mostRecords));
      this.recordsPerSecond = recordsPerSecond;
      const isLong = records / recordsPerSecond >= seconds || records === this.fitting(base);
      if (isLong && recordsPerSecond < STEADY * last) break;
      last = recordsPerSecond;
      const times = Math.min(4, (1.5 * seconds * recordsPerSecond) / records);
      records = Math.min(Math.ceil(records * times), this.fitting(base));
    }
  }

  private async points(): Promise<{ results: BenchResult[]; ended?: string }> {
    const { base, minutes, onResult, repeat, say, sweeps } = this.options;
    const points = benchPoints(base, sweeps);
    const runs = points.map((): BenchResult[] => []);
    const told = () => runs.filter((all) => all.length > 0).map(medianResult);
    for (let round = 0; round < repeat; round++)
      for (const [index, point] of points.entries()) {
        if ((performance.now() - this.started) / 60_000 > minutes) {
          const ended = `${minutes} min were over before all was measured: --minutes gives more`;
          return { results: told(), ended };
        }
        say(`${round * points.length + index + 1} of ${points.length * repeat}`);
        runs[index]!.push(await this.point(point));
        if (round === repeat - 1) onResult?.(medianResult(runs[index]!));
      }
    return { results: told() };
  }

  private async point(point: BenchPoint): Promise<BenchResult> {
    const { base, seconds } = this.options;
    const records = this.recordsFor(point, seconds);
    const container = this.container!;
    const fast = await this.topics.with(point, async (topic) => {
      const output = await this.produce(point, topic, records, this.mostRecords);
      const read = await container.consume(topic, records, this.servers, this.limitSeconds);
      const stored = await storedBytes(this.manifest, topic);
      return { ...produced(output), cpu: cpuSeconds(output), consumed: consumedMBps(read), stored };
    });
    const rate = Math.max(1, Math.floor(fast.recordsPerSecond / 2));
    const pacedRecords = Math.min(rate * seconds * PACED_TIMES, this.fitting(point));
    const paced = await this.topics.with(point, async (topic) =>
      produced(await this.produce(point, topic, pacedRecords, rate)),
    );
    const sent = (fast.MBps * 1e6 * fast.records) / fast.recordsPerSecond;
    const varies = variableOf(point, base);
    return {
      ...point,
      ...(varies === undefined ? {} : { varies }),
      producedMBps: fast.MBps,
      producedPerSecond: fast.recordsPerSecond,
      consumedMBps: fast.consumed,
      pacedMBps: paced.MBps,
      latency: paced.latency,
      cpuSecondsPerGB: Math.max(0, fast.cpu - this.startCpuSeconds) / (sent / 1e9),
      ratio: (sent * point.replication) / fast.stored,
    };
  }

  private host(): Promise<HostRate> {
    const { base, maxDiskMB, maxMBps, messageBytes, sample, say, seconds, signal } = this.options;
    say("a client on this host");
    const message =
      sample === undefined
        ? randomMessages(messageBytes)
        : () => Buffer.from(sample[Math.floor(Math.random() * sample.length)]!);
    const maxBytes = (maxDiskMB * 1e6) / base.replication;
    const { acks, compression } = base;
    return this.topics.with(base, (topic) =>
      this.client.ask((kafka) =>
        hostRate(kafka, { topic, acks, compression, message, seconds, maxMBps, maxBytes, signal }),
      ),
    );
  }

  /** As many records as about so many seconds take, and the disk may. */
  private recordsFor(point: BenchPoint, seconds: number): number {
    const rate = Math.min(this.recordsPerSecond, this.mostRecords);
    return Math.min(Math.max(1000, Math.floor(rate * seconds)), this.fitting(point));
  }

  /** Records of which the replicas fit on the disk that may be used. */
  private fitting({ replication }: BenchPoint): number {
    const { maxDiskMB, messageBytes } = this.options;
    return Math.max(1, Math.floor((maxDiskMB * 1e6) / messageBytes / replication));
  }

  /** Records a second that may be written. */
  private get mostRecords(): number {
    return Math.max(1, Math.floor((this.options.maxMBps * 1e6) / this.options.messageBytes));
  }

  private get limitSeconds(): number {
    return this.options.seconds * PATIENCE + START_SECONDS;
  }

  private produce(
    point: BenchPoint,
    topic: string,
    records: number,
    rate: number,
    limitSeconds = this.limitSeconds,
  ): Promise<string> {
    const { messageBytes, sample } = this.options;
    return this.container!.produce({
      ...{ topic, records, rate, bytes: sample === undefined ? messageBytes : undefined },
      settings: {
        "bootstrap.servers": this.servers,
        acks: point.acks,
        "batch.size": point.batchBytes,
        "linger.ms": point.lingerMs,
        "compression.type": point.compression,
        // A producer that waits for less than all cannot be idempotent.
        ...(point.acks === "all" ? {} : { "enable.idempotence": "false" }),
      },
      seconds: limitSeconds,
    });
  }
}
