import { AUTHENTICATIONS, type ClientAuthentication } from "./listeners";
import { checkPropNames, type Findings, shown } from "./rules";
import { Values } from "./values";

/** A version of TLS. */
export type TlsProtocol = "TLSv1.3" | "TLSv1.2";

const PROTOCOLS: readonly TlsProtocol[] = ["TLSv1.3", "TLSv1.2"];

/** The parts of a secured cluster. Every one is on unless it is said otherwise. */
export interface KafkaSecurity {
  /**
   * Folder of keys, certificates and passwords on the machine that deploys and on the Docker host, outside of state and
   * repository: absolute, or `~/...` for one of the home directory. `kafka-docker pki` fills it.
   *
   * @default - "~/.kafka-docker/" and the name of the cluster
   */
  readonly folder?: string;

  /**
   * Versions of TLS that brokers accept (`ssl.enabled.protocols`).
   *
   * @default ["TLSv1.3"]
   */
  readonly protocols?: readonly TlsProtocol[];

  /**
   * How clients prove who they are: `"scram-sha-512"` by a user's name and password, `"tls"` by a certificate, `"none"`
   * not at all, on an encrypted connection. A further listener may have its own.
   *
   * @default "scram-sha-512"
   */
  readonly clientAuthentication?: ClientAuthentication;

  /**
   * Whether nobody may do what is not granted (`authorizer.class.name`). Needs clients that prove who they are.
   *
   * @default true
   */
  readonly authorization?: boolean;

  /**
   * Whether ZooKeeper is on a network of its own, which clients cannot reach, takes orders from brokers alone, and
   * lets nobody else write what they have written (`zookeeper.set.acl`).
   *
   * @default true
   */
  readonly zookeeper?: boolean;

  /**
   * Further principals that may do everything (`super.users`), as distinguished names of certificates, for example
   * `"CN=operator,O=Example"`.
   *
   * @default - none; brokers and the administrator of the folder may do so
   */
  readonly superUsers?: readonly string[];

  /**
   * Port of broker 1 for administration: mutual TLS, with the administrator's certificate. The others have the ports
   * after it.
   *
   * @default - 1000 more than the cluster's `firstPort`
   */
  readonly adminFirstPort?: number;
}

const PROP_NAMES = {
  folder: true,
  protocols: true,
  clientAuthentication: true,
  authorization: true,
  zookeeper: true,
  superUsers: true,
  adminFirstPort: true,
} satisfies Record<keyof KafkaSecurity, true>;

/** The parts of a secured cluster, all known. */
export interface Security {
  readonly folder: string;
  readonly protocols: readonly TlsProtocol[];
  readonly clientAuthentication: ClientAuthentication;
  readonly authorization: boolean;
  readonly zookeeper: boolean;
  readonly superUsers: readonly string[];
  readonly adminFirstPort: number;
}

/** Ports of the administrator's listener begin so far after those of clients: no cluster has more brokers. */
const ADMIN_PORT_DISTANCE = 1000;

/**
 * The parts of a secured cluster.
 *
 * @param findings - Told what is wrong or unwise.
 * @param given - What the user has chosen; `true` is every part.
 * @param cluster - Name of the cluster, and the first port of its external listener.
 * @returns All parts, or undefined for a cluster that is not secured.
 */
export function resolveSecurity(
  findings: Findings,
  given: boolean | KafkaSecurity | undefined,
  cluster: { readonly name: string; readonly firstPort: number },
): Security | undefined {
  if (given === undefined || given === false) return undefined;
  const values = new Values(findings);
  const own = values.map("security", given === true ? {} : given, "its parts, or true") as KafkaSecurity;
  checkPropNames(findings, "security", own, Object.keys(PROP_NAMES));
  const clientAuthentication = own.clientAuthentication ?? "scram-sha-512";
  values.oneOf("security.clientAuthentication", clientAuthentication, AUTHENTICATIONS);
  const authorization = values.boolean("security.authorization", own.authorization ?? true);
  if (authorization && clientAuthentication === "none") {
    findings.refuse("authorizationOfNobody", { value: shown(clientAuthentication) });
  }
  if (!authorization && clientAuthentication === "scram-sha-512") {
    findings.refuse("usersWithoutAuthorization", { value: shown(authorization) });
  }
  const adminFirstPort = own.adminFirstPort ?? cluster.firstPort + ADMIN_PORT_DISTANCE;
  return {
    folder: folder(findings, own.folder ?? `~/.kafka-docker/${cluster.name}`),
    protocols: protocols(findings, own.protocols ?? ["TLSv1.3"]),
    clientAuthentication,
    authorization,
    zookeeper: values.boolean("security.zookeeper", own.zookeeper ?? true),
    superUsers: superUsers(findings, own.superUsers ?? []),
    adminFirstPort,
  };
}

function folder(findings: Findings, value: string): string {
  const legal = typeof value === "string" && /^(~|)\/[^\0\r\n:]+$/.test(value);
  if (!legal || value.split("/").includes("..")) findings.refuse("secretsFolder", { value: shown(value) });
  return value;
}

function protocols(findings: Findings, value: readonly TlsProtocol[]): readonly TlsProtocol[] {
  const legal = Array.isArray(value) && value.length > 0 && value.every((one) => PROTOCOLS.includes(one));
  if (legal && new Set(value).size === value.length) return value;
  findings.refuse("tlsProtocols", { value: shown(value) });
  return PROTOCOLS;
}

/** What separates principals in `super.users`, and what ends a line, would add principals. */
function superUsers(findings: Findings, value: readonly string[]): readonly string[] {
  const all = new Values(findings).texts("security.superUsers", value) ?? [];
  for (const one of all.filter((name) => !/^[A-Za-z]+=[^;\\"+<>]+$/.test(name))) {
    findings.refuse("superUser", { value: shown(one) });
  }
  return all;
}
