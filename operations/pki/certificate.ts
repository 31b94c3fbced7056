import { type KeyObject, X509Certificate } from "node:crypto";
import { isIPv4 } from "node:net";

const DAY_MS = 86_400_000;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** What a certificate must be good for. */
export interface CertificateNeeds {
  /** Hosts that it must hold for. */
  readonly hosts: readonly string[];
  /** Whether it must be a server's; else a client's alone. */
  readonly server: boolean;
  /** The authorities of which one must be behind it. */
  readonly authorities: readonly X509Certificate[];
}

/**
 * The certificates in a text in PEM.
 *
 * @param pem - The text; what else is in it is left out.
 * @returns The certificates, in their order.
 * @throws Error - when a block cannot be read as a certificate.
 */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/**
 * The subject of a certificate, as Kafka has it in a principal.
 *
 * @param certificate - The certificate.
 * @returns Such as `CN=admin,O=kafka`.
 */
export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.split("\n").reverse().join(",");
}

/**
 * Hosts that a certificate names.
 *
 * @param certificate - The certificate.
 * @returns Names and addresses, in their order.
 */
export function hostsIn(certificate: X509Certificate): string[] {
  const names = certificate.subjectAltName?.split(", ") ?? [];
  return names.map((name) => name.replace(/^(DNS|IP Address):/, ""));
}

/**
 * Days until a certificate expires.
 *
 * @param certificate - The certificate.
 * @returns Full days; negative when it has expired.
 */
export function daysLeft(certificate: X509Certificate): number {
  return Math.floor((Date.parse(certificate.validTo) - Date.now()) / DAY_MS);
}

/**
 * Why a certificate cannot be used.
 *
 * @param chain - The certificate, then those between it and its authority.
 * @param key - The private key beside it.
 * @param needs - What it must be good for.
 * @returns What is wrong, in words; nothing when it is sound.
 */
export function problemsOf(
  chain: readonly X509Certificate[],
  key: KeyObject,
  needs: CertificateNeeds,
): string[] {
  const [certificate] = chain;
  if (certificate === undefined) return ["it must hold a certificate, but there is none in it"];
  const problems: string[] = [];
  for (const one of chain) problems.push(...timeProblems(one));
  if (!leadsTo(chain, needs.authorities)) {
    problems.push("its certificate must be of a CA in ca.crt that has not expired, but it is not");
  }
  if (!certificate.checkPrivateKey(key)) {
    problems.push("its certificate and its private key must belong together, but they do not");
  }
  const missing = needs.hosts.filter((host) => !holdsFor(certificate, host));
  if (missing.length > 0) {
    const named = hostsIn(certificate).join(", ") || "none";
    problems.push(
      `its certificate must hold for ${missing.join(", ")}, which the manifest names, but it holds for ${named}`,
    );
  }
  // Without the extension everything is allowed. The types lack what Node.js gives without it.
  const usages = certificate.keyUsage as string[] | undefined;
  for (const [usage, name] of needs.server ? [SERVER, CLIENT] : [CLIENT]) {
    if (usages?.includes(usage) === false)
      problems.push(`its certificate must allow ${name}, but it does not`);
  }
  return problems;
}

const SERVER = [SERVER_AUTH, "serverAuth"] as const;
const CLIENT = [CLIENT_AUTH, "clientAuth"] as const;

/**
 * What is wrong with the time of a certificate.
 *
 * @param certificate - The certificate.
 * @returns In words; nothing while it is valid.
 */
export function timeProblems(certificate: X509Certificate): string[] {
  const { validFrom, validTo } = certificate;
  const named = `certificate ${subjectOf(certificate)}`;
  if (Date.parse(validTo) <= Date.now()) {
    return [`${named} must not have expired, but it has, on ${day(validTo)}`];
  }
  if (Date.parse(validFrom) > Date.now()) {
    return [`${named} must be valid by now, but it is so from ${day(validFrom)} on alone`];
  }
  return [];
}

function day(text: string): string {
  return new Date(text).toISOString().slice(0, 10);
}

function leadsTo(
  [certificate, ...between]: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  if (certificate === undefined) return false;
  if (authorities.some((one) => hasIssued(one, certificate))) return true;
  const next = between.find((one) => hasIssued(one, certificate));
  return next !== undefined && leadsTo([next, ...between.filter((one) => one !== next)], authorities);
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function holdsFor(certificate: X509Certificate, host: string): boolean {
  if (isIPv4(host)) return certificate.checkIP(host) !== undefined;
  return certificate.checkHost(host, { subject: "never", partialWildcards: false }) !== undefined;
}
