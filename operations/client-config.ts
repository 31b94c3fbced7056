import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type Login, loginsOf, passwordFiles } from "../checks/password-file";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { securityFiles, securityFolder } from "../manifest/security-files";
import { type ManifestUser } from "../manifest/cluster-users";

/** Forms in which a client can be told how to connect. */
export const CLIENT_FORMATS = ["kafkajs", "java", "librdkafka", "env"] as const;

/** What to print. */
export interface ClientConfigOptions {
  readonly format: (typeof CLIENT_FORMATS)[number];
  /**
   * Name of the listener: `EXTERNAL` for clients on the host, `INTERNAL` for containers, `ADMIN` for certificates on
   * the host, or a further one. Default: one on the host that takes what the user proves itself with.
   */
  readonly listener?: string;
  /** Whether the password itself is printed, not the path of its file. */
  readonly showSecrets: boolean;
}

/** A configuration cannot be printed as asked. */
export class ClientConfigError extends Error {}

interface Facts {
  readonly bootstrap: string;
  readonly ca: string;
  readonly login?: Login & { readonly file: string; readonly loginFile?: string };
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly showSecrets: boolean;
}

/**
 * What a client of a user needs to connect: addresses, protocol, and paths of secrets.
 *
 * @param manifest - What the cluster promises.
 * @param name - Name of the user.
 * @param options - What to print.
 * @returns Text in the chosen form.
 * @throws ClientConfigError - when there is no such user or listener.
 */
export function clientConfig(
  manifest: ClusterManifest,
  name: string,
  { format, listener, showSecrets }: ClientConfigOptions,
): string {
  const { users = [] } = manifest;
  const user = users.find((one) => one.name === name);
  if (user === undefined) {
    const known = users.map((one) => one.name).join(", ") || "none";
    throw new ClientConfigError(
      `there is no user "${name}" in cluster ${manifest.name}; there are: ${known}`,
    );
  }
  const facts: Facts = {
    bootstrap: bootstrapOf(manifest, listener ?? listenerFor(user, manifest)),
    ca: securityFiles(securityFolder(manifest)).caCertificate,
    showSecrets,
    ...proofOf(manifest, user, showSecrets),
  };
  return FORMATS[format](facts).join("\n");
}

function listenerFor({ authentication }: ManifestUser, { security }: ClusterManifest): string {
  return authentication === "tls" && security?.clientAuthentication !== "tls" ? "ADMIN" : "EXTERNAL";
}

function bootstrapOf({ brokers, name }: ClusterManifest, listener: string): string {
  const addresses = brokers.map((broker) => {
    const all: Readonly<Record<string, string>> = {
      EXTERNAL: broker.external,
      INTERNAL: broker.internal,
      ...(broker.admin === undefined ? {} : { ADMIN: broker.admin }),
      ...broker.listeners,
    };
    if (Object.hasOwn(all, listener)) return all[listener]!;
    throw new ClientConfigError(
      `there is no listener "${listener}" in cluster ${name}; there are: ${Object.keys(all).join(", ")}`,
    );
  });
  return addresses.join(",");
}

function proofOf(manifest: ClusterManifest, user: ManifestUser, showSecrets: boolean) {
  if (user.authentication === "tls") {
    const { certificate, key } = securityFiles(securityFolder(manifest)).user(user.name);
    return { certificate: { key, cert: certificate } };
  }
  const files = passwordFiles(manifest, user);
  const [login] = loginsOf(manifest, user);
  // The two files change together: a password that is printed as text does not go with a login that is read.
  const loginFile = existsSync(files.login) && !showSecrets ? { loginFile: files.login } : {};
  return { login: { ...login, file: files.password, ...loginFile } };
}

const FORMATS: Readonly<Record<(typeof CLIENT_FORMATS)[number], (facts: Facts) => string[]>> = {
  kafkajs({ bootstrap, ca, certificate, login, showSecrets }) {
    const read = (file: string) => `readFileSync(${JSON.stringify(file)}, "utf8")`;
    const ssl = [`ca: [${read(ca)}]`];
    if (certificate) ssl.push(`key: ${read(certificate.key)}`, `cert: ${read(certificate.cert)}`);
    const lines = [
      'import { readFileSync } from "node:fs";',
      'import { Kafka } from "kafkajs";',
      "",
      "export const kafka = new Kafka({",
      `  brokers: ${JSON.stringify(bootstrap.split(","))},`,
      `  ssl: { ${ssl.join(", ")} },`,
    ];
    if (login) {
      const username = login.loginFile ? read(login.loginFile) : JSON.stringify(login.login);
      const password = showSecrets ? JSON.stringify(login.password) : `${read(login.file)}.trimEnd()`;
      lines.push(`  sasl: { mechanism: "scram-sha-512", username: ${username}, password: ${password} },`);
    }
    return [...lines, "});"];
  },

  java({ bootstrap, ca, certificate, login, showSecrets }) {
    // Kafka's clients read files by a provider since 2.3 (KIP-421); brokers are not asked.
    const inFile = (file: string) => `\${directory:${dirname(file)}:${basename(file)}}`;
    const lines = [
      `bootstrap.servers=${bootstrap}`,
      `security.protocol=${login ? "SASL_SSL" : "SSL"}`,
      "ssl.truststore.type=PEM",
      `ssl.truststore.location=${ca}`,
    ];
    const provider = [
      "config.providers=directory",
      "config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider",
    ];
    if (certificate) {
      return [
        ...[...provider, ...lines, "ssl.keystore.type=PEM"],
        `ssl.keystore.key=${inFile(certificate.key)}`,
        `ssl.keystore.certificate.chain=${inFile(certificate.cert)}`,
      ];
    }
    const username = login!.loginFile ? inFile(login!.loginFile) : login!.login;
    const password = showSecrets ? login!.password.replace(/["\\]/g, "\\$&") : inFile(login!.file);
    const module = "org.apache.kafka.common.security.scram.ScramLoginModule";
    return [
      ...(showSecrets ? [] : provider),
      ...[...lines, "sasl.mechanism=SCRAM-SHA-512"],
      `sasl.jaas.config=${module} required username="${username}" password="${password}";`,
    ];
  },

  librdkafka({ bootstrap, ca, certificate, login, showSecrets }) {
    const lines = [
      `bootstrap.servers=${bootstrap}`,
      `security.protocol=${login ? "SASL_SSL" : "SSL"}`,
      `ssl.ca.location=${ca}`,
    ];
    if (certificate) {
      return [
        ...lines,
        `ssl.key.location=${certificate.key}`,
        `ssl.certificate.location=${certificate.cert}`,
      ];
    }
    const secret = showSecrets
      ? [`sasl.password=${login!.password}`]
      : [
          "# librdkafka reads no password from a file: set sasl.password in the program, from",
          `# ${login!.file}`,
        ];
    return [...lines, "sasl.mechanism=SCRAM-SHA-512", `sasl.username=${login!.login}`, ...secret];
  },

  env({ bootstrap, ca, certificate, login, showSecrets }) {
    const lines: Array<readonly [string, string]> = [
      ["KAFKA_BOOTSTRAP_SERVERS", bootstrap],
      ["KAFKA_SECURITY_PROTOCOL", login ? "SASL_SSL" : "SSL"],
      ["KAFKA_SSL_CA_FILE", ca],
    ];
    if (certificate) {
      lines.push(["KAFKA_SSL_KEY_FILE", certificate.key], ["KAFKA_SSL_CERTIFICATE_FILE", certificate.cert]);
    }
    if (login) {
      lines.push(["KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"], ["KAFKA_SASL_USERNAME", login.login]);
      lines.push(
        showSecrets ? ["KAFKA_SASL_PASSWORD", login.password] : ["KAFKA_SASL_PASSWORD_FILE", login.file],
      );
    }
    // In single quotes, as a shell takes them literally.
    return lines.map(([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'`);
  },
};
