import { ConfigResourceTypes } from "kafkajs";
import { type Check, CheckFailure } from "./check";
import { until } from "./until";

/** Every broker reports the declared cluster-wide settings. */
export const defaults: Check = {
  name: "defaults",
  timeoutSeconds: 15,
  async run({ client, manifest, signal }) {
    const admin = await client.admin(signal);
    const promised = (rack: string | undefined) => ({
      ...manifest.defaults,
      ...(rack === undefined ? {} : { "broker.rack": rack }),
    });
    const keys = Object.keys(promised(manifest.brokers[0]?.rack));
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
      return Object.entries(promised(broker.rack))
        .map(([key, expected]) => ({ broker, key, expected, actual: reported.get(key) ?? "nothing" }))
        .filter(({ actual, expected }) => actual !== expected);
    });
    if (differences.length > 0) {
      const told = differences.map(({ broker, expected, key }) =>
        key === "broker.rack" ? `${key}=${expected} on broker ${broker.id}` : `${key}=${expected}`,
      );
      throw new CheckFailure({
        expected: [...new Set(told)].join(", "),
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
