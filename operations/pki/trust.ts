import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readSecretFile } from "../../checks/secret-file";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { type SecurityFiles } from "../../manifest/security-files";
import { newAuthority, newKey } from "./authority";
import { timeProblems } from "./certificate";
import { readCertificates } from "./open-authority";
import { MODE, replaceFile } from "./write";

/** CAs that are trusted from now on. */
export interface RenewedTrust {
  /** Containers of the servers whose truststores were renewed. */
  readonly servers: readonly string[];
  /** Paths of the files that were renewed. */
  readonly files: readonly string[];
  /** Lets the new CA issue, if there is one, once all trust it; gives the paths of the files. */
  readonly begin: () => string[];
}

/**
 * Brings what is trusted up to date: a new CA, if one is wanted, beside those before it that have not expired.
 *
 * @param manifest - What the cluster promises.
 * @param files - Where its files are.
 * @param ca - Whether there is a new CA.
 * @returns What was renewed.
 * @throws SecretFileError - when the key of the present CA must not be read as a secret.
 * @throws PkiError - when its certificate cannot be read.
 */
export async function renewTrust(
  { brokers, name, zookeepers }: ClusterManifest,
  files: SecurityFiles,
  ca: boolean,
): Promise<RenewedTrust> {
  readSecretFile(files.caKey);
  const valid = readCertificates(files.caCertificate).filter((one) => timeProblems(one).length === 0);
  const key = ca ? newKey() : undefined;
  const added = key === undefined ? [] : [new X509Certificate(await newAuthority(key, name))];
  const text = [...added, ...valid].map(String).join("");
  const renewed: string[] = [];
  const put = (file: string, owner: "caller" | "container") => {
    if (readFileSync(file, "utf8") === text) return false;
    replaceFile(file, text, MODE.public, owner);
    renewed.push(file);
    return true;
  };
  // Before the key: a certificate too many is of no harm, a key without its certificate cannot issue.
  put(files.caCertificate, "caller");
  const servers = [...brokers, ...zookeepers]
    .map(({ container }) => container)
    .filter((container) => existsSync(files.server(container).truststore))
    .filter((container) => put(files.server(container).truststore, "container"));
  const begin = () => {
    if (key === undefined) return [];
    replaceFile(files.caKey, key, MODE.secret);
    return [files.caKey];
  };
  return { servers, files: renewed, begin };
}
