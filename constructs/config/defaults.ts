import { type Properties, type PropertyValue } from "./properties";
import { wholeNumber } from "./rules";

/** What a user may say about partitions and replication. */
export interface ReplicationProps {
  /** Number of brokers. */
  readonly brokers: number;
  readonly numPartitions?: number;
  readonly defaultReplicationFactor?: number;
  readonly minInsyncReplicas?: number;
}

/** Partition and replication settings, all known. */
export interface Replication {
  readonly numPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly minInsyncReplicas: number;
  /** Replicas of the offsets and the transaction topic. */
  readonly internalReplicationFactor: number;
}

/**
 * Partition and replication defaults as a function of the number of brokers n: replication min(3, n),
 * in-sync minimum max(1, replication - 1), partitions 2 n so that each broker leads the same number.
 *
 * @param props - The number of brokers and what the user has chosen.
 * @returns All four settings.
 * @throws Error - when a value is out of range, or replication asks for more than there is.
 */
export function resolveReplication(props: ReplicationProps): Replication {
  const { brokers } = props;
  const numPartitions = wholeNumber("numPartitions", props.numPartitions ?? 2 * brokers, {
    min: 1,
    max: 200_000,
  });
  const defaultReplicationFactor = wholeNumber(
    "defaultReplicationFactor",
    props.defaultReplicationFactor ?? Math.min(3, brokers),
    { min: 1, max: 32767 },
  );
  if (defaultReplicationFactor > brokers) {
    throw new Error(
      `'defaultReplicationFactor' must not exceed the number of brokers (${brokers}), got ${defaultReplicationFactor}`,
    );
  }
  const minInsyncReplicas = wholeNumber(
    "minInsyncReplicas",
    props.minInsyncReplicas ?? Math.max(1, defaultReplicationFactor - 1),
    { min: 1, max: 32767 },
  );
  if (minInsyncReplicas > defaultReplicationFactor) {
    throw new Error(
      `'minInsyncReplicas' must not exceed 'defaultReplicationFactor' (${defaultReplicationFactor}), got ${minInsyncReplicas}`,
    );
  }
  return {
    numPartitions,
    defaultReplicationFactor,
    minInsyncReplicas,
    internalReplicationFactor: Math.min(3, brokers),
  };
}

/**
 * The cluster-wide settings that the package decides, and that the checks read back from every broker.
 *
 * @param replication - Resolved partition and replication settings.
 * @returns Settings in Kafka's own keys.
 */
export function clusterDefaults(replication: Replication): Properties {
  const { internalReplicationFactor } = replication;
  return {
    "num.partitions": replication.numPartitions,
    "default.replication.factor": replication.defaultReplicationFactor,
    "min.insync.replicas": replication.minInsyncReplicas,
    "offsets.topic.replication.factor": internalReplicationFactor,
    "transaction.state.log.replication.factor": internalReplicationFactor,
    "transaction.state.log.min.isr": Math.max(1, internalReplicationFactor - 1),
    "auto.create.topics.enable": false,
    "unclean.leader.election.enable": false,
  };
}

/**
 * The cluster-wide settings as brokers report them, with the user's own choice where there is one.
 *
 * @param defaults - The settings that the package decides.
 * @param config - The user's own settings.
 * @returns Settings in Kafka's own keys, as text.
 * @throws Error - when the user's choice is neither a whole number nor a boolean, as each of these settings is.
 */
export function promisedDefaults(defaults: Properties, config: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.keys(defaults).map((key) => [key, reported(key, config[key] ?? defaults[key]!)]),
  );
}

/** Kafka reports what it has parsed: "TRUE" as true, "03" as 3. */
function reported(key: string, value: PropertyValue): string {
  const text = String(value).trim().toLowerCase();
  if (/^(true|false)$/.test(text)) return text;
  if (/^\d{1,9}$/.test(text)) return String(Number(text));
  throw new Error(
    `'config' must have a whole number or a boolean for '${key}', known at synth, got ${String(value)}`,
  );
}
