import { type ClusterManifest, type ManifestBroker } from "../../manifest";
import { usedImage, docker, must, removeAll, run } from "./deployment";

const LABEL = "cdktf-kafka-docker";
const DEFINITION = "hand-made";

/** What a hand-made broker is made of. */
export interface HandMadeBroker {
  readonly id: number;
  /** Port on the host; without one it is not published. */
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** More arguments of `docker run`. */
  readonly docker?: readonly string[];
  /** Lines of bash before Java starts. */
  readonly before?: string;
  /** Name of the container, if it is not that of a declared broker. */
  readonly name?: string;
}

/** Servers started by hand, for what the constructs refuse to declare; labelled so that they count as declared. */
export class HandMadeCluster {
  /** @param name - Name of the cluster, its network and the beginning of its containers' names. */
  public constructor(public readonly name: string) {}

  /** Makes the network and one ZooKeeper server. */
  public async begin(): Promise<void> {
    await docker("network", "create", "--label", `${LABEL}.cluster=${this.name}`, this.name);
    await this.start(`${this.name}-zookeeper-1`, 2181, "org.apache.zookeeper.server.quorum.QuorumPeerMain", {
      settings: { dataDir: "/tmp/data", clientPort: "2181", "4lw.commands.whitelist": "srvr,envi" },
    });
  }

  /** Starts a broker, without a wait for anything. */
  public async broker({ id, name, port, settings = {}, ...rest }: HandMadeBroker): Promise<string> {
    const container = name ?? `${this.name}-${id}`;
    const listeners = port === undefined ? "" : `,EXTERNAL://0.0.0.0:${port}`;
    const advertised = port === undefined ? "" : `,EXTERNAL://127.0.0.1:${port}`;
    await this.start(container, 19092, "kafka.Kafka", {
      ...rest,
      docker: [...(port === undefined ? [] : ["-p", `127.0.0.1:${port}:${port}`]), ...(rest.docker ?? [])],
      settings: {
        "broker.id": String(id),
        "log.dirs": "/tmp/data",
        listeners: `INTERNAL://0.0.0.0:19092${listeners}`,
        "advertised.listeners": `INTERNAL://${container}:19092${advertised}`,
        "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
        "inter.broker.listener.name": "INTERNAL",
        "zookeeper.connect": `${this.name}-zookeeper-1:2181`,
        "zookeeper.session.timeout.ms": "6000",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        ...settings,
      },
    });
    return container;
  }

  /** A manifest that promises these brokers, and one ZooKeeper server. */
  public manifest(...ports: number[]): ClusterManifest {
    const broker = (port: number, index: number): ManifestBroker => ({
      id: index + 1,
      container: `${this.name}-${index + 1}`,
      definition: DEFINITION,
      internal: `${this.name}-${index + 1}:19092`,
      external: `127.0.0.1:${port}`,
      listeners: {},
      config: {},
    });
    return {
      version: 1,
      name: this.name,
      network: this.name,
      brokers: ports.map(broker),
      zookeepers: [{ id: 1, container: `${this.name}-zookeeper-1`, definition: DEFINITION }],
      defaults: {
        "default.replication.factor": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
      },
      topics: [],
    };
  }

  /** Waits until a line is in the log of a container, for up to a minute. */
  public async untilLogged(container: string, text: string): Promise<void> {
    const script = `until docker logs ${container} 2>&1 | grep -q -- "$0"; do sleep 0.3; done`;
    const { code } = await run("timeout", ["60", "bash", "-c", script, text]);
    if (code === 0) return;
    throw new Error(
      `${container} did not log "${text}":\n${await docker("logs", "--tail", "30", container)}`,
    );
  }

  /** Removes everything. */
  public end(): Promise<void> {
    return removeAll(this.name);
  }

  private async start(
    container: string,
    port: number,
    mainClass: string,
    { before = "", docker: more = [], settings }: Omit<HandMadeBroker, "id"> & { settings: object },
  ): Promise<void> {
    const properties = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    const log4j = [
      "log4j.rootLogger=INFO, out",
      "log4j.appender.out=org.apache.log4j.ConsoleAppender",
      "log4j.appender.out.layout=org.apache.log4j.PatternLayout",
      "log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n",
    ];
    const script = [
      "mkdir -p /tmp/data",
      'printf %s "$SETTINGS" >/tmp/server.properties',
      'printf %s "$LOG4J" >/tmp/log4j.properties',
      before,
      `exec java -Xmx256m -Dlog4j.configuration=file:/tmp/log4j.properties -cp '/opt/kafka/libs/*' ${mainClass} /tmp/server.properties`,
    ].join("\n");
    await must("docker", [
      ...["run", "-d", "--name", container, "--hostname", container, "--network", this.name],
      ...["--network-alias", container, "--label", `${LABEL}.cluster=${this.name}`],
      ...["--label", `${LABEL}.definition=${DEFINITION}`, "--restart", "unless-stopped"],
      ...["--health-cmd", `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`, "--health-interval", "1s"],
      ...["-e", `SETTINGS=${properties.join("\n")}`, "-e", `LOG4J=${log4j.join("\n")}`],
      ...more,
      ...["--entrypoint", "bash", usedImage(), "-euc", script],
    ]);
  }
}
