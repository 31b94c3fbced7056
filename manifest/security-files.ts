import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type ClusterManifest } from "./cluster-manifest";

/** Files of one server, in the folder that its container has as `/etc/kafka/secrets`. */
export interface ServerFiles {
  /** The folder itself, mode 0700. */
  readonly folder: string;
  /** Private key (PKCS#8), then the certificate and its chain; brokers only. Mode 0600. */
  readonly keystore: string;
  /** Certificates of the authorities that it trusts. */
  readonly truststore: string;
  /** What it authenticates with between brokers and ZooKeeper. Mode 0600. */
  readonly jaas: string;
}

/** Files of one user. */
export interface UserFiles {
  /** The folder itself, mode 0700. */
  readonly folder: string;
  /** Private key (PKCS#8), mode 0600. */
  readonly key: string;
  readonly certificate: string;
  /** Mode 0600, without a line break at its end. */
  readonly password: string;
  /** The login that the password belongs to: the user's name, or its second login. Mode 0600. */
  readonly login: string;
}

/** Paths of everything that belongs to a secured cluster. */
export interface SecurityFiles {
  /** The folder that holds all of them, mode 0700. */
  readonly folder: string;
  /** Private key of the development CA, mode 0600; not there where a company's own CA is used. */
  readonly caKey: string;
  /** Certificates of the authorities that are trusted, the present one first. */
  readonly caCertificate: string;
  /** Passwords between brokers and ZooKeeper, mode 0600. */
  readonly zookeeperPasswords: string;
  /** Folder of the servers' folders. */
  readonly servers: string;
  /** Folder of the users' folders. */
  readonly users: string;
  readonly server: (container: string) => ServerFiles;
  readonly user: (name: string) => UserFiles;
}

/**
 * Folder of a cluster's credentials on this machine.
 *
 * @param cluster - Its name, and what its manifest says of security.
 * @param instead - A folder that was given instead.
 * @returns Absolute path: what was given, else the manifest's, else `~/.kafka-docker/<cluster>`. What begins with
 * `~/` is in the home directory of whoever runs this.
 */
export function securityFolder(
  { name, security }: Pick<ClusterManifest, "name" | "security">,
  instead?: string,
): string {
  const folder = instead ?? security?.folder ?? `~/.kafka-docker/${name}`;
  return folder.startsWith("~/") ? join(homedir(), folder.slice(2)) : resolve(folder);
}

/**
 * Where each file of a secured cluster is.
 *
 * @param folder - Absolute path of its folder.
 * @returns The paths.
 */
export function securityFiles(folder: string): SecurityFiles {
  const servers = join(folder, "servers");
  const users = join(folder, "users");
  return {
    folder,
    caKey: join(folder, "ca.key"),
    caCertificate: join(folder, "ca.crt"),
    zookeeperPasswords: join(folder, "zookeeper.json"),
    servers,
    users,
    server: (container) => ({
      folder: join(servers, container),
      keystore: join(servers, container, "keystore.pem"),
      truststore: join(servers, container, "truststore.pem"),
      jaas: join(servers, container, "jaas.conf"),
    }),
    user: (name) => ({
      folder: join(users, name),
      key: join(users, name, `${name}.key`),
      certificate: join(users, name, `${name}.crt`),
      password: join(users, name, "password"),
      login: join(users, name, "password.login"),
    }),
  };
}
