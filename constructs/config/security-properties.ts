import { type Listener } from "./broker-listeners";
import { type Properties } from "./properties";
import { type Findings } from "./rules";
import { type Security } from "./security";

/** Where a server finds its keys, certificates and passwords, inside its container. */
export const SECRETS_DIRECTORY = "/etc/kafka/secrets";

/**
 * Settings of a broker that follow from the parts of a secured cluster.
 *
 * @param security - The parts.
 * @param cluster - Name of the cluster.
 * @param listeners - The broker's listeners.
 * @returns Settings in Kafka's own keys; none of them is a secret.
 */
export function brokerSecurityProperties(
  security: Security,
  cluster: string,
  listeners: readonly Listener[],
): Properties {
  const entries = listeners.flatMap((listener) => listenerEntries(listener));
  const users = [`CN=broker,O=${cluster}`, `CN=admin,O=${cluster}`, ...security.superUsers];
  return {
    ...Object.fromEntries(entries),
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": `${SECRETS_DIRECTORY}/keystore.pem`,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": `${SECRETS_DIRECTORY}/truststore.pem`,
    "ssl.enabled.protocols": security.protocols.join(","),
    "ssl.protocol": security.protocols.includes("TLSv1.3") ? "TLSv1.3" : "TLSv1.2",
    ...(security.authorization
      ? {
          "authorizer.class.name": "kafka.security.authorizer.AclAuthorizer",
          "allow.everyone.if.no.acl.found": false,
          "super.users": users.map((one) => `User:${one}`).join(";"),
        }
      : {}),
    ...(security.zookeeper ? { "zookeeper.set.acl": true } : {}),
  };
}

const SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required;";

function listenerEntries({ authentication, name, protocol }: Listener): Array<[string, string]> {
  const prefix = `listener.name.${name.toLowerCase()}`;
  if (protocol === "PLAINTEXT") return [];
  if (protocol === "SSL")
    return [[`${prefix}.ssl.client.auth`, authentication === "tls" ? "required" : "none"]];
  return [
    [`${prefix}.ssl.client.auth`, "none"],
    [`${prefix}.sasl.enabled.mechanisms`, "SCRAM-SHA-512"],
    // No user of its own: brokers talk to each other by certificates.
    [`${prefix}.scram-sha-512.sasl.jaas.config`, SCRAM_LOGIN],
  ];
}

/**
 * Settings of ZooKeeper servers that follow from the parts of a secured cluster.
 *
 * @param servers - Number of servers.
 * @returns Settings in ZooKeeper's own keys.
 */
export function zookeeperSecurityProperties(servers: number): Properties {
  return {
    "authProvider.sasl": "org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
    sessionRequireClientSASLAuth: true,
    ...(servers > 1
      ? {
          "quorum.auth.enableSasl": true,
          "quorum.auth.learnerRequireSasl": true,
          "quorum.auth.serverRequireSasl": true,
        }
      : {}),
  };
}

/** The option by which Java finds the name and the password of ZooKeeper's clients and servers. */
export const JAAS_OPTION = `-Djava.security.auth.login.config=${SECRETS_DIRECTORY}/jaas.conf`;

const DERIVED = "it follows from 'security'";

/** Keys that a secured cluster derives. */
const OWNED_SECURITY_KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...["authorizer.class.name", "allow.everyone.if.no.acl.found", "super.users", "zookeeper.set.acl"],
    ...["ssl.keystore.type", "ssl.keystore.location", "ssl.keystore.password", "ssl.key.password"],
    ...["ssl.keystore.key", "ssl.keystore.certificate.chain", "ssl.truststore.certificates"],
    ...["ssl.truststore.type", "ssl.truststore.location", "ssl.truststore.password"],
    ...["ssl.enabled.protocols", "ssl.protocol", "ssl.client.auth"],
    ...["sasl.enabled.mechanisms", "sasl.jaas.config", "ssl.endpoint.identification.algorithm"],
    ...["ssl.principal.mapping.rules", "principal.builder.class"],
  ].map((key) => [key, DERIVED]),
);

/**
 * Refuses settings that would undo what `security` sets, of the broker and of single listeners.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop that has the settings.
 * @param config - The user's own settings.
 */
export function refuseSecurityKeys(findings: Findings, prop: string, config: Properties): void {
  const owned = Object.keys(config).filter(
    (key) => /^listener\.name\./.test(key) || Object.hasOwn(OWNED_SECURITY_KEYS, key),
  );
  for (const key of owned) findings.refuse("ownedKey", { prop, key, instead: DERIVED });
}
