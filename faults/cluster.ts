import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { type Admin } from "kafkajs";
import { connectionTo } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { type ClusterMetadata } from "../checks/kafka-metadata";
import { until } from "../checks/until";
import { declare } from "../test/support/declared-stack";
import { Deployment, docker, run } from "../test/support/deployment";
import { type Replica } from "./history";

/** Time in which ZooKeeper gives up a broker that is silent: S of the bounds. */
export const SESSION_SECONDS = 6;

const PROPS: KafkaClusterProps = {
  zookeepers: 3,
  // Six servers, a load, and what Terraform starts share the processors of one machine.
  profile: "development",
  zookeeperSessionTimeoutMs: SESSION_SECONDS * 1000,
  heapMiB: 400,
  zookeeperHeapMiB: 128,
};
type Config = Readonly<Record<string, string>>;

const ANSWER_MS = 2000;

/** A cluster to be disturbed: 3 brokers, 3 ZooKeeper servers, replication 3, `min.insync.replicas` 2. */
export class FaultCluster {
  public readonly deployment: Deployment;
  private declared: KafkaClusterProps;
  private readonly clients = new Map<number, KafkaClient>();

  /**
   * @param name - Name of the cluster.
   * @param firstPort - Of three.
   * @param props - What differs from other clusters of the suite.
   */
  public constructor(
    public readonly name: string,
    public readonly firstPort: number,
    props: KafkaClusterProps = {},
  ) {
    this.deployment = new Deployment(name, {});
    this.declared = { firstPort, ...PROPS, ...props };
  }

  /** What is declared. */
  public get props(): KafkaClusterProps {
    return this.declared;
  }

  /**
   * Declares it.
   *
   * @param change - What is another than before, and stays so.
   */
  public declare(change: KafkaClusterProps = {}): void {
    this.declared = { ...this.declared, ...change };
    declare(this.deployment, this.declared);
  }

  /** Deploys what is declared. */
  public async apply(): Promise<void> {
    const { code, output } = await this.deployment.apply();
    if (code !== 0) throw new Error(`the deploy ended with ${code}: ${errorOf(output)}`);
  }

  /** Addresses for clients on the host, separated by commas. */
  public get servers(): string {
    return this.deployment.manifest.brokers.map(({ external }) => external).join(",");
  }

  public get brokerIds(): number[] {
    return this.deployment.manifest.brokers.map(({ id }) => id);
  }

  public broker(id: number): string {
    return `${this.name}-${id}`;
  }

  public get brokers(): string[] {
    return this.brokerIds.map((id) => this.broker(id));
  }

  public get zookeepers(): string[] {
    return this.deployment.manifest.zookeepers.map(({ container }) => container);
  }

  /** A client that knows one broker. */
  public client(id: number): KafkaClient {
    const { manifest } = this.deployment;
    const broker = manifest.brokers.filter((one) => one.id === id);
    const client =
      this.clients.get(id) ?? new KafkaClient(connectionTo(manifest, broker), { answerMs: ANSWER_MS });
    this.clients.set(id, client);
    return client;
  }

  /** What the first of some brokers that answers says. */
  public metadata(of: readonly number[] = this.brokerIds): Promise<ClusterMetadata> {
    return Promise.any(of.map((id) => this.client(id).metadata()));
  }

  /** Partitions of a topic: leader and in-sync replicas. */
  public async partitions(topic: string, of?: readonly number[]) {
    const { topics } = await this.metadata(of);
    const found = topics.find(({ name }) => name === topic);
    if (found === undefined) throw new Error(`there is no topic ${topic}`);
    return found.partitions;
  }

  /** The broker that leads most partitions of a topic. */
  public async leader(topic: string): Promise<number> {
    const leaders = (await this.partitions(topic)).map(({ leader }) => leader);
    const led = (id: number) => leaders.filter((leader) => leader === id).length;
    return [...this.brokerIds].sort((a, b) => led(b) - led(a))[0]!;
  }

  /** What no fault may change (I9): id of the cluster, ids of the brokers, names of the volumes. */
  public async identity(): Promise<string> {
    const { brokers, clusterId } = await this.metadata();
    const label = `label=cdktf-kafka-docker.cluster=${this.name}`;
    const volumes = await docker("volume", "ls", "--quiet", "--filter", label);
    const ids = brokers.map(({ id }) => id).join(" ");
    return `cluster ${clusterId}, brokers ${ids}, volumes ${volumes.trim().split("\n").sort().join(" ")}`;
  }

  /**
   * Makes a topic, and waits until every replica is in sync.
   *
   * @param topic - Its name.
   * @param replicas - Brokers of each partition, its leader first.
   * @param config - Its settings.
   */
  public async createTopic(topic: string, replicas: readonly (readonly number[])[], config?: Config) {
    await until(AbortSignal.timeout(20_000), () => this.tryToCreate(topic, replicas, config));
    // As every broker sees it: one that has not heard of a topic refuses to write to it.
    const assertThere = async (broker: number) => {
      const found = await this.partitions(topic, [broker]);
      const synced = found.filter(
        ({ inSync, leader }, at) => inSync.length === 3 && leader === replicas[at]![0],
      );
      if (synced.length < replicas.length) throw new Error(`${topic} is not in sync`);
    };
    const limit = AbortSignal.timeout(20_000);
    await until(limit, () => Promise.all(this.brokerIds.map(assertThere)));
  }

  /** Asks once for a topic. */
  public async tryToCreate(topic: string, replicas: readonly (readonly number[])[], config: Config = {}) {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const replicaAssignment = replicas.map((brokers, partition) => ({ partition, replicas: [...brokers] }));
    const topics = [{ topic, replicaAssignment, configEntries }];
    await this.withAdmin((admin) =>
      admin.createTopics({ topics, waitForLeaders: false, timeout: ANSWER_MS }),
    );
  }

  public async deleteTopics(topics: string[]): Promise<void> {
    await this.withAdmin((admin) => admin.deleteTopics({ topics }));
  }

  private async withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    const { brokers } = await this.metadata();
    return this.client(brokers[0]!.id).ask(async (kafka) => {
      const admin = kafka.admin();
      try {
        await admin.connect();
        return await use(admin);
      } finally {
        await admin.disconnect();
      }
    });
  }

  /** Check sums of what each broker has on its disk of a topic: replicas are the same, byte by byte. */
  public async replicas(topic: string): Promise<Replica[]> {
    const script = `cd /var/lib/kafka/data; for one in ${topic}-[0-9]*; do echo "\${one##*-} $(cat $one/*.log | sha256sum)"; done`;
    const all = await Promise.all(
      this.brokerIds.map(async (broker) => {
        const output = await docker("exec", this.broker(broker), "bash", "-c", script);
        return output
          .trim()
          .split("\n")
          .map((line) => {
            const [partition, digest] = line.split(" ");
            return { broker, partition: Number(partition), digest: digest! };
          });
      }),
    );
    return all.flat();
  }

  /** Removes all of it. */
  public async remove(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
    // One that is paused cannot be stopped.
    for (const container of await this.paused()) await run("docker", ["unpause", container]);
    await this.deployment.cleanUp();
  }

  private async paused(): Promise<string[]> {
    const label = `label=cdktf-kafka-docker.cluster=${this.name}`;
    const { stdout } = await run("docker", ["ps", "-q", "--filter", label, "--filter", "status=paused"]);
    return stdout.split("\n").filter((line) => line !== "");
  }
}

/** What the Docker Engine says of a container, by a Go template. */
export async function inspect(container: string, template: string): Promise<string> {
  return (await docker("inspect", "--format", template, container)).trim();
}

/** What Terraform says that went wrong, without the plan before it. */
export function errorOf(output: string): string {
  return output.slice(Math.max(output.indexOf("Error: "), output.length - 1500)).trim();
}
