import { createPublicKey, type X509Certificate } from "node:crypto";
import { readSecretFile } from "../../checks/secret-file";
import { type ManifestBroker } from "../../manifest/cluster-manifest";
import { type SecurityFiles } from "../../manifest/security-files";
import { issue, newKey } from "./authority";
import { certificatesIn, problemsOf } from "./certificate";
import { type Authority, readCertificates } from "./open-authority";
import { privateKeyIn } from "./private-key";
import { BROKER, hostsOf } from "./subject";
import { MODE, replaceFile } from "./write";

/** A certificate that can be renewed. */
export interface Renewable {
  /** Path of its file. */
  readonly file: string;
  /** Container of its server, if it is a server's. */
  readonly server?: string;
  /** Why it cannot be used, given the trusted certificates. */
  readonly problems: (authorities: readonly X509Certificate[]) => string[];
  /** Puts a new one in its place, valid for so many days. */
  readonly renew: (authority: Authority, days: number) => Promise<void>;
}

/**
 * The certificate of a broker, and its key: they are one file, so that both can be new.
 *
 * @param broker - The broker.
 * @param cluster - Name of the cluster.
 * @param files - Where its files are.
 * @returns What can be renewed.
 */
export function brokerCertificate(broker: ManifestBroker, cluster: string, files: SecurityFiles): Renewable {
  const { keystore: file } = files.server(broker.container);
  const hosts = hostsOf(broker);
  return {
    file,
    server: broker.container,
    problems: (authorities) => {
      const text = readSecretFile(file);
      const key = privateKeyIn(text, file);
      return problemsOf(certificatesIn(text), key, { hosts, server: true, authorities });
    },
    renew: async (authority, days) => {
      replaceFile(file, await newKeystore(broker, cluster, authority, days), MODE.secret, "container");
    },
  };
}

/**
 * A new key of a broker, and a certificate for it.
 *
 * @param broker - The broker.
 * @param cluster - Name of the cluster.
 * @param authority - The CA.
 * @param days - Days that it is valid.
 * @returns Text of its keystore.
 */
export async function newKeystore(
  broker: ManifestBroker,
  cluster: string,
  authority: Authority,
  days: number,
): Promise<string> {
  const key = newKey();
  const request = { name: BROKER, cluster, hosts: hostsOf(broker), server: true, days };
  return key + (await issue(authority, { ...request, key: createPublicKey(key) }));
}

/**
 * The certificate of a user.
 *
 * @param name - Name of the user.
 * @param cluster - Name of the cluster.
 * @param files - Where the files are.
 * @returns What can be renewed.
 */
export function userCertificate(name: string, cluster: string, files: SecurityFiles): Renewable {
  const { certificate: file, key } = files.user(name);
  return {
    file,
    problems: (authorities) => {
      const needs = { hosts: [], server: false, authorities };
      return problemsOf(readCertificates(file), privateKeyIn(readSecretFile(key), key), needs);
    },
    renew: async (authority, days) => {
      replaceFile(file, await newUserCertificate(name, cluster, key, { authority, days }), MODE.public);
    },
  };
}

/**
 * A certificate for the key that a user has.
 *
 * @param name - Name of the user.
 * @param cluster - Name of the cluster.
 * @param keyFile - Path of the key.
 * @param by - The CA, and the days that it is valid.
 * @param by.authority - The CA.
 * @param by.days - Days that it is valid.
 * @returns The certificate, in PEM.
 */
export async function newUserCertificate(
  name: string,
  cluster: string,
  keyFile: string,
  { authority, days }: { readonly authority: Authority; readonly days: number },
): Promise<string> {
  const key = createPublicKey(privateKeyIn(readSecretFile(keyFile), keyFile));
  return issue(authority, { name, cluster, hosts: [], server: false, days, key });
}
