import { type ClusterManifest, type ManifestBroker } from "../../manifest";

/** A manifest of a cluster that does not run: nothing listens on port 1. */
export function someManifest(
  brokers: number | ReadonlyArray<Partial<ManifestBroker>> = 1,
  rest: Partial<ClusterManifest> = {},
): ClusterManifest {
  const own = typeof brokers === "number" ? Array.from({ length: brokers }, () => ({})) : brokers;
  const name = rest.name ?? "nowhere";
  return {
    version: 1,
    name,
    network: name,
    brokers: own.map((broker, index) => ({
      id: index + 1,
      container: `${name}-${index + 1}`,
      definition: "x",
      internal: `${name}-${index + 1}:19092`,
      external: "127.0.0.1:1",
      listeners: {},
      config: {},
      ...broker,
    })),
    zookeepers: [],
    defaults: { "default.replication.factor": "1" },
    topics: [],
    ...rest,
  };
}
