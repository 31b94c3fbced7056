import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  webcrypto,
} from "node:crypto";
import { isIPv4 } from "node:net";

/** What a certificate is issued for. */
export interface CertificateRequest {
  /** Common name, the first part of the subject `CN=<name>,O=<cluster>`. */
  readonly name: string;
  readonly cluster: string;
  /** The public key. */
  readonly key: KeyObject;
  /** Host names and IPv4 addresses that it holds for; none for a user. */
  readonly hosts: readonly string[];
  /** Whether it is for a server, which is a client of other servers as well, or for a client alone. */
  readonly server: boolean;
  /** Days that it is valid, from now; it never outlives the authority. */
  readonly days: number;
}

/** Days that a certificate is valid where nothing else is said: a year and a month to renew it. */
export const CERTIFICATE_DAYS = 397;

/** Days that the development CA is valid: 10 years. */
export const CA_DAYS = 3650;

const DAY_MS = 86_400_000;

// Clocks of other machines may be behind.
const SKEW_MS = 3_600_000;

const SIGNING = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** @returns A new private key, ECDSA P-256, as PKCS#8 in PEM. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }) as string;
}

/**
 * The certificate of a development CA: of the same subject whenever it is made of the same key, so that what was
 * issued before holds.
 *
 * @param key - Its private key, in PEM.
 * @param cluster - Name of the cluster.
 * @returns The certificate, in PEM.
 */
export async function newAuthority(key: string, cluster: string): Promise<string> {
  const x509 = await library();
  const publicKey = spki(createPublicKey(key));
  const id = createHash("sha256").update(publicKey).digest("hex").slice(0, 8);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `O=${cluster}, CN=development CA ${id}`,
    ...validity(new Date(Date.now() + CA_DAYS * DAY_MS)),
    signingAlgorithm: SIGNING,
    keys: { privateKey: await signingKey(key), publicKey: await verifyingKey(publicKey) },
    extensions: [
      // It issues certificates, and no further authorities.
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

/**
 * Issues a certificate.
 *
 * @param authority - Certificate and private key of the CA, in PEM.
 * @param authority.certificate - The certificate.
 * @param authority.key - The private key.
 * @param request - What it is for.
 * @returns The certificate, in PEM.
 */
export async function issue(
  authority: { readonly certificate: string; readonly key: string },
  request: CertificateRequest,
): Promise<string> {
  const x509 = await library();
  const { cluster, days, hosts, name, server } = request;
  const issuer = new x509.X509Certificate(authority.certificate);
  const publicKey = spki(request.key);
  const until = Math.min(Date.now() + days * DAY_MS, issuer.notAfter.getTime());
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  const names = hosts.map((host) => ({ type: isIPv4(host) ? "ip" : "dns", value: host }) as const);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    // From the general to the particular, as X.500 has it: Java prints it from its end, `CN=admin,O=kafka`.
    subject: `O=${cluster}, CN=${name}`,
    issuer: issuer.subjectName,
    ...validity(new Date(until)),
    signingAlgorithm: SIGNING,
    publicKey,
    signingKey: await signingKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(server ? [serverAuth, clientAuth] : [clientAuth]),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

/** Loaded only where a certificate is issued: it takes a third of a second. */
async function library() {
  // The library's own dependencies need it.
  await import("reflect-metadata");
  return import("@peculiar/x509");
}

function serial(): string {
  const bytes = randomBytes(16);
  // Positive, and of full length.
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString("hex");
}

function validity(notAfter: Date): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - SKEW_MS), notAfter };
}

function spki(key: KeyObject): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}

async function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey("pkcs8", der, SIGNING, false, ["sign"]);
}

async function verifyingKey(der: Uint8Array): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("spki", der, SIGNING, true, ["verify"]);
}
