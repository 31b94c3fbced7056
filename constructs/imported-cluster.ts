import { type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { AddedTopics } from "./added-topics";
import { type KafkaTopicProps } from "./config/topic";
import { type KafkaTopic } from "./kafka-topic";

/** A Kafka cluster that clients can use, whichever stack deploys it. */
export interface IKafkaCluster {
  /** Name of the cluster. */
  readonly name: string;
  /** Addresses for clients on the host: `host:port`, separated by commas. */
  readonly bootstrapServers: string;
  /** Addresses for containers on the cluster's network: `host:port`, separated by commas. */
  readonly internalBootstrapServers: string;
  /** Name of the cluster's Docker network. */
  readonly networkName: string;
  /** What the cluster promises. */
  readonly manifest: ClusterManifest;
  /** What to name in `dependsOn` of a resource of the same stack that needs what this stack declares of the cluster. */
  readonly ready: ITerraformDependable[];

  /**
   * Declares a topic. A deploy makes it what is declared.
   *
   * @param name - Name of the topic.
   * @param props - Every prop has a default.
   * @returns The topic.
   * @throws Error - that names the topic, the rule and the value given; also for a name that is taken.
   */
  addTopic(name: string, props?: KafkaTopicProps): KafkaTopic;

  /**
   * Addresses at a further listener.
   *
   * @param listener - Name of the listener.
   * @returns `host:port`, separated by commas.
   * @throws Error - when there is no such listener.
   */
  bootstrapServersOf(listener: string): string;
}

/**
 * A cluster that another stack or another app deploys, known by its manifest. It declares nothing but the topics that
 * are added to it.
 */
export class ImportedKafkaCluster extends Construct implements IKafkaCluster {
  public readonly name: string;
  public readonly bootstrapServers: string;
  public readonly internalBootstrapServers: string;
  public readonly networkName: string;
  private added: AddedTopics | undefined;

  public constructor(
    scope: Construct,
    id: string,
    private readonly imported: ClusterManifest,
  ) {
    super(scope, id);
    this.name = imported.name;
    this.networkName = imported.network;
    this.bootstrapServers = imported.brokers.map(({ external }) => external).join(",");
    this.internalBootstrapServers = imported.brokers.map(({ internal }) => internal).join(",");
  }

  public get manifest(): ClusterManifest {
    return this.imported;
  }

  public get ready(): ITerraformDependable[] {
    return this.added === undefined ? [] : [this.added.verified];
  }

  public addTopic(name: string, props: KafkaTopicProps = {}): KafkaTopic {
    this.added ??= new AddedTopics(this, this.imported);
    return this.added.add(name, props);
  }

  public bootstrapServersOf(listener: string): string {
    return bootstrapServersOf(this.manifest, listener);
  }
}

/**
 * Addresses of a cluster at one of its further listeners.
 *
 * @param manifest - What the cluster promises.
 * @param listener - Name of the listener.
 * @returns `host:port`, separated by commas.
 * @throws Error - when there is no such listener.
 */
export function bootstrapServersOf({ brokers, name }: ClusterManifest, listener: string): string {
  const addresses = brokers.map(({ listeners }) =>
    Object.hasOwn(listeners, listener) ? listeners[listener] : undefined,
  );
  if (addresses.includes(undefined)) {
    const known = Object.keys(brokers[0]?.listeners ?? {});
    throw new Error(
      `'listeners' of cluster ${name} has ${known.length === 0 ? "none" : known.join(", ")}, got "${listener}"`,
    );
  }
  return addresses.join(",");
}
