import Docker from "dockerode";
import { demultiplex } from "../checks/docker-engine";
import { type ClusterManifest } from "../manifest/cluster-manifest";

/** Label of the container; its value is the name of the cluster. */
export const BENCH_LABEL = "cdktf-kafka-docker.bench";

const SAMPLE = "/tmp/sample";
const PROPERTIES = "/tmp/client.properties";
const JAVA =
  "java -Xmx512m -Dlog4j.configuration=file:/opt/kafka/config/tools-log4j.properties -cp '/opt/kafka/libs/*'";

/** A container of the brokers' own image in the cluster's network, for Kafka's tools. It ends by itself. */
export class BenchContainer {
  private constructor(
    private readonly container: Docker.Container,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Starts it.
   *
   * @param manifest - The cluster.
   * @param seconds - Time after which it ends by itself, and is removed.
   * @param properties - Configuration of clients.
   * @param signal - Ends what runs in it.
   * @returns The container.
   */
  public static async start(
    manifest: ClusterManifest,
    seconds: number,
    properties: string,
    signal: AbortSignal,
  ): Promise<BenchContainer> {
    // Without a time limit: what runs in it has one.
    const docker = new Docker();
    const [broker] = manifest.brokers;
    const { Image } = await docker.getContainer(broker!.container).inspect();
    const container = await docker.createContainer({
      ...{ Image, Entrypoint: ["sleep"], Cmd: [String(seconds)], Labels: { [BENCH_LABEL]: manifest.name } },
      HostConfig: {
        ...{ AutoRemove: true, NetworkMode: manifest.network, Init: true },
        ...{ CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges:true"] },
      },
    });
    await container.start();
    const bench = new BenchContainer(container, signal);
    await bench.put(PROPERTIES, Buffer.from(properties));
    return bench;
  }

  /** Gives it a file of messages, one a line. */
  public putSample(messages: readonly string[]): Promise<void> {
    return this.put(SAMPLE, Buffer.from(`${messages.join("\n")}\n`));
  }

  /**
   * Runs `ProducerPerformance`.
   *
   * @param run - What is written.
   * @returns What it has printed, and what it took of the processors (`cpuSeconds`).
   */
  public produce(run: {
    readonly topic: string;
    readonly records: number;
    /** Records a second; -1 is as many as it can. */
    readonly rate: number;
    /** Bytes of a message; undefined for messages of the sample. */
    readonly bytes?: number;
    readonly settings: Readonly<Record<string, string | number>>;
    readonly seconds: number;
  }): Promise<string> {
    const payload = run.bytes === undefined ? `--payload-file ${SAMPLE}` : `--record-size ${run.bytes}`;
    const settings = Object.entries(run.settings).map(([key, value]) => `${key}=${value}`);
    return this.script(
      `TIMEFORMAT='cpu %U %S'; time timeout ${run.seconds} ${JAVA} org.apache.kafka.tools.ProducerPerformance ` +
        `--topic ${run.topic} --num-records ${run.records} --throughput ${run.rate} ${payload} ` +
        `--producer.config ${PROPERTIES} --producer-props ${settings.join(" ")}`,
    );
  }

  /** Runs `ConsumerPerformance`, and gives what it has printed. */
  public consume(topic: string, records: number, servers: string, seconds: number): Promise<string> {
    return this.script(
      `timeout ${seconds} ${JAVA} org.apache.kafka.tools.ConsumerPerformance --bootstrap-server ${servers} ` +
        `--topic ${topic} --group ${topic} --messages ${records} --hide-header --timeout 10000 ` +
        `--consumer.config ${PROPERTIES}`,
    );
  }

  /** Writes a file and waits until it is on the disk; gives what `dd` has printed. */
  public writeFile(megabytes: number): Promise<string> {
    return this.script(
      `timeout 60 dd if=/dev/zero of=/tmp/disk bs=1M count=${megabytes} conv=fdatasync; rm /tmp/disk`,
    );
  }

  /** Ends and removes it. */
  public async stop(): Promise<void> {
    await this.container.remove({ force: true }).catch((error: { statusCode?: number }) => {
      // It has ended by itself, or is just being removed.
      if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
    });
  }

  private async put(path: string, content: Buffer): Promise<void> {
    const exec = await this.exec(["sh", "-c", `cat >${path}`], true);
    const stream = await exec.start({ hijack: true, stdin: true });
    await new Promise<void>((resolve, reject) => {
      stream.once("error", reject).once("close", resolve).resume();
      stream.end(content);
    });
  }

  private async script(text: string): Promise<string> {
    this.signal.throwIfAborted();
    const exec = await this.exec(["bash", "-c", text]);
    const stream = await exec.start({});
    const stop = () => void this.stop().catch(() => undefined);
    this.signal.addEventListener("abort", stop, { once: true });
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      this.signal.throwIfAborted();
      return demultiplex(Buffer.concat(chunks));
    } finally {
      this.signal.removeEventListener("abort", stop);
    }
  }

  private exec(command: string[], input = false): Promise<Docker.Exec> {
    const output = { AttachStdout: true, AttachStderr: true };
    return this.container.exec({ Cmd: command, ...output, AttachStdin: input });
  }
}
