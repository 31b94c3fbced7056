import { type X509Certificate } from "node:crypto";
import { lstatSync, type Stats } from "node:fs";
import { CONTAINER_UID, readSecretFile } from "../../checks/secret-file";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { type SecurityFiles, type ServerFiles } from "../../manifest/security-files";
import { certificatesIn, daysLeft, problemsOf, subjectOf, timeProblems } from "./certificate";
import { faultsOf, type PkiFault } from "./fault";
import { brokerJaas, readZookeeperPasswords, zookeeperJaas, type ZookeeperPasswords } from "./jaas";
import { readCertificates } from "./open-authority";
import { privateKeyIn } from "./private-key";
import { BROKER, hostsOf, type PkiUser } from "./subject";

/** Days before the end of a certificate at which it is told. */
export const WARNING_DAYS = 30;

/** What was found. */
export interface VerifiedPki {
  readonly faults: readonly PkiFault[];
  readonly warnings: readonly string[];
}

/**
 * Verifies the files of a secured cluster.
 *
 * @param manifest - What the cluster promises.
 * @param files - Where they are.
 * @param users - Users, the administrator among them.
 * @param ownCa - Whether the certificates are of a company's own CA.
 * @returns Every fault, and what should not stay so.
 */
export function verifyPki(
  manifest: ClusterManifest,
  files: SecurityFiles,
  users: readonly PkiUser[],
  ownCa: boolean,
): VerifiedPki {
  return new Verification(manifest, files, ownCa).run(users);
}

/**
 * Whether a folder is another user's, who lets nobody else in: a server's folder, for those who are neither root nor
 * the user of its container.
 *
 * @param folder - Absolute path.
 * @returns Whether what is in it cannot be looked at from here.
 */
export function isOutOfReach(folder: string): boolean {
  const caller = process.geteuid?.() ?? 0;
  return caller !== 0 && caller !== CONTAINER_UID && statsOf(folder)?.uid === CONTAINER_UID;
}

/** A verification under way. */
class Verification {
  private readonly faults: PkiFault[] = [];
  private readonly warnings: string[] = [];
  private readonly remedy: string;
  private authorities: X509Certificate[] = [];
  private trusted: X509Certificate[] = [];
  private passwords: ZookeeperPasswords | undefined;

  public constructor(
    private readonly manifest: ClusterManifest,
    private readonly files: SecurityFiles,
    private readonly ownCa: boolean,
  ) {
    this.remedy = ownCa ? "replace it by one of your CA" : "kafka-docker pki renew";
  }

  public run(users: readonly PkiUser[]): VerifiedPki {
    const { brokers, zookeepers } = this.manifest;
    this.folder(this.files.folder);
    this.authority();
    if (!this.ownCa) {
      this.try(() => (this.passwords = readZookeeperPasswords(this.files.zookeeperPasswords)));
    }
    for (const broker of brokers) {
      const server = this.files.server(broker.container);
      if (!this.server(server, brokerJaas)) continue;
      this.certificate(server.keystore, server.keystore, {
        name: BROKER,
        hosts: hostsOf(broker),
        server: true,
      });
    }
    for (const { container } of zookeepers) this.server(this.files.server(container), zookeeperJaas);
    for (const user of users) this.user(user);
    return { faults: this.faults, warnings: this.warnings };
  }

  private authority(): void {
    this.try(() => {
      if (!this.ownCa) readSecretFile(this.files.caKey);
    });
    this.try(() => {
      const file = this.files.caCertificate;
      this.trusted = readCertificates(file);
      this.authorities = this.trusted.filter((one) => timeProblems(one).length === 0);
      const [first] = this.trusted;
      if (this.authorities.length === 0) {
        const remedy = this.ownCa ? "replace it" : "kafka-docker pki renew --ca";
        this.faults.push(...timeProblems(first!).map((problem) => ({ file, problem, remedy })));
      } else this.endsSoon(file, first!, this.ownCa ? this.remedy : "kafka-docker pki renew --ca");
    });
  }

  /** Gives whether it can be looked at. */
  private server(files: ServerFiles, jaasOf: (passwords: ZookeeperPasswords) => string): boolean {
    const { folder, jaas, keystore, truststore } = files;
    if (isOutOfReach(folder)) {
      this.warnings.push(
        `${folder} belongs to uid ${CONTAINER_UID} and was not verified: run this as root for it`,
      );
      return false;
    }
    this.folder(folder);
    const owned = [folder, keystore, jaas].flatMap((file) => statsOf(file) ?? []);
    const foreign = owned.find(({ uid }) => uid !== CONTAINER_UID);
    if (foreign !== undefined) {
      this.faults.push({
        file: folder,
        problem: `it and what is in it must belong to uid ${CONTAINER_UID}, which the container runs as, but uid ${foreign.uid} has it`,
        remedy: `sudo chown -R ${CONTAINER_UID}:${CONTAINER_UID} '${folder}'`,
      });
    }
    this.try(() => {
      const text = readSecretFile(jaas);
      if (this.passwords === undefined || text === jaasOf(this.passwords)) return;
      this.faults.push({
        file: jaas,
        problem: "it must have the passwords of zookeeper.json, as all servers have them, but it differs",
        remedy: "remove it, and run `kafka-docker pki init`",
      });
    });
    this.try(() => {
      const there = new Set(readCertificates(truststore).map(anchorOf));
      if (this.authorities.every((one) => there.has(anchorOf(one)))) return;
      this.faults.push({
        file: truststore,
        problem: "it must have every certificate of ca.crt, but it lacks one",
        remedy: this.ownCa ? "put it there" : "kafka-docker pki renew",
      });
    });
    return true;
  }

  private user({ certificate, name, password }: PkiUser): void {
    const files = this.files.user(name);
    if (certificate || password) this.folder(files.folder);
    if (certificate) this.certificate(files.certificate, files.key, { name, hosts: [], server: false });
    if (!password) return;
    this.try(() => {
      if (PASSWORD.test(readSecretFile(files.password))) return;
      this.faults.push({
        file: files.password,
        problem:
          "a password must be of printable characters without spaces, quotes and backslashes, and no line break",
        remedy: "write it with printf '%s', or remove it and run `kafka-docker pki init`",
      });
    });
  }

  private certificate(
    file: string,
    keyFile: string,
    { name, ...needs }: { name: string; hosts: readonly string[]; server: boolean },
  ): void {
    this.try(() => {
      const secret = readSecretFile(keyFile);
      const key = privateKeyIn(secret, keyFile);
      const chain = file === keyFile ? certificatesIn(secret) : readCertificates(file);
      const problems = problemsOf(chain, key, { ...needs, authorities: this.authorities });
      this.faults.push(...problems.map((problem) => ({ file, problem, remedy: this.remedy })));
      const [certificate] = chain;
      if (certificate === undefined) return;
      this.endsSoon(file, certificate);
      const expected = `CN=${name},O=${this.manifest.name}`;
      const subject = subjectOf(certificate);
      if (subject === expected) return;
      this.warnings.push(
        `${file}: its subject is ${subject}, not ${expected}: Kafka knows it by another name`,
      );
    });
  }

  private endsSoon(file: string, certificate: X509Certificate, remedy = this.remedy): void {
    const days = daysLeft(certificate);
    if (days >= 0 && days < WARNING_DAYS) {
      this.warnings.push(`${file}: ${subjectOf(certificate)} expires in ${days} days: ${remedy}`);
    }
  }

  private folder(folder: string): void {
    const stats = statsOf(folder);
    const fault = (problem: string, remedy: string) => this.faults.push({ file: folder, problem, remedy });
    if (stats === undefined)
      fault("it must be there, but there is no such folder", "make it, with mode 0700");
    else if (!stats.isDirectory()) fault("it must be a folder, but it is not", "put the folder itself there");
    else if ((stats.mode & 0o077) !== 0) {
      const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
      fault(
        `it must be accessible by its owner only (mode 0700), but its mode is ${mode}`,
        `chmod 700 '${folder}'`,
      );
    }
  }

  private try(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.faults.push(...faultsOf(error));
    }
  }
}

/** What is trusted with a certificate: its name and its key, however often it was made of them. */
function anchorOf({ publicKey, subject }: X509Certificate): string {
  return `${subject} ${publicKey.export({ type: "spki", format: "pem" })}`;
}

const PASSWORD = /^[\x21\x23-\x26\x28-\x5b\x5d-\x7e]{1,256}$/;

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
