import { ConfigResourceTypes } from "kafkajs";
import { type KafkaClient } from "./kafka-client";

/** Where a broker has a setting from; null where it has none from there. Times are in the unit of the setting's key. */
export interface BrokerSetting {
  /** Set for this broker while it ran; wins over all others. */
  readonly own: string | null;
  /** Set for all brokers while they ran. */
  readonly all: string | null;
  /** In the file that it was started with. */
  readonly file: string | null;
  /** Kafka's own default. */
  readonly fallback: string | null;
}

/** Sources of a setting (KIP-226). */
const SOURCE = { own: 2, all: 3, file: 4, fallback: 5 } as const;

/**
 * Asks every broker where it has settings from. A broker answers for itself alone.
 *
 * @param client - A client.
 * @param brokers - Ids of the brokers.
 * @param keys - Keys of the settings.
 * @param signal - Ends the tries to reach a broker.
 * @returns Settings by key, by broker; without those that the broker does not know.
 * @throws Error - of the request.
 */
export async function brokerSettings(
  client: KafkaClient,
  brokers: readonly number[],
  keys: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, ReadonlyMap<string, BrokerSetting>>> {
  const admin = await client.admin(signal);
  const type = ConfigResourceTypes.BROKER;
  const configNames = [...keys, ...keys.flatMap((key) => inHours(key) ?? [])];
  const asked = brokers.map((id) => ({ type, name: String(id), configNames }));
  const { resources } = await admin.describeConfigs({ includeSynonyms: true, resources: asked });
  return new Map(
    resources.map(({ configEntries, resourceName }) => {
      const synonyms = new Map(configEntries.map((entry) => [entry.configName, entry.configSynonyms]));
      const known = keys.filter((key) => synonyms.has(key));
      const settings = known.map((key): [string, BrokerSetting] => {
        const own = synonyms.get(key)!;
        return [key, setting(key, own.length > 0 ? own : (synonyms.get(inHours(key) ?? key) ?? []))];
      });
      return [Number(resourceName), new Map(settings)];
    }),
  );
}

/** Kafka's default of these is one of hours, which it tells of them only when they are set. */
function inHours(key: string): string | undefined {
  return /^log\.(retention|roll|roll\.jitter)\.ms$/.test(key) ? key.replace(/ms$/, "hours") : undefined;
}

interface Synonym {
  readonly configName: string;
  readonly configValue: string;
  readonly configSource: unknown;
}

function setting(key: string, synonyms: readonly Synonym[]): BrokerSetting {
  // In the order in which they win, so that the first of a source is the one.
  const from = (source: number) => {
    const found = synonyms.find(({ configSource }) => Number(configSource) === source);
    return found === undefined ? null : inUnitOf(key, found);
  };
  return {
    own: from(SOURCE.own),
    all: from(SOURCE.all),
    file: from(SOURCE.file),
    fallback: from(SOURCE.fallback),
  };
}

const UNITS: ReadonlyArray<readonly [end: string, milliseconds: number]> = [
  [".minutes", 60_000],
  [".hours", 3_600_000],
];

/** `log.retention.ms` has `log.retention.hours` among its synonyms. */
function inUnitOf(key: string, { configName, configValue }: Synonym): string {
  const [, unit] = UNITS.find(([end]) => configName.endsWith(end)) ?? [];
  if (unit === undefined || !key.endsWith(".ms") || !/^\s*-?\d+\s*$/.test(configValue)) return configValue;
  return String(Math.max(-1, Number(configValue) * unit));
}
