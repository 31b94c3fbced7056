import { existsSync, readdirSync } from "node:fs";
import { readSecretFile } from "../../checks/secret-file";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { securityFiles, securityFolder } from "../../manifest/security-files";
import { certificatesIn, daysLeft, hostsIn, subjectOf } from "./certificate";
import { faultsOf, type PkiFault } from "./fault";
import { readCertificates } from "./open-authority";
import { checkNames } from "./subject";
import { isOutOfReach, WARNING_DAYS } from "./verify";

/** A certificate, as it is shown. */
export interface ShownCertificate {
  /** Path of its file. */
  readonly file: string;
  /** Such as `CN=admin,O=kafka`. */
  readonly subject: string;
  /** Hosts that it holds for (subject alternative names). */
  readonly hosts: readonly string[];
  /** Until when it is valid, as ISO 8601. */
  readonly until: string;
  /** Full days until then; negative when it has expired. */
  readonly daysLeft: number;
}

/** The certificates of a secured cluster. */
export interface ShownPki {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly certificates: readonly ShownCertificate[];
  /** What expires soon or has expired, and what could not be looked at. */
  readonly warnings: readonly string[];
  /** Files that could not be read. */
  readonly faults: readonly PkiFault[];
}

/**
 * Shows the certificates of a secured cluster: those of its CA, of its brokers, and of all users in its folder.
 *
 * @param manifest - What the cluster promises.
 * @param folder - The folder; that of the manifest, or `~/.kafka-docker/<cluster>`, by default.
 * @returns The certificates; no secret.
 * @throws PkiError - when a name in the manifest cannot be used.
 */
export function showPki(manifest: ClusterManifest, folder?: string): ShownPki {
  checkNames(manifest, []);
  const files = securityFiles(securityFolder(manifest, folder));
  const certificates: ShownCertificate[] = [];
  const faults: PkiFault[] = [];
  const warnings: string[] = [];
  const show = (file: string, read: () => ReturnType<typeof certificatesIn>) => {
    try {
      certificates.push(...read().map((one) => shown(file, one)));
    } catch (error) {
      faults.push(...faultsOf(error));
    }
  };
  show(files.caCertificate, () => readCertificates(files.caCertificate));
  for (const { container } of manifest.brokers) {
    const { folder: server, keystore } = files.server(container);
    if (isOutOfReach(server)) warnings.push(`${server} cannot be looked into: run this as root for it`);
    else show(keystore, () => certificatesIn(readSecretFile(keystore)));
  }
  for (const name of existsSync(files.users) ? readdirSync(files.users).sort() : []) {
    const { certificate } = files.user(name);
    if (existsSync(certificate)) show(certificate, () => readCertificates(certificate));
  }
  for (const { daysLeft: days, file, subject } of certificates) {
    if (days >= WARNING_DAYS) continue;
    const verb = days < 0 ? "has expired" : `expires in ${days} days`;
    const renew = file === files.caCertificate ? "kafka-docker pki renew --ca" : "kafka-docker pki renew";
    const remedy = existsSync(files.caKey) ? renew : "replace it by one of your CA";
    warnings.push(`${file}: ${subject} ${verb}: ${remedy}`);
  }
  return { folder: files.folder, certificates, warnings, faults };
}

function shown(file: string, certificate: ReturnType<typeof certificatesIn>[number]): ShownCertificate {
  return {
    file,
    subject: subjectOf(certificate),
    hosts: hostsIn(certificate),
    until: new Date(certificate.validTo).toISOString(),
    daysLeft: daysLeft(certificate),
  };
}
