import { Annotations, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest, MANIFEST_VERSION } from "../manifest/cluster-manifest";
import { ClusterVerification } from "./cluster-verification";
import { clusterDefaults, promisedDefaults } from "./config/defaults";
import { requireProvider } from "./docker-provider";
import { KafkaBroker } from "./kafka-broker";
import {
  type KafkaClusterProps,
  type ResolvedClusterProps,
  resolveClusterProps,
} from "./kafka-cluster-props";
import { KafkaNetwork } from "./kafka-network";
import { ZookeeperEnsemble } from "./zookeeper-ensemble";

/** What the clusters of a stack have taken. */
interface Claim {
  readonly name: string;
  readonly path: string;
  readonly firstPort: number;
  readonly lastPort: number;
}

const claims = new WeakMap<TerraformStack, Claim[]>();

/**
 * An Apache Kafka cluster on Docker: a network, a ZooKeeper ensemble and brokers, verified by each deploy.
 *
 * It creates no provider, no backend and no output; the stack around it does.
 */
export class KafkaCluster extends Construct {
  /** Name of the cluster. */
  public readonly name: string;
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
  /** What the cluster promises, and what the checks verify. */
  public readonly manifest: ClusterManifest;

  /**
   * @param scope - The stack, or a construct within it.
   * @param id - Id of the construct; also the cluster's name where none is given.
   * @param props - Every prop has a default.
   * @throws Error - that names the prop, the rule and the value given; nothing is created.
   */
  public constructor(scope: Construct, id: string, props: KafkaClusterProps = {}) {
    super(scope, id);
    const resolved = resolveClusterProps(id, props);
    const { brokers, config, image, name, verify, zookeeperImage, zookeepers } = resolved;
    this.name = name;
    this.numPartitions = resolved.numPartitions;
    this.defaultReplicationFactor = resolved.defaultReplicationFactor;
    this.minInsyncReplicas = resolved.minInsyncReplicas;
    this.claim(resolved);
    this.warn();
    requireProvider(this);

    this.networkName = new KafkaNetwork(this, "Network", { cluster: name }).networkName;
    const shared = { cluster: name, network: this.networkName };
    const ensemble = new ZookeeperEnsemble(this, "Zookeeper", {
      ...shared,
      size: zookeepers,
      image: zookeeperImage,
    });
    const { metadata } = ensemble;
    const defaults = clusterDefaults(resolved);
    const members = Array.from({ length: brokers }, (_, index) => {
      const specific = { brokerId: index + 1, firstPort: resolved.firstPort };
      return new KafkaBroker(this, `Broker${index + 1}`, {
        ...shared,
        ...specific,
        image,
        metadata,
        defaults,
        config,
      });
    });

    const declared = members.map((member) => member.manifest);
    this.bootstrapServers = declared.map((broker) => broker.external).join(",");
    this.internalBootstrapServers = declared.map((broker) => broker.internal).join(",");
    this.manifest = {
      version: MANIFEST_VERSION,
      name,
      brokers: declared,
      zookeepers: [...ensemble.servers],
      defaults: promisedDefaults(defaults, config),
    };
    new ClusterVerification(this, "Verification", {
      manifest: this.manifest,
      containerIds: members.map((member) => member.containerId),
      before: ensemble.containers,
      verify,
    });
  }

  private warn(): void {
    if (this.minInsyncReplicas > 1 && this.minInsyncReplicas === this.defaultReplicationFactor) {
      Annotations.of(this).addWarning(
        `'minInsyncReplicas' (${this.minInsyncReplicas}) equals 'defaultReplicationFactor': ` +
          "any broker that restarts blocks writes; use one less",
      );
    }
  }

  /** Docker names and addresses in the plan derive from the name: two of one name would merge in silence. */
  private claim({ brokers, firstPort, name }: ResolvedClusterProps): void {
    const stack = TerraformStack.of(this);
    const others = claims.get(stack) ?? [];
    const own = { name, path: this.node.path, firstPort, lastPort: firstPort + brokers - 1 };
    const namesake = others.find((other) => other.name === name);
    if (namesake !== undefined) {
      throw new Error(`'name' must be unique in a stack, got "${name}" for ${own.path} and ${namesake.path}`);
    }
    const neighbour = others.find(
      (other) => own.firstPort <= other.lastPort && other.firstPort <= own.lastPort,
    );
    if (neighbour !== undefined) {
      throw new Error(
        `'firstPort' must leave the ports of ${neighbour.path} (${neighbour.firstPort} to ${neighbour.lastPort}) ` +
          `alone, got ${firstPort} for ${brokers} brokers`,
      );
    }
    claims.set(stack, [...others, own]);
  }
}
