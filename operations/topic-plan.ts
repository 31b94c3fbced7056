import { type FoundTopic, THROTTLES } from "../checks/observed-topics";
import { sameValue } from "../checks/same-value";
import { type ClusterManifest, type ManifestTopic } from "../manifest/cluster-manifest";
import { placeReplicas, type PartitionReplicas } from "./placement";
import { ownerOf, recordOf, type TopicRecord } from "./topic-records";

/** One thing that a deploy does to a topic. */
export type TopicChange =
  | { readonly action: "create"; readonly partitions: number; readonly replicationFactor: number }
  /** It is recorded as owned. */
  | { readonly action: "adopt" }
  | { readonly action: "partitions"; readonly from: number; readonly to: number }
  /** Null is none of the topic's own: the default. */
  | {
      readonly action: "config";
      readonly key: string;
      readonly from: string | null;
      readonly to: string | null;
    }
  /** Replicas of some partitions are moved, made or removed. */
  | {
      readonly action: "replicas";
      readonly moves: readonly PartitionReplicas[];
      /** Numbers of replicas that those partitions have. */
      readonly from: readonly number[];
      readonly to: number;
    }
  /** It is recorded with what is declared now; the topic itself stays as it is. */
  | { readonly action: "record" }
  /** It is not declared any more: it stays, and is owned no more. */
  | { readonly action: "release" }
  | { readonly action: "delete" };

/** What a deploy does to a topic, or why it refuses to. */
export interface TopicPlan {
  readonly topic: string;
  readonly changes: readonly TopicChange[];
  /** Why nothing is done, if anything is refused. */
  readonly refused: readonly string[];
  /** Settings that were made by hand, and stay. */
  readonly foreign: ReadonlyArray<{ readonly key: string; readonly value: string }>;
}

/** What there is. */
export interface ObservedTopics {
  readonly topics: ReadonlyMap<string, FoundTopic>;
  readonly records: ReadonlyMap<string, TopicRecord>;
  /** Partitions, by topic, whose replicas are just being moved. */
  readonly moving: ReadonlyMap<string, ReadonlySet<number>>;
}

/**
 * What a deploy does: what is declared, against what there is.
 *
 * @param manifest - What is declared.
 * @param observed - What there is.
 * @returns One plan for each topic for which there is something to say, by name.
 */
export function planTopics(manifest: ClusterManifest, observed: ObservedTopics): readonly TopicPlan[] {
  const declared = manifest.topics.map((topic) => planDeclared(manifest, topic, observed));
  const names = new Set(manifest.topics.map(({ name }) => name));
  const owner = ownerOf(manifest);
  const removed = [...observed.records]
    .filter(([name, record]) => record.owner === owner && !names.has(name))
    .map(([name, record]) => planRemoved(name, record, observed.topics.has(name)));
  return [...declared, ...removed]
    .filter(({ changes, foreign, refused }) => changes.length + foreign.length + refused.length > 0)
    .sort((one, other) => (one.topic < other.topic ? -1 : 1));
}

function planRemoved(topic: string, { removalPolicy }: TopicRecord, isThere: boolean): TopicPlan {
  const action = removalPolicy === "destroy" && isThere ? "delete" : "release";
  return { topic, changes: [{ action }], refused: [], foreign: [] };
}

function planDeclared(manifest: ClusterManifest, topic: ManifestTopic, observed: ObservedTopics): TopicPlan {
  const { name, partitions, replicationFactor } = topic;
  const [found, record] = [observed.topics.get(name), observed.records.get(name)];
  const owner = ownerOf(manifest);
  const refuse = (...refused: string[]): TopicPlan => ({ topic: name, changes: [], refused, foreign: [] });
  if (name.startsWith("__")) return refuse('names that begin with "__" are Kafka\'s own');
  const isOurs = record?.owner === owner;
  if (record !== undefined && !isOurs && !topic.adopt) {
    return refuse(
      `it is declared by ${record.owner}: declare it there alone, or take it over with 'adopt: true'`,
    );
  }
  if (found === undefined) {
    return { ...refuse(), changes: [{ action: "create", partitions, replicationFactor }] };
  }
  const keys = isOurs ? record.config : topic.adopt ? found.own : [];
  const settings = settingsOf(topic, found, keys);
  const foreign = foreignOf(topic, found, keys);
  const fewer = found.topic.partitions.length > partitions;
  const isStill = isOurs && !observed.moving.has(name);
  const changes = [
    ...partitionsOf(topic, found),
    ...settings,
    ...(isStill ? staleThrottles(found) : []),
    ...replicasOf(manifest, topic, found, observed),
  ];
  if (!isOurs && !topic.adopt && (changes.length > 0 || foreign.length > 0 || fewer)) {
    const differs = [
      ...changes.map(told),
      ...foreign.map(({ key }) => key),
      ...(fewer ? ["partitions"] : []),
    ];
    return refuse(
      `it is there, was not made by a deploy, and is not as declared (${differs.join(", ")}): declare it as it is, or take it over with 'adopt: true'`,
    );
  }
  if (fewer) {
    return refuse(
      `partitions ${found.topic.partitions.length} -> ${partitions}: Kafka cannot remove partitions; declare ${found.topic.partitions.length}, or delete the topic with all of its records first`,
    );
  }
  const lost = lostPartitions(manifest, found);
  if (lost.length > 0) {
    return refuse(
      `partitions ${lost.join(", ")} have records on brokers alone that are not declared: declare those brokers again, with more replicas of the topic, before you remove them`,
    );
  }
  return { topic: name, changes: [...ownership(topic, owner, record), ...changes], refused: [], foreign };
}

/** Nothing could be copied to another broker: a move would never end. */
function lostPartitions({ brokers }: ClusterManifest, { topic }: FoundTopic): number[] {
  const declared = new Set(brokers.map(({ id }) => id));
  return topic.partitions
    .filter(({ inSync }) => inSync.length > 0 && !inSync.some((id) => declared.has(id)))
    .map(({ partition }) => partition);
}

function told(change: TopicChange): string {
  return change.action === "config" ? change.key : change.action;
}

function ownership(topic: ManifestTopic, owner: string, record: TopicRecord | undefined): TopicChange[] {
  if (record?.owner !== owner) return [{ action: "adopt" }];
  const wanted = recordOf(owner, topic);
  return JSON.stringify(wanted) === JSON.stringify(record) ? [] : [{ action: "record" }];
}

function partitionsOf({ partitions }: ManifestTopic, { topic }: FoundTopic): TopicChange[] {
  const from = topic.partitions.length;
  return from < partitions ? [{ action: "partitions", from, to: partitions }] : [];
}

/** Declared settings that differ, and those that were declared and are no more. */
function settingsOf(topic: ManifestTopic, found: FoundTopic, keys: readonly string[]): TopicChange[] {
  const set = Object.entries(topic.config)
    .filter(([key, value]) => !sameValue(found.config.get(key) ?? "", value))
    .map(([key, to]): TopicChange => ({ action: "config", key, from: found.config.get(key) ?? null, to }));
  const reset = keys
    .filter((key) => !Object.hasOwn(topic.config, key) && found.own.includes(key) && !THROTTLES.test(key))
    .map((key): TopicChange => ({ action: "config", key, from: found.config.get(key) ?? null, to: null }));
  return [...set, ...reset];
}

/** Left by a deploy that was killed while replicas moved. */
function staleThrottles(found: FoundTopic): TopicChange[] {
  return found.own
    .filter((key) => THROTTLES.test(key))
    .map((key) => ({ action: "config", key, from: found.config.get(key) ?? null, to: null }));
}

function foreignOf(topic: ManifestTopic, found: FoundTopic, keys: readonly string[]): TopicPlan["foreign"] {
  return found.own
    .filter((key) => !Object.hasOwn(topic.config, key) && !keys.includes(key) && !THROTTLES.test(key))
    .map((key) => ({ key, value: found.config.get(key) ?? "" }));
}

function replicasOf(
  { brokers }: ClusterManifest,
  { name, replicationFactor }: ManifestTopic,
  found: FoundTopic,
  { moving }: ObservedTopics,
): TopicChange[] {
  const settled = found.topic.partitions.filter(({ partition }) => !moving.get(name)?.has(partition));
  const moves = placeReplicas(settled, replicationFactor, brokers);
  if (moves.length === 0) return [];
  const now = new Map(settled.map(({ partition, replicas }) => [partition, replicas]));
  const from = [...new Set(moves.map(({ partition }) => now.get(partition)!.length))].sort((a, b) => a - b);
  return [{ action: "replicas", moves, from, to: replicationFactor }];
}
