import { type BrokerConfig, type KafkaProfile } from "cdktf-kafka-docker";
import { fitLogCleaner } from "../../constructs/config/log-cleaner";
import { Findings } from "../../constructs/config/rules";

const KEY = "log.cleaner.dedupe.buffer.size";
const MIB = 1024 * 1024;
const fit = (
  heapMiB: number,
  config: BrokerConfig = {},
  brokerConfig: Record<number, BrokerConfig> = {},
  profile: KafkaProfile = "production",
) => {
  const findings = new Findings();
  return {
    ...fitLogCleaner(findings, { config, brokerConfig }, heapMiB, profile),
    warnings: findings.warnings,
  };
};

test.each([
  [64, 8],
  [256, 32],
  [300, 32],
  [511, 32],
  [512, 64],
  [1023, 64],
])("a heap of %d MiB has room for a buffer of %d MiB twice, and for all else", (heapMiB, mebibytes) => {
  expect(fit(heapMiB)).toEqual({ config: { [KEY]: mebibytes * MIB }, brokerConfig: {}, warnings: [] });
});

test("where Kafka's own default fits, nothing is set", () => {
  for (const heapMiB of [1024, 1_048_576]) expect(fit(heapMiB).config).toEqual({});
});

test("for development, 32 MiB are the most", () => {
  const of = (heapMiB: number) => fit(heapMiB, {}, {}, "development").config;
  expect(of(64)).toEqual({ [KEY]: 8 * MIB });
  for (const heapMiB of [300, 1024, 1_048_576]) expect(of(heapMiB)).toEqual({ [KEY]: 32 * MIB });
});

test("the user's own choice stays, for all brokers and for one, and is warned of where it is over a quarter", () => {
  const own = fit(300, { [KEY]: 75 * MIB }, { 2: { [KEY]: String(76 * MIB) } });
  expect(own.config).toEqual({ [KEY]: 75 * MIB });
  expect(own.warnings).toEqual([
    expect.stringMatching(
      /^'brokerConfig\.2' sets log\.cleaner\.dedupe\.buffer\.size to 76 MiB .* use 78643200 bytes/,
    ),
  ]);
});
