import { type Properties } from "./properties";

/**
 * Settings that brokers take over while they run, as the default of all brokers or for one alone: those of Kafka 3.9
 * with the update mode `cluster-wide`, as its own documentation has it (`java -cp '/opt/kafka/libs/*'
 * kafka.server.KafkaConfig` prints it, from `kafka.server.DynamicBrokerConfig`). All others are read at the start.
 *
 * Left out are those that Kafka can change, and a deploy does not: of listeners, SSL and SASL (the package derives
 * them), `metric.reporters` (plug-ins, which come with an image and have further settings of their own) and
 * `log.flush.interval.ms` (its default is the value of another setting, which is read at the start).
 */
export const DYNAMIC_SETTINGS: readonly string[] = [
  ...["background.threads", "num.io.threads", "num.network.threads", "num.recovery.threads.per.data.dir"],
  ...["num.replica.fetchers", "message.max.bytes", "min.insync.replicas", "unclean.leader.election.enable"],
  ...["compression.type", "compression.gzip.level", "compression.lz4.level", "compression.zstd.level"],
  ...["log.cleanup.policy", "log.retention.bytes", "log.retention.ms", "log.segment.bytes"],
  ...["log.roll.ms", "log.roll.jitter.ms", "log.segment.delete.delay.ms", "log.preallocate"],
  ...["log.flush.interval.messages", "log.index.interval.bytes", "log.index.size.max.bytes"],
  ...["log.message.downconversion.enable", "log.message.timestamp.type"],
  ...["log.message.timestamp.after.max.ms", "log.message.timestamp.before.max.ms"],
  ...["log.message.timestamp.difference.max.ms"],
  ...["log.cleaner.threads", "log.cleaner.backoff.ms", "log.cleaner.delete.retention.ms"],
  ...["log.cleaner.dedupe.buffer.size", "log.cleaner.io.buffer.load.factor", "log.cleaner.io.buffer.size"],
  ...["log.cleaner.io.max.bytes.per.second", "log.cleaner.min.cleanable.ratio"],
  ...["log.cleaner.min.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"],
  ...["log.local.retention.bytes", "log.local.retention.ms"],
  ...["max.connections", "max.connections.per.ip", "max.connections.per.ip.overrides"],
  ...["max.connection.creation.rate"],
  ...["producer.id.expiration.ms", "transaction.partition.verification.enable"],
  ...["remote.fetch.max.wait.ms", "remote.log.index.file.cache.total.size.bytes"],
  ...["remote.log.manager.copy.max.bytes.per.second", "remote.log.manager.fetch.max.bytes.per.second"],
].sort();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Settings in other units of one that is in milliseconds, which alone Kafka changes while it runs. */
const IN_MILLISECONDS: Readonly<Record<string, readonly [key: string, milliseconds: number]>> = {
  "log.retention.minutes": ["log.retention.ms", MINUTE],
  "log.retention.hours": ["log.retention.ms", HOUR],
  "log.roll.hours": ["log.roll.ms", HOUR],
  "log.roll.jitter.hours": ["log.roll.jitter.ms", HOUR],
};

/**
 * Times in milliseconds in place of minutes and hours, as Kafka changes no others while it runs.
 *
 * @param config - Settings, of which no two mean the same.
 * @returns The same settings; what is no whole number is left for Kafka to refuse.
 */
export function inMilliseconds(config: Properties): Properties {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const [instead, unit] = Object.hasOwn(IN_MILLISECONDS, key) ? IN_MILLISECONDS[key]! : [key, 0];
      if (unit === 0 || !/^\s*-?\d{1,9}\s*$/.test(String(value))) return [key, value];
      // Below zero is "for ever", whatever the number.
      return [instead, Math.max(-1, Number(value) * unit)];
    }),
  );
}
