import { type ClusterManifest, type ManifestBroker } from "../../manifest/cluster-manifest";
import { PkiError, type PkiFault } from "./fault";

/** A user whose credentials are made. */
export interface PkiUser {
  /** Letters, digits, ".", "_" and "-", at most 64; not `broker`, which is what brokers are called. */
  readonly name: string;
  /** Whether it has a password. */
  readonly password: boolean;
  /** Whether it has a certificate. */
  readonly certificate: boolean;
}

/** The administrator, who always has a certificate. */
export const ADMIN = "admin";

/** What all brokers are called: one name, so that adding a broker changes no list of super users. */
export const BROKER = "broker";

/**
 * Users, the administrator first, each of them once.
 *
 * @param users - Those that were declared.
 * @returns They and the administrator.
 */
export function withAdmin(users: readonly PkiUser[]): PkiUser[] {
  const declared = users.find(({ name }) => name === ADMIN);
  const admin = { name: ADMIN, password: declared?.password ?? false, certificate: true };
  return [admin, ...users.filter(({ name }) => name !== ADMIN)];
}

/**
 * Hosts that the certificate of a broker must hold for.
 *
 * @param broker - The broker.
 * @returns Host names and IPv4 addresses, each once.
 */
export function hostsOf({ admin, container, external, internal, listeners }: ManifestBroker): string[] {
  const addresses = [internal, external, admin ?? external, ...Object.values(listeners)];
  const hosts = addresses.map((address) => address.slice(0, address.lastIndexOf(":")));
  return [...new Set([container, "localhost", "127.0.0.1", ...hosts])];
}

/**
 * Refuses names that could mean another file, another subject or another line than they say. Names of our own
 * constructs never do; a manifest may come from anywhere.
 *
 * @param manifest - What the cluster promises.
 * @param users - Its users.
 * @throws PkiError - that names each of them, with the rule.
 */
export function checkNames(manifest: ClusterManifest, users: readonly PkiUser[]): void {
  const servers = [...manifest.brokers, ...manifest.zookeepers];
  const faults = [
    ...refused(
      "cluster name",
      [manifest.name],
      CLUSTER,
      "lower-case letters, digits and hyphens, at most 50",
    ),
    ...refused(
      "container name",
      servers.map(({ container }) => container),
      CONTAINER,
      'letters, digits, ".", "_" and "-", at most 63, beginning with a letter or digit',
    ),
    ...refused(
      "host",
      manifest.brokers.flatMap(hostsOf),
      HOST,
      'letters, digits, ".", "_" and "-", at most 253',
    ),
    ...refused(
      "user name",
      users.map(({ name }) => name),
      USER,
      `letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit, and not be "${BROKER}"`,
    ),
  ];
  if (faults.length > 0) throw new PkiError(faults);
}

const CLUSTER = /^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/;
const CONTAINER = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/;
const HOST = /^[a-zA-Z0-9._-]{1,253}$/;
// 64 is what X.509 leaves to a common name.
const USER = new RegExp(`^(?!${BROKER}$)[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$`, "i");

function refused(noun: string, names: readonly string[], rule: RegExp, words: string): PkiFault[] {
  return names
    .filter((name) => !rule.test(name))
    .map((name) => ({
      file: `${noun} ${JSON.stringify(name)}`,
      problem: `it must be of ${words}`,
      remedy: "choose another name",
    }));
}
