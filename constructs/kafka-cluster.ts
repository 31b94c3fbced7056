import { Annotations, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest, MANIFEST_VERSION } from "../manifest/cluster-manifest";
import { claimCluster } from "./cluster-claims";
import { ClusterVerification } from "./cluster-verification";
import { Findings } from "./config/rules";
import { type Security } from "./config/security";
import { PROCESS_LIMIT } from "./config/security-limits";
import { type KafkaTopicProps } from "./config/topic";
import { type KafkaUserProps } from "./config/user";
import { DeclaredSettings } from "./declared-settings";
import { DeclaredTopics } from "./declared-topics";
import { DeclaredUsers } from "./declared-users";
import { requireProvider } from "./docker-provider";
import { KafkaTopicPrefix } from "./grantable-topics";
import { bootstrapServersOf, type IKafkaCluster, ImportedKafkaCluster } from "./imported-cluster";
import { KafkaBroker } from "./kafka-broker";
import { type KafkaClusterProps } from "./kafka-cluster-props";
import { KafkaNetwork } from "./kafka-network";
import { type KafkaTopic } from "./kafka-topic";
import { type KafkaUser } from "./kafka-user";
import { resolveCluster } from "./resolved-cluster";
import { ServerSecrets } from "./server-secrets";
import { ZookeeperEnsemble } from "./zookeeper-ensemble";

/**
 * An Apache Kafka cluster on Docker: a network, a ZooKeeper ensemble and brokers, verified by each deploy.
 *
 * It creates no provider, no backend and no output; the stack around it does.
 */
export class KafkaCluster extends Construct implements IKafkaCluster {
  /** Name of the cluster. */
  public readonly name: string;
  /** Version of Kafka, where it is known: not every image tells it. */
  public readonly kafkaVersion: string | undefined;
  /** Partitions of each topic that does not say otherwise (`num.partitions`). */
  public readonly numPartitions: number;
  /** Replicas of each topic that does not say otherwise (`default.replication.factor`). */
  public readonly defaultReplicationFactor: number;
  /** Replicas that must have an acknowledged record (`min.insync.replicas`). */
  public readonly minInsyncReplicas: number;
  /** Addresses for clients on the host: `host:port`, separated by commas. */
  public readonly bootstrapServers: string;
  /** Addresses for containers on the cluster's network: `host:port`, separated by commas. */
  public readonly internalBootstrapServers: string;
  /** Name of the cluster's Docker network, as a reference to it. */
  public readonly networkName: string;
  private readonly verified: ITerraformDependable;
  private readonly topics: DeclaredTopics;
  private readonly users: DeclaredUsers;
  private readonly promised: Omit<ClusterManifest, "topics">;

  /**
   * A cluster that another stack or another app deploys.
   *
   * @param scope - The stack, or a construct within it.
   * @param id - Id of the construct.
   * @param manifest - The cluster's manifest: `readManifest` of `cdktf-kafka-docker/manifest` reads its file.
   * @returns The cluster, to be referred to; nothing is declared.
   */
  public static fromManifest(scope: Construct, id: string, manifest: ClusterManifest): IKafkaCluster {
    return new ImportedKafkaCluster(scope, id, manifest);
  }

  /**
   * @param scope - The stack, or a construct within it.
   * @param id - Id of the construct; also the cluster's name where none is given.
   * @param props - Every prop has a default.
   * @throws Error - that names every broken rule with its prop and the value given; nothing is created.
   */
  public constructor(scope: Construct, id: string, props: KafkaClusterProps = {}) {
    super(scope, id);
    const findings = new Findings();
    const cluster = resolveCluster(findings, id, props);
    claimCluster(this, cluster, findings);
    findings.throwErrors(this.node.path);
    for (const warning of findings.warnings) Annotations.of(this).addWarning(warning);
    const { defaultReplicationFactor, minInsyncReplicas, name, numPartitions } = cluster;
    this.name = name;
    this.kafkaVersion = cluster.kafkaVersion;
    this.numPartitions = numPartitions;
    this.defaultReplicationFactor = defaultReplicationFactor;
    this.minInsyncReplicas = minInsyncReplicas;
    requireProvider(this);

    const network = new KafkaNetwork(this, "Network", { cluster: name }).networkName;
    this.networkName = network;
    const secrets =
      cluster.security &&
      new ServerSecrets(this, "Secrets", {
        cluster: name,
        folder: cluster.security.folder,
        manifest: () => this.manifest,
      });
    const guarded = cluster.security?.zookeeper ? this.zookeeperNetwork(name) : undefined;
    const ensemble = new ZookeeperEnsemble(this, "Zookeeper", {
      cluster,
      network: guarded ?? network,
      secrets: guarded === undefined ? undefined : secrets,
    });
    const { metadata } = ensemble;
    const networks = [network, ...(guarded === undefined ? [] : [guarded])];
    const brokers = Array.from({ length: cluster.brokers }, (_, index) => {
      const brokerId = index + 1;
      return new KafkaBroker(this, `Broker${brokerId}`, { cluster, brokerId, networks, metadata, secrets });
    });

    const declared = brokers.map((broker) => broker.manifest);
    this.bootstrapServers = declared.map((broker) => broker.external).join(",");
    this.internalBootstrapServers = declared.map((broker) => broker.internal).join(",");
    this.promised = {
      version: MANIFEST_VERSION,
      name,
      network: name,
      brokers: declared,
      zookeepers: ensemble.servers,
      ...(guarded === undefined ? {} : { zookeeperNetwork: zookeeperNetworkOf(name) }),
      ...promisedSecurity(cluster.security),
      defaults: cluster.promised,
      dynamicSettings: cluster.dynamicSettings,
      ...(cluster.replicationThrottle === undefined
        ? {}
        : { replicationThrottle: cluster.replicationThrottle }),
    };
    const { verified } = new ClusterVerification(this, "Verification", {
      cluster: name,
      manifest: () => this.manifest,
      containerIds: [
        ...ensemble.containers.map(({ id: one }) => one),
        ...brokers.map(({ containerId }) => containerId),
      ],
      verify: cluster.verify,
    });
    this.verified = verified;
    new DeclaredSettings(this, "Settings", { promised: this.promised });
    this.topics = new DeclaredTopics(this, { ...cluster, prefix: name });
    this.users = new DeclaredUsers(this, {
      cluster: name,
      secured: cluster.secured,
      reached: cluster.security && { ...cluster.security, bootstrapServers: this.internalBootstrapServers },
    });
  }

  /** Clients are not on it, and it leads nowhere else. */
  private zookeeperNetwork(cluster: string): string {
    const name = zookeeperNetworkOf(cluster);
    return new KafkaNetwork(this, "ZookeeperNetwork", { cluster, name, internal: true }).networkName;
  }

  /** What the cluster promises, with the topics and users that were added so far; the checks verify it. */
  public get manifest(): ClusterManifest {
    return { ...this.promised, topics: this.topics.manifest, ...this.users.manifest };
  }

  /**
   * What to name in `dependsOn` of a resource of the same stack that needs a cluster that was checked; where `verify`
   * is false, one whose brokers are healthy and whose topics and users are as declared.
   */
  public get ready(): ITerraformDependable[] {
    return [this.verified];
  }

  /**
   * Declares a topic. A deploy makes it what is declared.
   *
   * @param name - Name of the topic.
   * @param props - Every prop has a default.
   * @returns The topic.
   * @throws Error - that names the topic, the rule and the value given; also for a name that is taken.
   */
  public addTopic(name: string, props: KafkaTopicProps = {}): KafkaTopic {
    return this.topics.add(name, props);
  }

  /**
   * Declares a user. A deploy makes its credential, its limits and what it may do as declared; taken out of the code
   * again, it is revoked.
   *
   * @param name - Name of the user.
   * @param props - Every prop has a default.
   * @returns The user; grant it what it may do.
   * @throws Error - that names the user, the rule and the value given; also on a cluster without `security`.
   */
  public addUser(name: string, props: KafkaUserProps = {}): KafkaUser {
    return this.users.add(name, props);
  }

  /**
   * All topics whose names begin so, to grant them together.
   *
   * @param prefix - Beginning of the names, best with a separator at its end: "team-a" is that of "team-ab" as well.
   * @returns The topics; nothing is declared.
   * @throws Error - that names the rule and the value given.
   */
  public topicsWithPrefix(prefix: string): KafkaTopicPrefix {
    const there = this.node.tryFindChild(KafkaTopicPrefix.idOf(prefix)) as KafkaTopicPrefix | undefined;
    return there ?? new KafkaTopicPrefix(this, prefix);
  }

  /**
   * Allows a user everything.
   *
   * @param user - A user of this cluster.
   * @throws Error - when the user is of another cluster.
   */
  public grantAdmin(user: KafkaUser): void {
    this.users.allowAll(user);
  }

  /**
   * Addresses at a further listener.
   *
   * @param listener - Name of the listener, as in `listeners`.
   * @returns `host:port`, separated by commas.
   * @throws Error - when there is no such listener.
   */
  public bootstrapServersOf(listener: string): string {
    return bootstrapServersOf(this.manifest, listener);
  }
}

function zookeeperNetworkOf(cluster: string): string {
  return `${cluster}-zookeeper`;
}

function promisedSecurity(
  security: Security | undefined,
): Pick<ClusterManifest, "security" | "processLimit"> {
  if (security === undefined) return {};
  const { authorization, clientAuthentication, folder, protocols } = security;
  const parts = { folder, protocols, clientAuthentication, authorization };
  return { security: parts, processLimit: PROCESS_LIMIT };
}
