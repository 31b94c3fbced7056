import { ConfigResourceTypes } from "kafkajs";
import { type Check, CheckFailure } from "./check";
import { until } from "./until";

/** Every broker reports the declared cluster-wide settings. */
export const defaults: Check = {
  name: "defaults",
  timeoutSeconds: 15,
  async run({ client, manifest, signal }) {
    const admin = await client.admin(signal);
    const keys = Object.keys(manifest.defaults);
    // A broker answers for itself alone, so this also proves that each address leads to its own broker.
    const asked = manifest.brokers.map(({ id }) => ({
      type: ConfigResourceTypes.BROKER,
      name: String(id),
      configNames: keys,
    }));
    // The library itself does not try this again.
    const ask = () => admin.describeConfigs({ includeSynonyms: false, resources: asked });
    const { resources } = await until(signal, ask);
    const differences = manifest.brokers.flatMap((broker) => {
      const resource = resources.find(({ resourceName }) => resourceName === String(broker.id));
      const reported = new Map(
        resource?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
      );
      return keys
        .filter((key) => reported.get(key) !== manifest.defaults[key])
        .map((key) => ({ broker, key, actual: reported.get(key) ?? "nothing" }));
    });
    if (differences.length > 0) {
      const unique = [...new Set(differences.map(({ key }) => key))];
      throw new CheckFailure({
        expected: unique.map((key) => `${key}=${manifest.defaults[key]}`).join(", "),
        actual: differences
          .map(({ actual, broker, key }) => `${key}=${actual} on broker ${broker.id}`)
          .join(", "),
        remedy:
          "a setting was changed behind the constructs' back (kafka-configs --entity-type brokers): " +
          "delete it there, or declare it",
      });
    }
    return `${keys.length} settings as declared on each of ${manifest.brokers.length} brokers`;
  },
};
