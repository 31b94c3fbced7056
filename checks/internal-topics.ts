import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type Check, CheckFailure } from "./check";
import { type ObservedTopic } from "./report";
import { until } from "./until";

/** Kafka's own topics, and the setting that says how many replicas each must have. */
const INTERNAL_TOPICS: Readonly<Record<string, string>> = {
  __consumer_offsets: "offsets.topic.replication.factor",
  __transaction_state: "transaction.state.log.replication.factor",
};

/** Kafka's own topics have the declared replication; groups and transactions fail with the brokers that hold them. */
export const internalTopics: Check = {
  name: "internal-topics",
  title: "Kafka's own topics, made if they are not there yet, have the declared replication",
  timeoutSeconds: 60,
  needs: ["partitions"],
  concurrent: true,
  quick: true,
  async run({ client, manifest, observed, own, signal }) {
    await until(signal, () => client.askForCoordinators(own.name));
    const found = await until(signal, async () => {
      const { topics } = await client.metadata();
      const internal = topics.filter(({ name }) => Object.hasOwn(INTERNAL_TOPICS, name));
      compare(manifest, internal);
      const others = (observed.topology.topics ?? []).filter(
        ({ name }) => !Object.hasOwn(INTERNAL_TOPICS, name),
      );
      observed.topology = { ...observed.topology, topics: [...internal, ...others] };
      return internal;
    });
    return found
      .map(({ name, partitions }) => `${name} ${partitions.length} x ${partitions[0]!.replicas.length}`)
      .join(", ");
  },
};

function compare(manifest: ClusterManifest, found: readonly ObservedTopic[]): void {
  const differences = Object.entries(INTERNAL_TOPICS).flatMap(([name, setting]) => {
    const expected = Number(manifest.defaults[setting]);
    const partitions = found.find((topic) => topic.name === name)?.partitions ?? [];
    const other = partitions.find(
      ({ inSync, replicas }) => inSync.length < replicas.length || replicas.length !== expected,
    );
    if (partitions.length > 0 && other === undefined) return [];
    const actual = other
      ? `${other.replicas.length} replicas of partition ${other.partition}, ${other.inSync.length} in sync`
      : "is not there";
    return [{ name, setting, expected, actual, wrong: other?.replicas.length !== expected }];
  });
  if (differences.length === 0) return;
  throw new CheckFailure({
    expected: differences.map(({ expected, name }) => `${name} ${expected} replicas in sync`).join("; "),
    actual: differences.map(({ actual, name }) => `${name} ${actual}`).join("; "),
    cause: differences.some(({ wrong }) => wrong)
      ? "the topic was made when there were other brokers or another setting; Kafka does not change it by itself"
      : "a broker does not replicate it",
    remedy: `set its replicas with kafka-reassign-partitions.sh, or declare what it has (${differences.map(({ setting }) => setting).join(", ")})`,
  });
}
