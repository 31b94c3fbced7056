import { type Properties } from "./properties";
import { MAX_BROKERS } from "./rules";

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

/** Where a broker can be reached. */
export interface BrokerAddress {
  /** Host name of the broker on the Docker network. */
  readonly host: string;
  readonly id: number;
  /** Host port of broker 1; broker n has the n-th from there. */
  readonly firstPort: number;
}

const INTERNAL_PORT = 19092;
const OTHER_INTERNAL_PORT = 29092;

/** The listener that brokers and containers of the same network use. */
export const INTERNAL = "INTERNAL";

/** The listener that clients on the host use. */
export const EXTERNAL = "EXTERNAL";

/**
 * The listeners of one broker: the only place where ports and advertised hosts are decided.
 *
 * @param address - Where the broker can be reached.
 * @returns The internal listener, then the external one.
 */
export function brokerListeners({ host, id, firstPort }: BrokerAddress): readonly [Listener, Listener] {
  return [
    { name: INTERNAL, protocol: "PLAINTEXT", port: internalPort(firstPort), advertisedHost: host },
    {
      name: EXTERNAL,
      protocol: "PLAINTEXT",
      port: firstPort + id - 1,
      // Not "localhost", which may be ::1 where only IPv4 is published.
      advertisedHost: "127.0.0.1",
      publishedOn: "127.0.0.1",
    },
  ];
}

/** Both listeners share the container's ports. The choice must not change when brokers are added. */
function internalPort(firstPort: number): number {
  const external = firstPort <= INTERNAL_PORT && INTERNAL_PORT < firstPort + MAX_BROKERS;
  return external ? OTHER_INTERNAL_PORT : INTERNAL_PORT;
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
export function listenerProperties(listeners: readonly [Listener, ...Listener[]]): Properties {
  const list = (render: (listener: Listener) => string) => listeners.map(render).join(",");
  return {
    listeners: list((listener) => `${listener.name}://0.0.0.0:${listener.port}`),
    "advertised.listeners": list((listener) => `${listener.name}://${advertisedAddress(listener)}`),
    "listener.security.protocol.map": list((listener) => `${listener.name}:${listener.protocol}`),
    "inter.broker.listener.name": listeners[0].name,
  };
}
