import {
  ADMIN,
  BROKERS,
  type ClientAuthentication,
  HEALTH,
  INTERNAL,
  type ListenerDeclaration,
} from "./listeners";
import { type Properties } from "./properties";
import { MAX_BROKERS } from "./values";

/** One address at which a broker listens, and the address that it tells clients to use. */
export interface Listener {
  readonly name: string;
  readonly protocol: "PLAINTEXT" | "SSL" | "SASL_SSL";
  /** How its clients prove who they are; undefined where nothing is encrypted. */
  readonly authentication?: ClientAuthentication;
  /** Port inside the container; also the advertised one, so that both sides agree. */
  readonly port: number;
  /** Undefined where nobody is told of it. */
  readonly advertisedHost?: string;
  /** Host address on which the same port is published, if it is. */
  readonly publishedOn?: string;
}

/** The listeners of one broker. */
export interface BrokerListeners {
  /** Of containers on the cluster's network. */
  readonly internal: Listener;
  /** Of clients on the host. */
  readonly external: Listener;
  /** What the user has added. */
  readonly further: readonly Listener[];
  /** Of the administrator, in a secured cluster. */
  readonly admin: Listener | undefined;
  /** Of brokers among themselves: the internal one, or one of its own in a secured cluster. */
  readonly betweenBrokers: Listener;
  /** Of the health check: the internal one, or one of its own in a secured cluster, as bash speaks no TLS. */
  readonly health: Listener;
  /** Each of them, once. */
  readonly all: readonly Listener[];
}

/**
 * The listeners of one broker: the only place where ports and advertised hosts are decided.
 *
 * @param host - Name of the broker on the Docker network.
 * @param id - The broker's id.
 * @param declared - The listeners that clients use.
 * @returns All of them.
 */
export function brokerListeners(
  host: string,
  id: number,
  declared: readonly [ListenerDeclaration, ...ListenerDeclaration[]],
): BrokerListeners {
  const [first, ...others] = declared.map((one) => ofBroker(one, host, id));
  const external = first!;
  const [inside, between, health] = internalPorts(declared);
  const internal = named(INTERNAL, external.authentication, inside, host);
  const further = others.filter(({ name }) => name !== ADMIN);
  const admin = others.find(({ name }) => name === ADMIN);
  const clients = { internal, external, further, admin };
  if (admin === undefined) {
    return { ...clients, betweenBrokers: internal, health: internal, all: [internal, external, ...further] };
  }
  const own = {
    betweenBrokers: named(BROKERS, "tls", between, host),
    health: { name: HEALTH, protocol: "PLAINTEXT", port: health } as const,
  };
  const all = [own.betweenBrokers, internal, external, ...further, admin, own.health];
  return { ...clients, ...own, all };
}

function ofBroker(declared: ListenerDeclaration, host: string, id: number): Listener {
  const { advertisedHost = host, authentication, firstPort, hostAddress, name } = declared;
  return {
    ...named(name, authentication, firstPort + id - 1, advertisedHost),
    ...(hostAddress === undefined ? {} : { publishedOn: hostAddress }),
  };
}

function named(
  name: string,
  authentication: ClientAuthentication | undefined,
  port: number,
  advertisedHost: string,
): Listener {
  if (authentication === undefined) return { name, protocol: "PLAINTEXT", port, advertisedHost };
  const protocol = authentication === "scram-sha-512" ? "SASL_SSL" : "SSL";
  return { name, protocol, authentication, port, advertisedHost };
}

/** Those that a reader expects, then others. */
const INTERNAL_PORTS = [19_092, 29_092, 39_092, 49_092, 59_092].concat(
  Array.from({ length: 63 }, (_, index) => 2092 + 1000 * index),
);

/**
 * All listeners share the container's ports. The choice must not change when brokers are added.
 *
 * @returns The port of containers, that of brokers among themselves, and that of the health check.
 */
function internalPorts(declared: readonly ListenerDeclaration[]): readonly [number, number, number] {
  const free = (port: number) =>
    declared.every(({ firstPort }) => port < firstPort || port >= firstPort + MAX_BROKERS);
  const [first = INTERNAL_PORTS[0]!, second = first + 1, third = first + 2] = INTERNAL_PORTS.filter(free);
  return [first, second, third];
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
 * @param listeners - The broker's listeners.
 * @returns Settings in Kafka's own keys.
 */
export function listenerProperties({ all, betweenBrokers }: BrokerListeners): Properties {
  const list = (of: readonly Listener[], render: (listener: Listener) => string) => of.map(render).join(",");
  const advertised = all.filter(({ advertisedHost }) => advertisedHost !== undefined);
  // What nobody is told of is for the container itself alone.
  const bound = ({ advertisedHost }: Listener) => (advertisedHost === undefined ? "127.0.0.1" : "0.0.0.0");
  return {
    listeners: list(all, (listener) => `${listener.name}://${bound(listener)}:${listener.port}`),
    "advertised.listeners": list(advertised, (one) => `${one.name}://${advertisedAddress(one)}`),
    "listener.security.protocol.map": list(all, ({ name, protocol }) => `${name}:${protocol}`),
    "inter.broker.listener.name": betweenBrokers.name,
  };
}
