import { type ObservedTopic, type Topology } from "../../checks/report";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { Icon } from "./icon";
import { Leaders } from "./leaders";
import { isDense, MatrixLegend, PartitionMatrix } from "./partition-matrix";
import { counted } from "../counted";
import { isFaulty, partitionTotals, toldFaults } from "./topic-faults";

/** Topics that are drawn, where there are few brokers and where there are many: a matrix has a row for each. */
const TOPICS = [20, 8] as const;
const PARTITIONS = 60;
const TOLD = 6;

interface PartitionsProps {
  readonly manifest: ClusterManifest;
  readonly topology: Topology;
}

/**
 * Who leads and who holds each partition.
 *
 * @param props - What was declared and what was found.
 * @returns The section.
 */
export function PartitionsSection({ manifest, topology: { brokers = [], topics } }: PartitionsProps) {
  if (topics === undefined || topics.length === 0) {
    return (
      <section id="partitions">
        <h2>Partitions and their leaders</h2>
        <p class="lead">{topics === undefined ? "The topics were not observed." : "There are no topics."}</p>
      </section>
    );
  }
  const held = topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas));
  const ids = [...manifest.brokers.map(({ id }) => id), ...brokers.map(({ id }) => id), ...held];
  const brokerIds = [...new Set(ids)].sort((a, b) => a - b);
  const declared = new Map(manifest.topics.map((topic) => [topic.name, topic.partitions]));
  const shown = sorted(topics, declared).slice(0, TOPICS[isDense(brokerIds) ? 1 : 0]);
  const left = topics.length - shown.length;
  const missing = manifest.topics.filter(({ name }) => !topics.some((topic) => topic.name === name));
  const { all, behind, leaderless, preferred } = partitionTotals(topics);
  return (
    <section id="partitions">
      <h2>Partitions and their leaders</h2>
      <p class="lead">
        {counted(all, "partition")} of {counted(topics.length, "topic")}:{" "}
        {leaderless === 0 ? "all have a leader" : `${leaderless} without a leader`},{" "}
        {behind === 0 ? "all replicas are in sync" : `${behind} with a replica out of sync`}, {preferred} led
        by the preferred broker.
      </p>
      {missing.length > 0 && (
        <p class="fault">
          <Icon name="bad" /> declared, but not found: {missing.map(({ name }) => name).join(", ")}
        </p>
      )}
      <Leaders topics={topics} brokerIds={brokerIds} />
      <h3 class="above-topics">Replicas by topic</h3>
      <MatrixLegend dense={isDense(brokerIds)} />
      <div class="topics">
        {shown.map((topic) => (
          <Topic topic={topic} brokerIds={brokerIds} declared={declared.get(topic.name)} />
        ))}
      </div>
      {left > 0 && (
        <p class="left-out">
          {counted(left, "more topic")} not drawn: those with faults and those that are declared come first.
        </p>
      )}
    </section>
  );
}

/** What needs a look comes first, Kafka's own topics last. */
function sorted(topics: readonly ObservedTopic[], declared: ReadonlyMap<string, number>): ObservedTopic[] {
  const rank = ({ internal, name, partitions }: ObservedTopic) => {
    if (partitions.some(({ leader }) => leader === null)) return 0;
    if (partitions.some(isFaulty)) return 1;
    if (declared.has(name)) return 2;
    return internal ? 4 : 3;
  };
  return [...topics].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

interface TopicProps {
  readonly topic: ObservedTopic;
  readonly brokerIds: readonly number[];
  /** Number of partitions that are declared. */
  readonly declared?: number;
}

function Topic({ brokerIds, declared, topic }: TopicProps) {
  const { internal, name, partitions } = topic;
  // Where not all are drawn, the faulty ones are, and then the first.
  const chosen = [...partitions.filter(isFaulty), ...partitions.filter((one) => !isFaulty(one))].slice(
    0,
    PARTITIONS,
  );
  const drawn = chosen.sort((a, b) => a.partition - b.partition);
  const faults = toldFaults(partitions);
  // Most of many brokers have nothing of a topic.
  const rows = isDense(brokerIds)
    ? brokerIds.filter((id) => partitions.some(({ replicas }) => replicas.includes(id)))
    : brokerIds;
  const left = partitions.length - drawn.length;
  return (
    <article class="topic">
      <h4>
        <code>{name}</code>
        {internal && <span class="tag">internal</span>}
      </h4>
      <p class="muted">
        {counted(partitions.length, "partition")}
        {declared !== undefined && declared !== partitions.length && `, declared with ${declared}`}
        {left > 0 && `, ${left} of them not drawn`}
      </p>
      <PartitionMatrix topic={name} partitions={drawn} brokerIds={rows} />
      {faults.slice(0, TOLD).map((fault) => (
        <p class="fault">
          <Icon name="bad" /> <span>{fault}</span>
        </p>
      ))}
      {faults.length > TOLD && <p class="fault">and {counted(faults.length - TOLD, "more fault")}</p>}
    </article>
  );
}
