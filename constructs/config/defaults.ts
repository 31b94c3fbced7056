import { isPropertyValue, type Properties, type PropertyValue } from "./properties";
import { type Findings, shown } from "./rules";
import { MAX_PARTITIONS, MAX_REPLICAS, numberOf, Values } from "./values";

/** What a user may say about partitions and replication. */
export interface ReplicationProps {
  readonly numPartitions?: number;
  readonly defaultReplicationFactor?: number;
  readonly minInsyncReplicas?: number;
}

/** Partition and replication settings, all known. */
export interface Replication {
  readonly numPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly minInsyncReplicas: number;
}

/**
 * Divides evenly among 1, 2, 3, 4, 6 and 12 brokers, and is the same for any number of them: a default that followed
 * the number would change every broker when one is added.
 */
const NUM_PARTITIONS = 12;

/** Replicas of what matters, where there are brokers enough: two can fail, or one while another restarts. */
const REPLICAS = 3;

/**
 * Partition and replication defaults as a function of the number of brokers n: replication min(3, n),
 * in-sync minimum max(1, replication - 1), 12 partitions.
 *
 * @param findings - Told what is wrong or unwise.
 * @param props - What the user has chosen.
 * @param brokers - The number of brokers.
 * @returns All three settings.
 */
export function resolveReplication(
  findings: Findings,
  props: ReplicationProps,
  brokers: number,
): Replication {
  const values = new Values(findings);
  const replicas = { min: 1, max: MAX_REPLICAS };
  const numPartitions =
    values.wholeNumber("numPartitions", props.numPartitions ?? NUM_PARTITIONS, {
      min: 1,
      max: MAX_PARTITIONS,
    }) ?? NUM_PARTITIONS;
  const most = Math.min(REPLICAS, brokers);
  const asked = props.defaultReplicationFactor ?? most;
  const defaultReplicationFactor = values.wholeNumber("defaultReplicationFactor", asked, replicas) ?? most;
  if (defaultReplicationFactor > brokers) {
    const value = defaultReplicationFactor;
    findings.refuse("replication", { prop: "defaultReplicationFactor", brokers, value });
  } else if (defaultReplicationFactor === 1 && brokers > 1) {
    findings.warn("oneReplica", { brokers, instead: most });
  }
  const fewer = Math.max(1, defaultReplicationFactor - 1);
  const minInsyncReplicas =
    values.wholeNumber("minInsyncReplicas", props.minInsyncReplicas ?? fewer, replicas) ?? fewer;
  if (minInsyncReplicas > defaultReplicationFactor) {
    const of = { of: "defaultReplicationFactor", replication: defaultReplicationFactor };
    findings.refuse("minInsync", { prop: "minInsyncReplicas", ...of, value: minInsyncReplicas });
  } else if (minInsyncReplicas > 1 && minInsyncReplicas === defaultReplicationFactor) {
    findings.warn("minInsync", { value: minInsyncReplicas });
  }
  return { numPartitions, defaultReplicationFactor, minInsyncReplicas };
}

/**
 * The cluster-wide settings that the package decides, and that the checks read back from every broker.
 *
 * @param replication - Resolved partition and replication settings.
 * @param brokers - The number of brokers.
 * @param config - The user's own settings, which some of them follow.
 * @returns Settings in Kafka's own keys.
 */
export function clusterDefaults(replication: Replication, brokers: number, config: Properties): Properties {
  const internal = Math.min(REPLICAS, brokers);
  const transactions = numberOf(config["transaction.state.log.replication.factor"] ?? internal);
  return {
    "num.partitions": replication.numPartitions,
    "default.replication.factor": replication.defaultReplicationFactor,
    "min.insync.replicas": replication.minInsyncReplicas,
    "offsets.topic.replication.factor": internal,
    "transaction.state.log.replication.factor": internal,
    "transaction.state.log.min.isr": Math.max(1, (transactions || internal) - 1),
    "auto.create.topics.enable": false,
    "unclean.leader.election.enable": false,
  };
}

/**
 * Refuses replication of Kafka's own topics that there are not brokers enough for: consumer groups would never start.
 *
 * @param findings - Told what is wrong.
 * @param promised - The settings as brokers report them.
 * @param brokers - The number of brokers.
 */
export function checkInternalTopics(
  findings: Findings,
  promised: Readonly<Record<string, string>>,
  brokers: number,
): void {
  for (const prop of ["offsets.topic.replication.factor", "transaction.state.log.replication.factor"]) {
    const value = Number(promised[prop]);
    if (value > brokers) findings.refuse("replication", { prop, brokers, value });
  }
  const [replication, minimum] = [
    "transaction.state.log.replication.factor",
    "transaction.state.log.min.isr",
  ].map((key) => Number(promised[key]));
  if (minimum! > replication!) {
    findings.refuse("minInsyncOfTransactions", { replication: replication!, value: minimum! });
  }
}

/**
 * The cluster-wide settings as brokers report them, with the user's own choice where there is one.
 *
 * @param findings - Told of a choice that is neither a whole number nor a boolean, as each of these settings is.
 * @param defaults - The settings that the package decides.
 * @param config - The user's own settings.
 * @returns Settings in Kafka's own keys, as text.
 */
export function promisedDefaults(
  findings: Findings,
  defaults: Properties,
  config: Properties,
): Record<string, string> {
  const keys = Object.keys(defaults);
  return Object.fromEntries(
    keys.map((key) => {
      const value = Object.hasOwn(config, key) ? config[key]! : defaults[key]!;
      const told = reported(value, typeof defaults[key]);
      if (told === undefined) {
        const what = typeof defaults[key] === "boolean" ? "true or false" : "a whole number from 1";
        findings.refuse("promised", { prop: "config", key, what, value: shown(value) });
      }
      return [key, told ?? String(defaults[key])];
    }),
  );
}

/** Kafka reports what it has parsed: "TRUE" as true, "03" as 3. Each of the numbers counts something. */
function reported(value: PropertyValue, kind: string): string | undefined {
  const text = isPropertyValue(value) ? String(value).trim().toLowerCase() : "";
  if (kind === "boolean") return /^(true|false)$/.test(text) ? text : undefined;
  return /^0*[1-9]\d{0,8}$/.test(text) ? String(Number(text)) : undefined;
}
