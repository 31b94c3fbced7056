import { ANY_ADDRESS, checkHost, checkIpAddress } from "./names";
import { checkPropNames, type Findings, shown } from "./rules";
import { Values } from "./values";

/** How clients prove who they are: by a password (SASL/SCRAM), by a certificate (mutual TLS), or not at all. */
export type ClientAuthentication = "scram-sha-512" | "tls" | "none";

/** Every way of it. */
export const AUTHENTICATIONS: readonly ClientAuthentication[] = ["scram-sha-512", "tls", "none"];

/** A further listener of every broker. */
export interface KafkaListener {
  /**
   * Port of broker 1; the others have the ports after it. 1024 to 65535. It is the same inside the container and,
   * where it is published, on the Docker host.
   */
  readonly firstPort: number;

  /**
   * IPv4 address of the Docker host at which the ports are published; `0.0.0.0` is every one.
   *
   * @default - not published: for containers alone
   */
  readonly hostAddress?: string;

  /**
   * Host that brokers tell clients of this listener to use. With several brokers it is the same for each, as they
   * differ in their ports.
   *
   * @default - `hostAddress`, or each broker's name on the Docker network if it is not published
   */
  readonly advertisedHost?: string;

  /**
   * How clients of this listener prove who they are, in a cluster with `security`.
   *
   * @default - as `security.clientAuthentication` says
   */
  readonly authentication?: ClientAuthentication;
}

/** A listener with a name, all of it known. */
export interface ListenerDeclaration {
  readonly name: string;
  readonly firstPort: number;
  readonly hostAddress: string | undefined;
  /** Undefined is each broker's own name. */
  readonly advertisedHost: string | undefined;
  /** Undefined is a listener without encryption. */
  readonly authentication: ClientAuthentication | undefined;
}

/** The listener that brokers and containers of the same network use. */
export const INTERNAL = "INTERNAL";

/** The listener that clients on the host use. */
export const EXTERNAL = "EXTERNAL";

/** The listener that the administrator of a secured cluster uses. */
export const ADMIN = "ADMIN";

/** The listener that brokers of a secured cluster use among themselves. */
export const BROKERS = "BROKERS";

/** The listener of the health check of a secured broker. */
export const HEALTH = "HEALTH";

const RESERVED: Readonly<Record<string, string>> = {
  [INTERNAL]: "it is the one of brokers and containers, and has no props",
  [EXTERNAL]: "it is set by 'firstPort', 'hostAddress' and 'advertisedHost'",
  [ADMIN]: "it is the administrator's, and set by 'security.adminFirstPort'",
  [BROKERS]: "brokers of a secured cluster use it among themselves",
  [HEALTH]: "the health check of a secured broker uses it",
  CONTROLLER: "Kafka's controllers use that name",
};

/** What a user may say of listeners. */
export interface ListenerProps {
  readonly firstPort?: number;
  readonly hostAddress?: string;
  readonly advertisedHost?: string;
  readonly listeners?: Readonly<Record<string, KafkaListener>>;
}

/** What listeners need to know of a secured cluster. */
export interface SecuredListeners {
  readonly clientAuthentication: ClientAuthentication;
  readonly adminFirstPort: number;
}

/** Published on the loopback address alone: nobody outside the host can reach it. */
const LOOPBACK = "127.0.0.1";

/** Port of broker 1 for clients on the host, where none is given. */
export const FIRST_PORT = 9092;

/**
 * The listeners that clients use: the external one, and those that the user has added.
 *
 * @param findings - Told what is wrong.
 * @param props - What the user has chosen.
 * @param brokers - Number of brokers: one port each, in a row.
 * @param security - What a secured cluster adds; without it listeners are plain.
 * @returns The external listener, then the others in the order in which they were given, then the administrator's.
 */
export function resolveListeners(
  findings: Findings,
  props: ListenerProps,
  brokers: number,
  security?: SecuredListeners,
): readonly [ListenerDeclaration, ...ListenerDeclaration[]] {
  const { advertisedHost, firstPort = FIRST_PORT, hostAddress = LOOPBACK } = props;
  const external = { firstPort, hostAddress, advertisedHost };
  const values = new Values(findings);
  const given = values.map("listeners", props.listeners ?? {}, "names of listeners");
  const resolve = (name: string, listener: KafkaListener) =>
    resolveListener(findings, name, { authentication: security?.clientAuthentication, ...listener }, brokers);
  const first = resolve(EXTERNAL, external);
  const others = Object.entries(given).map(([name, listener]) => {
    if (Object.hasOwn(RESERVED, name)) {
      findings.refuse("listenerReserved", { value: shown(name), why: RESERVED[name]! });
    } else if (!/^[A-Z][A-Z0-9_]{0,29}$/.test(name)) {
      findings.refuse("listenerName", { value: shown(name) });
    }
    const own = values.map(`listeners.${name}`, listener, "props") as KafkaListener;
    checkPropNames(findings, `listeners.${name}`, own, LISTENER_PROPS);
    checkAuthentication(findings, name, own, security !== undefined);
    return resolve(name, own);
  });
  const admin =
    security && resolve(ADMIN, { ...external, firstPort: security.adminFirstPort, authentication: "tls" });
  const all = [...others, ...(admin ? [admin] : [])];
  checkPorts(findings, [first, ...all], brokers);
  return [first, ...all];
}

const LISTENER_PROPS: ReadonlyArray<keyof KafkaListener> = [
  ...(["firstPort", "hostAddress", "advertisedHost", "authentication"] as const),
];

function checkAuthentication(
  findings: Findings,
  name: string,
  { authentication }: KafkaListener,
  secured: boolean,
): void {
  if (authentication === undefined) return;
  const prop = `listeners.${name}.authentication`;
  if (secured) new Values(findings).oneOf(prop, authentication, AUTHENTICATIONS);
  else findings.refuse("withoutSecurity", { prop, value: shown(authentication) });
}

/**
 * A prop of a listener, as the user wrote it.
 *
 * @param name - Name of the listener.
 * @param own - Name of its prop.
 * @returns The external listener's are props of the cluster itself.
 */
export function listenerProp(name: string, own: keyof KafkaListener): string {
  if (name === ADMIN && own === "firstPort") return "security.adminFirstPort";
  return name === EXTERNAL || name === ADMIN ? own : `listeners.${name}.${own}`;
}

function resolveListener(
  findings: Findings,
  name: string,
  listener: KafkaListener,
  brokers: number,
): ListenerDeclaration {
  const prop = (own: keyof KafkaListener) => listenerProp(name, own);
  const { advertisedHost, authentication, hostAddress } = listener;
  const range = { min: 1024, max: 65_535 - brokers + 1 };
  const firstPort = new Values(findings).wholeNumber(prop("firstPort"), listener.firstPort, range);
  if (hostAddress !== undefined) checkIpAddress(findings, prop("hostAddress"), hostAddress);
  if (advertisedHost !== undefined) checkHost(findings, prop("advertisedHost"), advertisedHost);
  else if (hostAddress === ANY_ADDRESS) {
    findings.refuse("anyAddress", { prop: prop("advertisedHost"), of: prop("hostAddress") });
  }
  return {
    name,
    firstPort: firstPort ?? NaN,
    hostAddress,
    advertisedHost: advertisedHost ?? hostAddress,
    authentication,
  };
}

/** Whatever their addresses: inside a container they share its ports. */
function checkPorts(findings: Findings, all: readonly ListenerDeclaration[], brokers: number): void {
  const prop = ({ name }: ListenerDeclaration) => listenerProp(name, "firstPort");
  for (const [index, one] of all.entries()) {
    const other = all.slice(0, index).find(({ firstPort }) => Math.abs(firstPort - one.firstPort) < brokers);
    if (other === undefined) continue;
    const range = { first: other.firstPort, last: other.firstPort + brokers - 1 };
    findings.refuse("portsOfListener", {
      prop: prop(one),
      other: prop(other),
      ...range,
      value: one.firstPort,
      brokers,
    });
  }
}
