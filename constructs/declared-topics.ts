import { Lazy, TerraformLocal, TerraformResource } from "cdktf";
import { type Construct } from "constructs";
import { type ManifestTopic } from "../manifest/cluster-manifest";
import { type Replication } from "./config/defaults";
import { metricName } from "./config/names";
import { fill, RULES, shown } from "./config/rules";
import { type KafkaTopicProps } from "./config/topic";
import { KafkaTopic } from "./kafka-topic";
import { literal } from "./literal";

/** What declared topics need to know of their cluster. */
export interface DeclaredTopicsProps extends Replication {
  /** Begins the addresses in the plan. */
  readonly prefix: string;
  /** Number of brokers. */
  readonly brokers: number;
}

/**
 * The topics that a stack declares of a cluster. The plan shows one resource with an instance for each topic, by its
 * name; a step of the deploy makes all of them what is declared, in one go, beside them: it fails or not by itself.
 */
export class DeclaredTopics {
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
    const planned = new TerraformResource(this.cluster, "Topics", {
      terraformResourceType: "terraform_data",
    });
    planned.overrideLogicalId(`${this.props.prefix}-topics`);
    // Terraform evaluates what it iterates over for each instance anew: with 200 topics a reference saves seconds.
    const declared = new TerraformLocal(
      this.cluster,
      "TopicsDeclared",
      Lazy.anyValue({ produce: () => this.planned() }),
    );
    declared.overrideLogicalId(`${this.props.prefix}-topics`);
    planned.addOverride("for_each", declared.expression);
    planned.addOverride("input", "${each.value}");
  }

  private planned(): object {
    const planned = [...this.topics.values()].map((topic) => {
      const { config, name, partitions, removalPolicy, replicationFactor } = topic;
      const texts = Object.entries(config).map(([key, value]) => [literal(key), literal(value)]);
      const settings = Object.fromEntries(texts) as object;
      const numbers = { partitions, replication_factor: replicationFactor };
      return [name, { ...numbers, config: settings, removal_policy: removalPolicy }] as const;
    });
    return Object.fromEntries(planned.sort(([a], [b]) => (a < b ? -1 : 1))) as object;
  }
}
