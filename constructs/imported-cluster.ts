import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";

/** A Kafka cluster that clients can use, whichever stack deploys it. */
export interface IKafkaCluster {
  /** Name of the cluster. */
  readonly name: string;
  /** Addresses for clients on the host: `host:port`, separated by commas. */
  readonly bootstrapServers: string;
  /** Addresses for containers on the cluster's network: `host:port`, separated by commas. */
  readonly internalBootstrapServers: string;
  /** Name of the cluster's Docker network. */
  readonly networkName: string;
  /** What the cluster promises. */
  readonly manifest: ClusterManifest;

  /**
   * Addresses at a further listener.
   *
   * @param listener - Name of the listener.
   * @returns `host:port`, separated by commas.
   * @throws Error - when there is no such listener.
   */
  bootstrapServersOf(listener: string): string;
}

/** A cluster that another stack or another app deploys, known by its manifest. It declares nothing. */
export class ImportedKafkaCluster extends Construct implements IKafkaCluster {
  public readonly name: string;
  public readonly bootstrapServers: string;
  public readonly internalBootstrapServers: string;
  public readonly networkName: string;

  public constructor(
    scope: Construct,
    id: string,
    public readonly manifest: ClusterManifest,
  ) {
    super(scope, id);
    this.name = manifest.name;
    this.networkName = manifest.network;
    this.bootstrapServers = manifest.brokers.map(({ external }) => external).join(",");
    this.internalBootstrapServers = manifest.brokers.map(({ internal }) => internal).join(",");
  }

  public bootstrapServersOf(listener: string): string {
    return bootstrapServersOf(this.manifest, listener);
  }
}

/**
 * Addresses of a cluster at one of its further listeners.
 *
 * @param manifest - What the cluster promises.
 * @param listener - Name of the listener.
 * @returns `host:port`, separated by commas.
 * @throws Error - when there is no such listener.
 */
export function bootstrapServersOf({ brokers, name }: ClusterManifest, listener: string): string {
  const addresses = brokers.map(({ listeners }) =>
    Object.hasOwn(listeners, listener) ? listeners[listener] : undefined,
  );
  if (addresses.includes(undefined)) {
    const known = Object.keys(brokers[0]?.listeners ?? {});
    throw new Error(
      `'listeners' of cluster ${name} has ${known.length === 0 ? "none" : known.join(", ")}, got "${listener}"`,
    );
  }
  return addresses.join(",");
}
