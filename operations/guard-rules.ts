/** Names of the rules; each is also the name of its override. */
export const GUARD_RULES = {
  "volume-removal": "no volume with data is removed",
  "volume-rename": "no server gets another volume in place of its own",
  "replicas-on-broker": "no broker is removed that still holds replicas",
  "unavailable-partitions": "every partition can be written while one broker is down",
  "too-many-down": "no more servers are down at once than partitions and the quorum allow",
  "zookeeper-quorum": "ZooKeeper keeps its quorum",
  downgrade: "no broker gets an older version than the protocol that is in use, or an older protocol",
  "broker-listener": "brokers that have changed and those that have not can talk to each other",
  "advertised-address": "clients find brokers where they found them before",
  "network-removal": "no network is removed under servers that run",
} as const;

/** Name of a rule. */
export type GuardRule = keyof typeof GUARD_RULES;

/** Something that the guard does not let pass. */
export interface Refusal {
  readonly rule: GuardRule | "topics" | "stale-plan" | "unknown-to-state";
  /** What it is about: a volume, a broker, a topic. */
  readonly subject: string;
  readonly reason: string;
  /** What to do instead. */
  readonly remedy: string;
  /** Whether `--allow RULE` lets it pass. */
  readonly canBeAllowed: boolean;
}

/**
 * A refusal that can be overridden.
 *
 * @param rule - The rule, whose name is that of the override.
 * @param subject - What it is about.
 * @param reason - What would go wrong.
 * @param remedy - What to do instead.
 * @returns The refusal.
 */
export function refusal(rule: GuardRule, subject: string, reason: string, remedy: string): Refusal {
  return { rule, subject, reason, remedy, canBeAllowed: true };
}
