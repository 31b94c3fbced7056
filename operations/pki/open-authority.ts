import { type X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readSecretFile } from "../../checks/secret-file";
import { type SecurityFiles } from "../../manifest/security-files";
import { newAuthority } from "./authority";
import { certificatesIn, timeProblems } from "./certificate";
import { PkiError } from "./fault";
import { privateKeyIn } from "./private-key";
import { createFile, MODE } from "./write";

/** A development CA that can issue certificates. */
export interface Authority {
  /** Its private key, in PEM. */
  readonly key: string;
  /** Its certificate, in PEM. */
  readonly certificate: string;
  /** All certificates that are trusted, in PEM: its own, and those of the CAs before it. */
  readonly trusted: string;
}

/**
 * Opens the development CA of a folder. Where a run has ended between its key and its certificate, the certificate
 * is made of the key.
 *
 * @param files - Where its files are.
 * @param cluster - Name of the cluster.
 * @returns The CA.
 * @throws SecretFileError - when its key must not be read as a secret.
 * @throws PkiError - when key or certificate are not those of such a CA, or it has expired.
 */
export async function openAuthority(files: SecurityFiles, cluster: string): Promise<Authority> {
  const { caCertificate, caKey } = files;
  const key = readSecretFile(caKey);
  const privateKey = privateKeyIn(key, caKey);
  if (privateKey.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw new PkiError([
      {
        file: caKey,
        problem: `the key of the development CA must be ECDSA P-256, but it is ${privateKey.asymmetricKeyType}`,
        remedy: "to use a CA of your own, keep its key elsewhere and put its certificates here (docs/pki.md)",
      },
    ]);
  }
  if (!existsSync(caCertificate)) createFile(caCertificate, await newAuthority(key, cluster), MODE.public);
  const own = readCertificates(caCertificate).find((one) => one.checkPrivateKey(privateKey));
  if (own === undefined) {
    throw new PkiError([
      {
        file: caCertificate,
        problem: "it must have the certificate of the key in ca.key, but it does not",
        remedy: "put back the two files that belong together",
      },
    ]);
  }
  const [expired] = timeProblems(own);
  if (expired !== undefined) {
    throw new PkiError([{ file: caCertificate, problem: expired, remedy: "kafka-docker pki renew --ca" }]);
  }
  return { key, certificate: own.toString(), trusted: readFileSync(caCertificate, "utf8") };
}

/**
 * Reads certificates, which are no secret.
 *
 * @param file - Path of a file in PEM.
 * @returns The certificates, one or more.
 * @throws PkiError - when the file cannot be read, or has none.
 */
export function readCertificates(file: string): X509Certificate[] {
  const fail = (problem: string) =>
    new PkiError([{ file, problem, remedy: "put a file there with certificates in PEM" }]);
  let certificates: X509Certificate[];
  try {
    certificates = certificatesIn(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw fail(code === "ENOENT" ? "it must be there, but there is no such file" : message);
  }
  if (certificates.length === 0) throw fail("it must hold certificates, but there are none in it");
  return certificates;
}
