import { type ITerraformDependable, Lazy } from "cdktf";
import { type Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { manifestFile } from "../manifest/file";
import { metricName } from "./config/names";
import { fill, RULES, shown } from "./config/rules";
import { type KafkaTopicProps } from "./config/topic";
import { DeclaredTopics } from "./declared-topics";
import { deployStep } from "./deploy-step";
import { type KafkaTopic } from "./kafka-topic";
import { literal } from "./literal";
import { writeBesideStack } from "./stack-file";

/** The topics that a stack adds to a cluster of another stack, with a manifest and deploy steps of their own. */
export class AddedTopics {
  /** Checks them, when they are there. */
  public readonly verified: ITerraformDependable;
  private readonly topics: DeclaredTopics;

  /**
   * @param cluster - The imported cluster.
   * @param imported - Its manifest.
   */
  public constructor(
    cluster: Construct,
    private readonly imported: ClusterManifest,
  ) {
    const owner = ownerName(cluster);
    const file = manifestFile(imported.name, owner);
    const prefix = `${imported.name}-${owner}`;
    const { defaults } = imported;
    const topics: DeclaredTopics = new DeclaredTopics(cluster, {
      prefix,
      brokers: imported.brokers.length,
      numPartitions: Number(defaults["num.partitions"]),
      defaultReplicationFactor: Number(defaults["default.replication.factor"]),
      minInsyncReplicas: Number(defaults["min.insync.replicas"]),
    });
    this.topics = topics;
    const manifest = (): ClusterManifest => ({ ...imported, topics: topics.manifest, owner });
    writeBesideStack(cluster, file, () => JSON.stringify(manifest(), null, 2) + "\n");
    const applied = deployStep(cluster, "TopicsApplied", {
      name: `${prefix}-topics-applied`,
      command: ["apply-topics", "--manifest", file],
      triggers: { topics: Lazy.stringValue({ produce: () => literal(JSON.stringify(topics.manifest)) }) },
      dependsOn: [],
    });
    this.verified = deployStep(cluster, "TopicsVerified", {
      name: `${prefix}-topics-verified`,
      command: ["check", "--manifest", file, "--only", "brokers,topics"],
      triggers: { applied: applied.getStringAttribute("id") },
      dependsOn: [applied],
    });
    // The cluster stays when this stack is destroyed, and only a record in the cluster knows what is to be deleted.
    deployStep(cluster, "TopicsWithdrawn", {
      name: `${prefix}-topics-withdrawn`,
      command: ["apply-topics", "--manifest", file, "--withdraw"],
      triggers: {},
      dependsOn: [],
      whenDestroyed: true,
    });
  }

  /** Declares a topic. */
  public add(name: string, props: KafkaTopicProps): KafkaTopic {
    const other = this.imported.topics.find((one) => metricName(one.name) === metricName(String(name)));
    if (other !== undefined) {
      throw new Error(fill(RULES.topicOfCluster, { value: shown(name), other: shown(other.name) }));
    }
    return this.topics.add(name, props);
  }
}

/** The path of the construct: another import of the same cluster is another owner. */
function ownerName(cluster: Construct): string {
  return cluster.node.path.replace(/[^A-Za-z0-9_-]+/g, "-");
}
