import { dependable, type ITerraformDependable, Lazy, TerraformResource } from "cdktf";
import { type Construct } from "constructs";
import { type ManifestTopic } from "../manifest/cluster-manifest";
import { manifestFile } from "../manifest/file";
import { type Replication } from "./config/defaults";
import { metricName } from "./config/names";
import { fill, RULES, shown } from "./config/rules";
import { type KafkaTopicProps } from "./config/topic";
import { deployStep } from "./deploy-step";
import { KafkaTopic } from "./kafka-topic";
import { literal } from "./literal";

/** What the topics of a cluster need to know of it. */
export interface DeclaredTopicsProps extends Replication {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Number of brokers. */
  readonly brokers: number;
  /** Ids of the brokers' containers. */
  readonly containerIds: readonly string[];
  /** What must not begin before the topics are there. */
  readonly verified: readonly ITerraformDependable[];
}

/**
 * The topics of a cluster. The plan shows one resource with an instance for each topic, by its name; a second one
 * creates those that are missing, in one go.
 */
export class DeclaredTopics {
  /** Creates those that are missing; undefined as long as none is declared. */
  public created: ITerraformDependable | undefined;
  private readonly topics = new Map<string, KafkaTopic>();

  /**
   * @param cluster - The construct that has the topics.
   * @param props - What they need to know of it.
   */
  public constructor(
    private readonly cluster: Construct,
    private readonly props: DeclaredTopicsProps,
  ) {}

  /** Declares a topic. */
  public add(name: string, props: KafkaTopicProps): KafkaTopic {
    const key = metricName(String(name));
    const other = this.topics.get(key);
    if (other?.name === name) throw new Error(fill(RULES.topicUnique, { value: shown(name) }));
    if (other !== undefined) {
      throw new Error(fill(RULES.topicCollision, { value: shown(name), other: shown(other.name) }));
    }
    const topic = new KafkaTopic(this.cluster, name, props ?? {}, this.props);
    if (this.topics.size === 0) this.declare();
    this.topics.set(key, topic);
    return topic;
  }

  /** What the manifest says of them, by name. */
  public get manifest(): readonly ManifestTopic[] {
    const all = [...this.topics.values()].map((topic) => topic.manifest);
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private declare(): void {
    const { cluster, containerIds, verified } = this.props;
    const planned = new TerraformResource(this.cluster, "Topics", {
      terraformResourceType: "terraform_data",
    });
    planned.overrideLogicalId(`${cluster}-topics`);
    planned.addOverride("for_each", Lazy.anyValue({ produce: () => this.planned() }));
    planned.addOverride("input", "${each.value}");
    const created = deployStep(this.cluster, "TopicsCreated", {
      name: `${cluster}-topics-created`,
      command: ["create-topics", "--manifest", manifestFile(cluster)],
      triggers: {
        containers: containerIds.join(" "),
        topics: Lazy.stringValue({ produce: () => literal(JSON.stringify(this.manifest)) }),
      },
      dependsOn: [planned],
    });
    this.created = created;
    for (const one of verified) (one as TerraformResource).dependsOn?.push(dependable(created));
  }

  private planned(): object {
    const planned = this.manifest.map(({ config, name, partitions, replicationFactor }) => {
      const texts = Object.entries(config).map(([key, value]) => [literal(key), literal(value)]);
      const settings = Object.fromEntries(texts) as object;
      return [name, { partitions, replication_factor: replicationFactor, config: settings }];
    });
    return Object.fromEntries(planned) as object;
  }
}
