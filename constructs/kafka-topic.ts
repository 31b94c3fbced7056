import { type Construct } from "constructs";
import { type ManifestTopic } from "../manifest/cluster-manifest";
import { type Replication } from "./config/defaults";
import { Findings, shown } from "./config/rules";
import { GrantableTopics } from "./grantable-topics";
import { holdsToken } from "./tokens";
import { type KafkaTopicProps, type RemovalPolicy, resolveTopic } from "./config/topic";

/** A topic that a deploy makes what is declared, and that the checks verify. `addTopic` of a cluster declares it. */
export class KafkaTopic extends GrantableTopics {
  /** Name of the topic. */
  public readonly name: string;
  /** Partitions of the topic. */
  public readonly partitions: number;
  /** Replicas of each partition. */
  public readonly replicationFactor: number;
  /** Settings of the topic in Kafka's own keys, as text. */
  public readonly config: Readonly<Record<string, string>>;
  /** What becomes of the topic when it is not declared any more. */
  public readonly removalPolicy: RemovalPolicy;
  /** Whether one that is there and not as declared is taken over. */
  public readonly adopt: boolean;

  /**
   * @param scope - The cluster.
   * @param name - Name of the topic.
   * @param props - Every prop has a default.
   * @param cluster - The cluster's defaults, and its number of brokers.
   * @throws Error - that names the topic, the prop, the rule and the value given.
   */
  public constructor(
    scope: Construct,
    name: string,
    props: KafkaTopicProps,
    cluster: Replication & { readonly brokers: number },
  ) {
    const findings = new Findings(`topic ${shown(name)}: `);
    for (const [prop, value] of Object.entries(props)) {
      if (holdsToken(value)) findings.refuse("token", { prop });
    }
    findings.throwErrors(scope.node.path);
    const topic = resolveTopic(findings, name, props, cluster);
    findings.throwErrors(scope.node.path);
    super(scope, `Topic-${name}`, { name, patternType: "literal" });
    this.name = name;
    this.partitions = topic.partitions;
    this.replicationFactor = topic.replicationFactor;
    this.config = topic.config;
    this.removalPolicy = topic.removalPolicy;
    this.adopt = topic.adopt;
  }

  /** What the manifest says of the topic. */
  public get manifest(): ManifestTopic {
    const { adopt, config, name, partitions, removalPolicy, replicationFactor } = this;
    const topic = { name, partitions, replicationFactor, config };
    return {
      ...topic,
      ...(removalPolicy === "retain" ? {} : { removalPolicy }),
      ...(adopt ? { adopt } : {}),
    };
  }
}
