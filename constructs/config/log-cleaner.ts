import { type BrokerConfigs } from "./broker";
import { type KafkaProfile } from "./profile";
import { type Findings } from "./rules";

/** Memory for the keys of the logs that are compacted, in bytes, of each broker. */
const BUFFER = "log.cleaner.dedupe.buffer.size";
const MIB = 1024 * 1024;

/** Kafka's own default. */
const KAFKA_DEFAULT_MIB = 128;

/** Most of it, by profile: it is zeroed at the start, and so takes its memory whether it is ever used or not. */
const MOST_MIB: Readonly<Record<KafkaProfile, number>> = { production: KAFKA_DEFAULT_MIB, development: 32 };

/**
 * Fits the log cleaner's buffer to the heap. A broker allocates it at its start, and once more beside the old one when
 * `message.max.bytes` or a setting of the cleaner is changed while it runs: twice Kafka's 128 MiB in a heap of
 * 300 MiB may end all brokers at once (`Terminating due to java.lang.OutOfMemoryError`).
 *
 * @param findings - Told of a choice of the user's that is as unwise.
 * @param configs - The user's own settings.
 * @param heapMiB - Maximum heap of a broker.
 * @param profile - What Java is tuned for.
 * @returns The settings with a buffer of at most an eighth of the heap, in a power of two, and of at most 32 MiB in
 *   the profile `development`, where that is less than Kafka's default; and with the user's own where there is one.
 */
export function fitLogCleaner(
  findings: Findings,
  configs: BrokerConfigs,
  heapMiB: number,
  profile: KafkaProfile,
): BrokerConfigs {
  const { brokerConfig, config } = configs;
  for (const [prop, given] of [["config", config], ...named(brokerConfig)] as const) {
    const chosen = Number(given[BUFFER] ?? 0) / MIB;
    if (chosen > heapMiB / 4) {
      const buffer = { key: BUFFER, value: Math.ceil(chosen), heap: heapMiB };
      findings.warn("cleanerBuffer", { prop, ...buffer, instead: Math.floor(heapMiB / 4) * MIB });
    }
  }
  const fitting = Math.min(2 ** Math.floor(Math.log2(heapMiB / 8)), MOST_MIB[profile]);
  if (fitting >= KAFKA_DEFAULT_MIB) return configs;
  return { brokerConfig, config: { [BUFFER]: fitting * MIB, ...config } };
}

function named(brokerConfig: BrokerConfigs["brokerConfig"]) {
  return Object.entries(brokerConfig).map(([id, given]) => [`brokerConfig.${id}`, given] as const);
}
