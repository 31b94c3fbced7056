import { readFileSync } from "node:fs";
import { type ConnectionOptions } from "node:tls";
import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { securityFiles, securityFolder } from "../manifest/security-files";
import { readSecretFile } from "./secret-file";

/** What is needed to connect to a cluster. */
export interface Connection {
  /** Addresses to begin with, `host:port`. */
  readonly brokers: readonly string[];
  /** Certificates, and the key of one's own, for a secured cluster. */
  readonly ssl?: ConnectionOptions;
  /** Name and password of a user. */
  readonly sasl?: {
    readonly mechanism: "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
}

/**
 * The address at which checks and operations reach a broker: the administrator's, where the cluster is secured.
 *
 * @param broker - The broker.
 * @returns `host:port`.
 */
export function addressOf({ admin, external }: Pick<ManifestBroker, "admin" | "external">): string {
  return admin ?? external;
}

/**
 * What checks and operations connect with.
 *
 * @param manifest - The cluster.
 * @param brokers - Those to begin with. Default: all of them.
 * @returns Addresses, and the administrator's certificate where the cluster is secured.
 * @throws Error - that names the file, when a key or certificate cannot be read, or others may read the key.
 */
export function connectionTo(
  manifest: ClusterManifest,
  brokers: readonly ManifestBroker[] = manifest.brokers,
): Connection {
  const addresses = brokers.map(addressOf);
  return manifest.security === undefined
    ? { brokers: addresses }
    : { brokers: addresses, ssl: administrator(manifest) };
}

function administrator(manifest: ClusterManifest): ConnectionOptions {
  const files = securityFiles(securityFolder(manifest));
  const { certificate, key } = files.user("admin");
  return {
    ca: readFileSync(files.caCertificate, "utf8"),
    cert: readFileSync(certificate, "utf8"),
    key: readSecretFile(key),
  };
}
