import { connectionTo } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { until } from "../checks/until";
import { type ClusterManifest, type ManifestTopic } from "../manifest/cluster-manifest";

/** What was done. */
export interface CreatedTopics {
  /** Names of the topics that were created. */
  readonly created: readonly string[];
  /** Names of the declared topics that were there already, whatever they look like. */
  readonly existing: readonly string[];
}

/**
 * Creates the declared topics that are missing. It never changes or deletes one: what differs is for the check to
 * tell.
 *
 * @param manifest - What the cluster promises.
 * @param signal - Ends the tries.
 * @returns What was done.
 * @throws Error - of the last try.
 */
export async function createTopics(manifest: ClusterManifest, signal: AbortSignal): Promise<CreatedTopics> {
  const client = new KafkaClient(connectionTo(manifest));
  try {
    const admin = await client.admin(signal);
    const names = manifest.topics.map(({ name }) => name);
    let before: ReadonlySet<string> | undefined;
    const attempt = async () => {
      // Asked anew each time: a try that failed may have created some of them.
      const there = new Set(await admin.listTopics());
      before ??= there;
      await create(
        admin,
        manifest.topics.filter(({ name }) => !there.has(name)),
      );
      return before;
    };
    const existing = await until(signal, attempt, isWorthAnotherTry);
    return {
      created: names.filter((name) => !existing.has(name)),
      existing: names.filter((name) => existing.has(name)),
    };
  } finally {
    await client.close();
  }
}

type Admin = Awaited<ReturnType<KafkaClient["admin"]>>;

async function create(admin: Admin, missing: readonly ManifestTopic[]): Promise<void> {
  const topics = missing.map(({ config, name, partitions, replicationFactor }) => ({
    topic: name,
    numPartitions: partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
  }));
  // Not waited for here: the library waits for topics of others as well. The check waits for these.
  if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false, timeout: 30_000 });
}

/** Errors that the next try would meet again; a cluster that is just starting has others. */
const FINAL: readonly string[] = ["INVALID_CONFIG", "INVALID_TOPIC_EXCEPTION", "POLICY_VIOLATION"];

function isWorthAnotherTry(error: unknown): boolean {
  const { errors = [], type = "" } = error as { type?: string; errors?: Array<{ type?: string }> };
  return ![type, ...errors.map((one) => one.type ?? "")].some((one) => FINAL.includes(one));
}
