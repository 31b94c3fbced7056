import { checkCodec, type Properties } from "./properties";
import { type Findings, shown } from "./rules";

/** Least value of each setting that is a whole number; -1 is "no limit", where it is the least. */
const NUMBERS = {
  "compression.gzip.level": -1,
  "compression.lz4.level": 1,
  "compression.zstd.level": -131_072,
  "delete.retention.ms": 0,
  "file.delete.delay.ms": 0,
  "flush.messages": 1,
  "flush.ms": 0,
  "index.interval.bytes": 0,
  "local.retention.bytes": -2,
  "local.retention.ms": -2,
  "max.compaction.lag.ms": 1,
  "max.message.bytes": 0,
  "message.timestamp.after.max.ms": 0,
  "message.timestamp.before.max.ms": 0,
  "message.timestamp.difference.max.ms": 0,
  "min.compaction.lag.ms": 0,
  "min.insync.replicas": 1,
  "retention.bytes": Number.MIN_SAFE_INTEGER,
  "retention.ms": -1,
  "segment.bytes": 14,
  "segment.index.bytes": 4,
  "segment.jitter.ms": 0,
  "segment.ms": 1,
} as const;

const BOOLEANS = [
  "message.downconversion.enable",
  "preallocate",
  "remote.log.copy.disable",
  "remote.log.delete.on.disable",
  "remote.storage.enable",
  "unclean.leader.election.enable",
] as const;

const THROTTLES: readonly string[] = [
  "leader.replication.throttled.replicas",
  "follower.replication.throttled.replicas",
];

type Typed = { readonly [Key in keyof typeof NUMBERS]?: number | `${number}` } & {
  readonly [Key in (typeof BOOLEANS)[number]]?: boolean | "true" | "false";
} & {
  readonly "cleanup.policy"?: "delete" | "compact" | "compact,delete" | "delete,compact";
  readonly "compression.type"?: "uncompressed" | "gzip" | "snappy" | "lz4" | "zstd" | "producer";
  readonly "message.timestamp.type"?: "CreateTime" | "LogAppendTime";
  readonly "min.cleanable.dirty.ratio"?: number | `${number}`;
};

/** Settings of a topic in Kafka's own keys: those of Kafka 3.9 with their types, and any other. */
export type TopicConfig = Typed & Properties;

/**
 * Refuses values that Kafka would refuse, or would not understand.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop that has the settings.
 * @param config - Settings of a topic.
 */
export function checkTopicSettings(findings: Findings, prop: string, config: Properties): void {
  checkCodec(findings, prop, config);
  for (const [key, value] of Object.entries(config)) {
    const what = broken(key, String(value).trim());
    if (THROTTLES.includes(key)) {
      findings.refuse("ownedKey", { prop, key, instead: "a deploy sets it while it moves replicas" });
    } else if (what !== undefined) findings.refuse("topicSetting", { prop, key, what, value: shown(value) });
  }
}

/** What a value must be, if it is not. */
function broken(key: string, text: string): string | undefined {
  if (Object.hasOwn(NUMBERS, key)) {
    const min = NUMBERS[key as keyof typeof NUMBERS];
    const isWhole = /^[+-]?\d+$/.test(text) && Number(text) >= min;
    return isWhole ? undefined : `a whole number${min === Number.MIN_SAFE_INTEGER ? "" : ` from ${min}`}`;
  }
  if ((BOOLEANS as readonly string[]).includes(key)) {
    return /^(true|false)$/i.test(text) ? undefined : "true or false";
  }
  if (key === "cleanup.policy") {
    const isPolicy = text.split(",").every((one) => ["compact", "delete"].includes(one.trim()));
    return isPolicy ? undefined : "compact, delete or both, separated by a comma";
  }
  if (key === "message.timestamp.type") {
    return ["CreateTime", "LogAppendTime"].includes(text) ? undefined : "CreateTime or LogAppendTime";
  }
  if (key === "min.cleanable.dirty.ratio") {
    return text !== "" && Number(text) >= 0 && Number(text) <= 1 ? undefined : "a number from 0 to 1";
  }
  return undefined;
}
