import { existsSync, readdirSync } from "node:fs";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { securityFiles, type SecurityFiles, securityFolder } from "../../manifest/security-files";
import { CERTIFICATE_DAYS } from "./authority";
import { daysLeft } from "./certificate";
import { PkiError } from "./fault";
import { openAuthority, readCertificates } from "./open-authority";
import { brokerCertificate, type Renewable, userCertificate } from "./renewable";
import { checkNames, withAdmin } from "./subject";
import { renewTrust } from "./trust";
import { isOutOfReach } from "./verify";

/** How certificates are renewed. */
export interface RenewPkiOptions {
  /** Their folder; that of the manifest, or `~/.kafka-docker/<cluster>`, by default. */
  readonly folder?: string;
  /** Days that the new ones are valid; 397 by default. */
  readonly days?: number;
  /** Whether the CA is renewed as well; the one before it stays trusted until it expires. */
  readonly ca?: boolean;
  /** Renews only what expires within so many days, or cannot be used any more; everything by default. */
  readonly expiringWithin?: number;
  /**
   * Told of files that were renewed, so that brokers can be told to load them. With a new CA it is called twice, and
   * waited for in between: every server must trust the new CA before the first one shows a certificate of it.
   */
  readonly onRenewed?: (renewed: RenewedFiles) => void | Promise<void>;
}

/** Files that were renewed together. */
export interface RenewedFiles {
  /** What they are: certificates of trusted CAs, or certificates with their keys. */
  readonly kind: "truststores" | "certificates";
  /** Containers of the servers whose files were renewed. */
  readonly servers: readonly string[];
  /** Paths of the files. */
  readonly files: readonly string[];
}

/** What was renewed. */
export interface RenewedPki {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Paths of the files that were renewed, in their order. */
  readonly renewed: readonly string[];
  /** Paths of the certificates that are good for long enough. */
  readonly kept: readonly string[];
}

/**
 * Renews certificates of the development CA: those of the brokers of the manifest, and of all users in the folder.
 * Brokers get new keys; users keep theirs, as key and certificate are two files that could not change at the same
 * moment.
 *
 * @param manifest - What the cluster promises.
 * @param options - Folder, days, and what is renewed.
 * @returns What was renewed.
 * @throws SecretFileError - when the CA's or a user's key must not be read as a secret.
 * @throws PkiError - when there is no development CA, or it cannot issue; nothing was renewed then.
 */
export async function renewPki(
  manifest: ClusterManifest,
  { ca = false, days = CERTIFICATE_DAYS, expiringWithin, folder, onRenewed }: RenewPkiOptions = {},
): Promise<RenewedPki> {
  const files = securityFiles(securityFolder(manifest, folder));
  const users = usersIn(files);
  checkNames(manifest, withAdmin(users.map((name) => ({ name, password: false, certificate: true }))));
  checkReach(manifest, files);
  // Before anything is written.
  if (!ca) await openAuthority(files, manifest.name);
  const { begin, ...trust } = await renewTrust(manifest, files, ca);
  if (trust.files.length > 0) await onRenewed?.({ kind: "truststores", ...trust });
  const keys = begin();
  const all = [
    ...manifest.brokers
      .filter(({ container }) => existsSync(files.server(container).keystore))
      .map((broker) => brokerCertificate(broker, manifest.name, files)),
    ...users.map((name) => userCertificate(name, manifest.name, files)),
  ];
  const due = all.filter((one) => expiringWithin === undefined || !isGood(one, files, expiringWithin));
  const authority = await openAuthority(files, manifest.name);
  for (const one of due) await one.renew(authority, days);
  const certificates = due.map(({ file }) => file);
  if (due.length > 0) {
    const servers = due.flatMap(({ server }) => server ?? []);
    await onRenewed?.({ kind: "certificates", servers, files: certificates });
  }
  const kept = all.filter((one) => !due.includes(one)).map(({ file }) => file);
  return { folder: files.folder, renewed: [...trust.files, ...keys, ...certificates], kept };
}

function usersIn(files: SecurityFiles): string[] {
  const names = existsSync(files.users) ? readdirSync(files.users).sort() : [];
  return names.filter((name) => existsSync(files.user(name).certificate));
}

function checkReach({ brokers, zookeepers }: ClusterManifest, files: SecurityFiles): void {
  if (!existsSync(files.caKey)) {
    const { caCertificate: file } = files;
    const [problem, remedy] = existsSync(file)
      ? [
          "only the development CA renews, but without ca.key this is a CA of your own",
          "put new files in place",
        ]
      : ["the development CA must be there, but there is none", "kafka-docker pki init"];
    throw new PkiError([{ file: files.caKey, problem, remedy }]);
  }
  const closed = [...brokers, ...zookeepers]
    .map(({ container }) => files.server(container).folder)
    .filter(isOutOfReach);
  if (closed.length === 0) return;
  throw new PkiError(
    closed.map((file) => ({
      file,
      problem: "it must be writable by whoever runs this, but it belongs to the user of the container",
      remedy: `sudo kafka-docker pki renew --folder '${files.folder}'`,
    })),
  );
}

function isGood(one: Renewable, files: SecurityFiles, days: number): boolean {
  try {
    const trusted = readCertificates(files.caCertificate);
    return one.problems(trusted).length === 0 && daysLeft(readCertificates(one.file)[0]!) >= days;
  } catch {
    // It cannot even be read: a new one is due.
    return false;
  }
}
