import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { until } from "../checks/until";
import { usedImage, docker, must } from "../test/support/deployment";
import { serversAt, type Subject } from "./subject";

const JAVA = [
  ...["-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35"],
  ...["-XX:+ExplicitGCInvokesConcurrent", "-Djava.awt.headless=true"],
];
const START_MS = 60_000;

/** Kafka on this host itself, started by hand as its own scripts do, all servers at once. */
export class Bare implements Subject {
  public readonly name = "bench-bare";
  public readonly title = "Java on the host, started together";
  public readonly verifies = false;
  public readonly servers: readonly string[];
  public readonly again = {};
  /** What the image has, so that both run the same code. */
  public readonly kafka: string;
  private readonly data: string;
  private running: ChildProcess[] = [];

  /**
   * @param folder - Is made.
   * @param port - First of three for brokers; the one after them is ZooKeeper's.
   */
  public constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.servers = serversAt(port);
    this.kafka = join(folder, "kafka");
    this.data = join(folder, "data");
  }

  public async prepare(): Promise<void> {
    await must("java", ["-version"]);
    rmSync(this.kafka, { recursive: true, force: true });
    mkdirSync(join(this.kafka, ".."), { recursive: true });
    const image = usedImage();
    const container = (await docker("create", "--name", `${this.name}-files`, image)).trim();
    try {
      await docker("cp", `${container}:/opt/kafka`, this.kafka);
    } finally {
      await docker("rm", container);
    }
  }

  public async start(): Promise<void> {
    const zookeeper = this.port + 3;
    mkdirSync(this.data, { recursive: true });
    const zoo = this.file("zoo.cfg", {
      dataDir: join(this.data, "zookeeper"),
      clientPort: zookeeper,
      clientPortAddress: "127.0.0.1",
      "admin.enableServer": false,
    });
    this.java("zookeeper", "512M", "org.apache.zookeeper.server.quorum.QuorumPeerMain", zoo);
    for (const [index, address] of this.servers.entries()) {
      const id = index + 1;
      const properties = this.file(`server-${id}.properties`, {
        "broker.id": id,
        "zookeeper.connect": `127.0.0.1:${zookeeper}`,
        listeners: `PLAINTEXT://${address}`,
        "log.dirs": join(this.data, `kafka-${id}`),
        "default.replication.factor": 3,
        "min.insync.replicas": 2,
        "offsets.topic.replication.factor": 3,
        "transaction.state.log.replication.factor": 3,
        "transaction.state.log.min.isr": 2,
      });
      this.java(`kafka-${id}`, "1G", "kafka.Kafka", properties);
    }
    await Promise.all(this.servers.map((address) => this.answers(address)));
  }

  public processes(): Promise<number[]> {
    return Promise.resolve(this.running.map(({ pid }) => pid!));
  }

  public async stop(): Promise<void> {
    const alive = this.running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = alive.map((child) => new Promise((resolve) => child.once("exit", resolve)));
    // They are thrown away with their data.
    for (const child of alive) child.kill("SIGKILL");
    await Promise.all(ended);
    this.running = [];
    rmSync(this.data, { recursive: true, force: true });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One of Kafka's tools, in a Java of its own on this host. */
  public tool(mainClass: string, ...args: string[]): Promise<string> {
    return must("java", ["-Xmx512M", ...this.classes(), mainClass, ...args]);
  }

  private classes(): string[] {
    const log = `-Dlog4j.configuration=file:${join(this.kafka, "config", "tools-log4j.properties")}`;
    return [log, "-cp", join(this.kafka, "libs", "*")];
  }

  private file(name: string, settings: Record<string, string | number | boolean>): string {
    const file = join(this.data, name);
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(file, lines.join(""));
    return file;
  }

  private java(name: string, heap: string, mainClass: string, file: string): void {
    const log = openSync(join(this.data, `${name}.log`), "w");
    const args = [`-Xms${heap}`, `-Xmx${heap}`, ...JAVA, ...this.classes(), mainClass, file];
    this.running.push(spawn("java", args, { stdio: ["ignore", log, log] }));
  }

  private answers(address: string): Promise<void> {
    const [host, port] = address.split(":");
    const connect = () =>
      new Promise<void>((resolve, reject) => {
        const socket = createConnection({ host, port: Number(port) });
        socket.once("connect", () => (socket.destroy(), resolve())).once("error", reject);
      });
    return until(AbortSignal.timeout(START_MS), connect, undefined, 50);
  }
}
