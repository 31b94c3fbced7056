import { existsSync, lstatSync } from "node:fs";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { securityFiles, type SecurityFiles, securityFolder } from "../../manifest/security-files";
import { CERTIFICATE_DAYS, newKey } from "./authority";
import { faultsOf, type PkiFault } from "./fault";
import {
  brokerJaas,
  newPassword,
  newZookeeperPasswords,
  readZookeeperPasswords,
  zookeeperJaas,
} from "./jaas";
import { type Authority, openAuthority } from "./open-authority";
import { newKeystore, newUserCertificate } from "./renewable";
import { checkNames, type PkiUser, withAdmin } from "./subject";
import { isOutOfReach, verifyPki } from "./verify";
import { createFile, makeFolder, MODE, type Owner } from "./write";

/** How the files of a secured cluster are made. */
export interface InitPkiOptions {
  /** Their folder; that of the manifest, or `~/.kafka-docker/<cluster>`, by default. */
  readonly folder?: string;
  /** Days that new certificates are valid; 397 by default. */
  readonly days?: number;
  /** Users besides the administrator. */
  readonly users?: readonly PkiUser[];
}

/** What was made, and what is not as it must be. */
export interface InitiatedPki {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Whether the certificates are of a company's own CA, so that nothing is ever created. */
  readonly ownCa: boolean;
  /** Paths of the files that were created, in their order. */
  readonly created: readonly string[];
  /** What must be mended before the cluster can run. */
  readonly faults: readonly PkiFault[];
  /** What should not stay so, in words. */
  readonly warnings: readonly string[];
}

/**
 * Creates what is missing of the development CA and the credentials of a secured cluster, and verifies what is
 * there. It never writes over a file. Where there are certificates but no `ca.key`, they are a company's own, and
 * it only verifies.
 *
 * @param manifest - What the cluster promises.
 * @param options - Folder, days and users.
 * @returns What was made, and every fault that was found.
 * @throws PkiError - when a name in the manifest cannot be used.
 */
export async function initPki(
  manifest: ClusterManifest,
  { days = CERTIFICATE_DAYS, folder, users: declared = [] }: InitPkiOptions = {},
): Promise<InitiatedPki> {
  const users = withAdmin(declared);
  checkNames(manifest, users);
  const files = securityFiles(securityFolder(manifest, folder));
  const created: string[] = [];
  const ownCa = hasOwnCa(manifest, files, users);
  const failed: PkiFault[] = [];
  const attempt = async (step: () => void | Promise<void>) => {
    try {
      await step();
    } catch (error) {
      failed.push(...faultsOf(error));
    }
  };
  if (!ownCa) {
    const create: Create = (file, text, mode, owner) => {
      if (createFile(file, text, mode, owner)) created.push(file);
    };
    for (const one of [files.folder, files.servers, files.users]) makeFolder(one);
    await attempt(() => createServerFiles(manifest, files, create));
    await attempt(async () => {
      if (!existsSync(files.caKey)) create(files.caKey, newKey(), MODE.secret);
      const before = existsSync(files.caCertificate);
      const authority = await openAuthority(files, manifest.name);
      if (!before) created.push(files.caCertificate);
      await createCertificates(manifest, files, authority, { create, days, users });
    });
    await attempt(() => createPasswords(files, users, create));
  }
  const { faults, warnings } = verifyPki(manifest, files, users, ownCa);
  // What could not be created is missing for a reason, which is told first.
  const told = new Set(failed.map(({ file }) => file));
  return {
    folder: files.folder,
    ownCa,
    created,
    faults: [...failed, ...faults.filter(({ file }) => !told.has(file))],
    warnings,
  };
}

type Create = (file: string, text: string, mode: number, owner?: Owner) => void;

/** Certificates without the key that would issue more of them. */
function hasOwnCa({ brokers }: ClusterManifest, files: SecurityFiles, users: readonly PkiUser[]): boolean {
  // A link to nothing is no company's own CA, but to be refused.
  if (lstatSync(files.caKey, { throwIfNoEntry: false }) !== undefined) return false;
  return [
    files.caCertificate,
    ...brokers.map(({ container }) => files.server(container).keystore),
    ...users.map(({ name }) => files.user(name).certificate),
  ].some((file) => existsSync(file));
}

function createServerFiles(
  { brokers, zookeepers }: ClusterManifest,
  files: SecurityFiles,
  create: Create,
): void {
  if (!existsSync(files.zookeeperPasswords)) {
    create(files.zookeeperPasswords, newZookeeperPasswords(), MODE.secret);
  }
  const passwords = readZookeeperPasswords(files.zookeeperPasswords);
  for (const [servers, text] of [
    [brokers, brokerJaas(passwords)],
    [zookeepers, zookeeperJaas(passwords)],
  ] as const) {
    for (const { container } of servers) {
      const { folder, jaas } = files.server(container);
      if (isOutOfReach(folder)) continue;
      makeFolder(folder, "container");
      if (!existsSync(jaas)) create(jaas, text, MODE.secret, "container");
    }
  }
}

async function createCertificates(
  { brokers, name: cluster, zookeepers }: ClusterManifest,
  files: SecurityFiles,
  authority: Authority,
  { create, days, users }: { create: Create; days: number; users: readonly PkiUser[] },
): Promise<void> {
  for (const { container } of [...zookeepers, ...brokers]) {
    const { folder, truststore } = files.server(container);
    if (isOutOfReach(folder)) continue;
    makeFolder(folder, "container");
    if (!existsSync(truststore)) create(truststore, authority.trusted, MODE.public, "container");
  }
  for (const broker of brokers) {
    const { folder, keystore } = files.server(broker.container);
    if (isOutOfReach(folder) || existsSync(keystore)) continue;
    create(keystore, await newKeystore(broker, cluster, authority, days), MODE.secret, "container");
  }
  for (const { name } of users.filter(({ certificate }) => certificate)) {
    const { certificate, folder, key } = files.user(name);
    makeFolder(folder);
    if (existsSync(certificate)) continue;
    if (!existsSync(key)) create(key, newKey(), MODE.secret);
    // For the key as it is in the file, whoever has written it.
    create(certificate, await newUserCertificate(name, cluster, key, { authority, days }), MODE.public);
  }
}

function createPasswords(files: SecurityFiles, users: readonly PkiUser[], create: Create): void {
  for (const { name } of users.filter(({ password }) => password)) {
    const { folder, login, password } = files.user(name);
    makeFolder(folder);
    if (!existsSync(login)) create(login, name, MODE.secret);
    if (!existsSync(password)) create(password, newPassword(), MODE.secret);
  }
}
