import { ANY_ADDRESS, checkHost, checkIpAddress } from "./names";
import { type Properties } from "./properties";
import { checkPropNames, type Findings, shown } from "./rules";
import { MAX_BROKERS, Values } from "./values";

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
}

/** A listener with a name, all of it known. */
export interface ListenerDeclaration {
  readonly name: string;
  readonly firstPort: number;
  readonly hostAddress: string | undefined;
  /** Undefined is each broker's own name. */
  readonly advertisedHost: string | undefined;
}

/** The listener that brokers and containers of the same network use. */
export const INTERNAL = "INTERNAL";

/** The listener that clients on the host use. */
export const EXTERNAL = "EXTERNAL";

const RESERVED: Readonly<Record<string, string>> = {
  [INTERNAL]: "it is the one of brokers and containers, and has no props",
  [EXTERNAL]: "it is set by 'firstPort', 'hostAddress' and 'advertisedHost'",
  CONTROLLER: "Kafka's controllers use that name",
};

/** What a user may say of listeners. */
export interface ListenerProps {
  readonly firstPort?: number;
  readonly hostAddress?: string;
  readonly advertisedHost?: string;
  readonly listeners?: Readonly<Record<string, KafkaListener>>;
}

/** Published on the loopback address alone: nobody outside the host can reach it. */
const LOOPBACK = "127.0.0.1";

/**
 * The listeners that clients use: the external one, and those that the user has added.
 *
 * @param findings - Told what is wrong.
 * @param props - What the user has chosen.
 * @param brokers - Number of brokers: one port each, in a row.
 * @returns The external listener, then the others in the order in which they were given.
 */
export function resolveListeners(
  findings: Findings,
  props: ListenerProps,
  brokers: number,
): readonly [ListenerDeclaration, ...ListenerDeclaration[]] {
  const external = { firstPort: 9092, hostAddress: LOOPBACK, ...props };
  const values = new Values(findings);
  const given = values.map("listeners", props.listeners ?? {}, "names of listeners");
  const first = resolveListener(findings, EXTERNAL, external, brokers);
  const others = Object.entries(given).map(([name, listener]) => {
    if (Object.hasOwn(RESERVED, name)) {
      findings.refuse("listenerReserved", { value: shown(name), why: RESERVED[name]! });
    } else if (!/^[A-Z][A-Z0-9_]{0,29}$/.test(name)) {
      findings.refuse("listenerName", { value: shown(name) });
    }
    const own = values.map(`listeners.${name}`, listener, "props") as KafkaListener;
    checkPropNames(findings, `listeners.${name}`, own, ["firstPort", "hostAddress", "advertisedHost"]);
    return resolveListener(findings, name, own, brokers);
  });
  checkPorts(findings, [first, ...others], brokers);
  return [first, ...others];
}

/**
 * A prop of a listener, as the user wrote it.
 *
 * @param name - Name of the listener.
 * @param own - Name of its prop.
 * @returns The external listener's are props of the cluster itself.
 */
export function listenerProp(name: string, own: keyof KafkaListener): string {
  return name === EXTERNAL ? own : `listeners.${name}.${own}`;
}

function resolveListener(
  findings: Findings,
  name: string,
  listener: KafkaListener,
  brokers: number,
): ListenerDeclaration {
  const prop = (own: keyof KafkaListener) => listenerProp(name, own);
  const { advertisedHost, hostAddress } = listener;
  const range = { min: 1024, max: 65_535 - brokers + 1 };
  const firstPort = new Values(findings).wholeNumber(prop("firstPort"), listener.firstPort, range);
  if (hostAddress !== undefined) checkIpAddress(findings, prop("hostAddress"), hostAddress);
  if (advertisedHost !== undefined) checkHost(findings, prop("advertisedHost"), advertisedHost);
  else if (hostAddress === ANY_ADDRESS) {
    findings.refuse("anyAddress", { prop: prop("advertisedHost"), of: prop("hostAddress") });
  }
  return { name, firstPort: firstPort ?? NaN, hostAddress, advertisedHost: advertisedHost ?? hostAddress };
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

/** One address at which a broker listens, and the address that it tells clients to use. */
export interface Listener {
  readonly name: string;
  readonly protocol: "PLAINTEXT";
  /** Port inside the container; also the advertised one, so that both sides agree. */
  readonly port: number;
  readonly advertisedHost: string;
  /** Host address on which the same port is published, if it is. */
  readonly publishedOn?: string;
}

/** A broker's listeners: at least those of the network and of the host. */
export type Listeners = readonly [Listener, Listener, ...Listener[]];

/**
 * The listeners of one broker: the only place where ports and advertised hosts are decided.
 *
 * @param host - Name of the broker on the Docker network.
 * @param id - The broker's id.
 * @param declared - The listeners that clients use.
 * @returns The internal listener, the external one, then the others.
 */
export function brokerListeners(
  host: string,
  id: number,
  declared: readonly [ListenerDeclaration, ...ListenerDeclaration[]],
): Listeners {
  const ofBroker = ({
    advertisedHost = host,
    firstPort,
    hostAddress,
    name,
  }: ListenerDeclaration): Listener => ({
    name,
    protocol: "PLAINTEXT",
    port: firstPort + id - 1,
    advertisedHost,
    ...(hostAddress === undefined ? {} : { publishedOn: hostAddress }),
  });
  const [external, ...others] = declared;
  return [
    { name: INTERNAL, protocol: "PLAINTEXT", port: internalPort(declared), advertisedHost: host },
    ofBroker(external),
    ...others.map(ofBroker),
  ];
}

/** Those that a reader expects, then others. */
const INTERNAL_PORTS = [19_092, 29_092, 39_092, 49_092, 59_092].concat(
  Array.from({ length: 63 }, (_, index) => 2092 + 1000 * index),
);

/** All listeners share the container's ports. The choice must not change when brokers are added. */
function internalPort(declared: readonly ListenerDeclaration[]): number {
  const free = (port: number) =>
    declared.every(({ firstPort }) => port < firstPort || port >= firstPort + MAX_BROKERS);
  return INTERNAL_PORTS.find(free) ?? INTERNAL_PORTS[0]!;
}

/**
 * The address that a listener tells clients to use.
 *
 * @param listener - The listener.
 * @returns `host:port`.
 */
export function advertisedAddress({ advertisedHost, port }: Listener): string {
  return `${advertisedHost}:${port}`;
}

/**
 * Every listener setting of a broker, from its one list of listeners.
 *
 * @param listeners - The broker's listeners; brokers talk to each other over the first.
 * @returns Settings in Kafka's own keys.
 */
export function listenerProperties(listeners: Listeners): Properties {
  const list = (render: (listener: Listener) => string) => listeners.map(render).join(",");
  return {
    listeners: list((listener) => `${listener.name}://0.0.0.0:${listener.port}`),
    "advertised.listeners": list((listener) => `${listener.name}://${advertisedAddress(listener)}`),
    "listener.security.protocol.map": list((listener) => `${listener.name}:${listener.protocol}`),
    "inter.broker.listener.name": listeners[0].name,
  };
}
