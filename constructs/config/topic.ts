import { checkTopicName } from "./names";
import { checkProperties, checkSynonyms, type Properties } from "./properties";
import { checkPropNames, type Findings } from "./rules";
import { MAX_PARTITIONS, MAX_REPLICAS, numberOf, Values } from "./values";
import { type Replication } from "./defaults";
import { checkTopicSettings, type TopicConfig } from "./topic-settings";

/** What becomes of a topic that is not declared any more. */
export type RemovalPolicy = "retain" | "destroy";

/** What a topic is made of. Every prop has a default. */
export interface KafkaTopicProps {
  /**
   * Partitions of the topic.
   *
   * @default - `numPartitions` of the cluster
   */
  readonly partitions?: number;

  /**
   * Replicas of each partition.
   *
   * @default - `defaultReplicationFactor` of the cluster
   */
  readonly replicationFactor?: number;

  /**
   * Settings of the topic in Kafka's own keys, for example `{ "cleanup.policy": "compact" }`. Those of Kafka 3.9 have
   * types and rules; any other is passed on as it is.
   *
   * @default - none: the brokers' settings
   */
  readonly config?: TopicConfig;

  /**
   * What becomes of the topic when it is not declared any more: `"retain"` leaves it, `"destroy"` deletes it with all of
   * its records. What counts is what was declared at the last deploy.
   *
   * @default "retain"
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Takes over a topic that is there, was not made by a deploy of this stack, and is not as declared: the deploy makes
   * it so. One that is as declared is taken over without it.
   *
   * @default false
   */
  readonly adopt?: boolean;
}

/** A topic, all of it known. */
export interface Topic {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Settings of the topic in Kafka's own keys, as text. */
  readonly config: Readonly<Record<string, string>>;
  readonly removalPolicy: RemovalPolicy;
  readonly adopt: boolean;
}

/** Names of the props. */
const TOPIC_PROPS = ["partitions", "replicationFactor", "config", "removalPolicy", "adopt"];

/**
 * A topic with the cluster's defaults where nothing else is said.
 *
 * @param findings - Told what is wrong.
 * @param name - Name of the topic.
 * @param props - What the user has chosen.
 * @param cluster - The cluster's defaults, and its number of brokers.
 * @returns The topic.
 */
export function resolveTopic(
  findings: Findings,
  name: string,
  props: KafkaTopicProps,
  cluster: Replication & { readonly brokers: number },
): Topic {
  checkTopicName(findings, name);
  checkPropNames(findings, "KafkaTopic", props, TOPIC_PROPS);
  const values = new Values(findings);
  const { brokers } = cluster;
  const asked = props.partitions ?? cluster.numPartitions;
  const partitions = values.wholeNumber("partitions", asked, { min: 1, max: MAX_PARTITIONS });
  const replicas = props.replicationFactor ?? cluster.defaultReplicationFactor;
  const range = { min: 1, max: MAX_REPLICAS };
  const replicationFactor = values.wholeNumber("replicationFactor", replicas, range) ?? 1;
  if (replicationFactor > brokers) {
    findings.refuse("replication", { prop: "replicationFactor", brokers, value: replicationFactor });
  }
  const config: Properties = values.map("config", props.config ?? {}, "settings");
  checkProperties(findings, "config", config);
  checkTopicSettings(findings, "config", config);
  checkSynonyms(findings, "config", config);
  const minimum = numberOf(config["min.insync.replicas"] ?? 0);
  if (minimum > replicationFactor) {
    const of = { of: "replicationFactor", replication: replicationFactor };
    findings.refuse("minInsync", { prop: "min.insync.replicas", ...of, value: minimum });
  }
  const texts = Object.entries(config).map(([key, value]) => [key, String(value)]);
  return {
    partitions: partitions ?? cluster.numPartitions,
    replicationFactor,
    config: Object.fromEntries(texts) as Record<string, string>,
    removalPolicy:
      values.oneOf("removalPolicy", props.removalPolicy ?? "retain", ["retain", "destroy"]) ?? "retain",
    adopt: values.boolean("adopt", props.adopt ?? false),
  };
}
