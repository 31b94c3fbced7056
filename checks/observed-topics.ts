import { ConfigResourceTypes } from "kafkajs";
import { type KafkaClient } from "./kafka-client";
import { type ObservedTopic } from "./report";

/** What the cluster says of a declared topic. */
export interface FoundTopic {
  readonly topic: ObservedTopic;
  /** Values of all settings, whatever they come from. */
  readonly config: ReadonlyMap<string, string>;
  /** Settings that were set on the topic itself. */
  readonly own: readonly string[];
}

/** Source of a setting that was set on the topic (KIP-226). */
const DYNAMIC_TOPIC_CONFIG = 1;

/**
 * Asks once for topics and their settings.
 *
 * @param client - A client.
 * @param names - Names of the topics.
 * @param signal - Ends the tries to reach a broker.
 * @returns Those that are there, by name.
 * @throws Error - of the request.
 */
export async function findTopics(
  client: KafkaClient,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Map<string, FoundTopic>> {
  const admin = await client.admin(signal);
  const { topics: existing } = await client.metadata();
  const present = existing.filter(({ name }) => names.has(name));
  if (present.length === 0) return new Map();
  const asked = present.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name }));
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: asked });
  const entriesOf = new Map(
    resources.map(({ configEntries, resourceName }) => [resourceName, configEntries]),
  );
  return new Map(
    present.map((topic) => {
      const entries = entriesOf.get(topic.name) ?? [];
      const config = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
      const own = entries.filter(({ configSource }) => Number(configSource) === DYNAMIC_TOPIC_CONFIG);
      return [topic.name, { topic, config, own: own.map(({ configName }) => configName) }];
    }),
  );
}

/** Settings that are set while replicas move. */
export const THROTTLES = /\.replication\.throttled\.replicas$/;
