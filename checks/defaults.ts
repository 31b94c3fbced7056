import { ConfigResourceTypes } from "kafkajs";
import { type Check, CheckFailure } from "./check";
import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { sameValue } from "./same-value";
import { until } from "./until";

/** Every broker reports the declared settings, cluster-wide ones and its own. */
export const defaults: Check = {
  name: "defaults",
  title: "every broker reports the declared settings, cluster-wide ones and its own",
  timeoutSeconds: 15,
  needs: ["brokers"],
  quick: true,
  async run({ client, manifest, signal }) {
    const admin = await client.admin(signal);
    // A broker answers for itself alone, so this also proves that each address leads to its own broker.
    const asked = manifest.brokers.map((broker) => ({
      type: ConfigResourceTypes.BROKER,
      name: String(broker.id),
      configNames: Object.keys(promised(manifest, broker)),
    }));
    // The library itself does not try this again.
    const ask = () => admin.describeConfigs({ includeSynonyms: false, resources: asked });
    const { resources } = await until(signal, ask);
    const differences = manifest.brokers.flatMap((broker) => {
      const resource = resources.find(({ resourceName }) => resourceName === String(broker.id));
      const entries = resource?.configEntries ?? [];
      // Kafka does not tell the value of a setting that it does not know: it could be a secret.
      const hidden = new Set(
        entries.filter(({ isSensitive }) => isSensitive).map(({ configName }) => configName),
      );
      const reported = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
      return Object.entries(promised(manifest, broker))
        .filter(([key]) => !hidden.has(key))
        .map(([key, expected]) => ({ broker, key, expected, actual: reported.get(key) ?? "nothing" }))
        .filter(({ actual, expected }) => !sameValue(actual, expected));
    });
    if (differences.length > 0) {
      const told = differences.map(({ broker, expected, key }) =>
        Object.hasOwn(manifest.defaults, key)
          ? `${key}=${expected}`
          : `${key}=${expected} on broker ${broker.id}`,
      );
      throw new CheckFailure({
        expected: [...new Set(told)].join(", "),
        actual: differences
          .map(({ actual, broker, key }) => `${key}=${actual} on broker ${broker.id}`)
          .join(", "),
        cause: "a setting was changed behind the constructs' back (kafka-configs.sh --entity-type brokers)",
        remedy:
          "delete it there (--delete-config), or have `kafka-docker apply-settings` set it back; or declare it",
      });
    }
    const count = asked.reduce((sum, { configNames }) => sum + configNames.length, 0);
    return `${count} settings of ${manifest.brokers.length} brokers as declared`;
  },
};

function promised(
  { defaults: all }: ClusterManifest,
  { config, rack }: ManifestBroker,
): Record<string, string> {
  return { ...all, ...config, ...(rack === undefined ? {} : { "broker.rack": rack }) };
}
