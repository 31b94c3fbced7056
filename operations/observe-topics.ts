import { type KafkaClient } from "../checks/kafka-client";
import { findTopics } from "../checks/observed-topics";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { movingPartitions } from "./replica-moves";
import { type ObservedTopics } from "./topic-plan";
import { ownerOf, readTopicRecords, RECORDS_TOPIC } from "./topic-records";

/** What there is, and whether there are records. */
export interface Observation extends ObservedTopics {
  readonly hasRecords: boolean;
}

/**
 * Asks once for everything that a plan needs.
 *
 * @param client - A client.
 * @param manifest - What is declared.
 * @param signal - Ends the tries to reach a broker.
 * @returns What there is.
 * @throws Error - of the request.
 */
export async function observeTopics(
  client: KafkaClient,
  manifest: ClusterManifest,
  signal: AbortSignal,
): Promise<Observation> {
  await client.admin(signal);
  const existing = new Set((await client.metadata()).topics.map(({ name }) => name));
  const records = await readTopicRecords(client, existing);
  const owner = ownerOf(manifest);
  const owned = [...records].filter(([, record]) => record.owner === owner).map(([name]) => name);
  const names = new Set([...manifest.topics.map(({ name }) => name), ...owned]);
  // Most deploys of a cluster without topics end here.
  const nothing = names.size === 0;
  const topics = nothing ? new Map<string, never>() : await findTopics(client, names, signal);
  const moving = nothing ? new Map<string, never>() : await movingPartitions(client, signal);
  return { topics, records, moving, hasRecords: existing.has(RECORDS_TOPIC) };
}
