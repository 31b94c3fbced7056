import { once } from "node:events";
import { connect } from "node:net";
import { type ManifestBroker } from "../manifest/cluster-manifest";
import { type Check, CheckFailure } from "./check";
import { until } from "./until";

const CONNECT_MS = 2000;

/** Every declared address for clients on the host can be connected to from here. */
export const addresses: Check = {
  name: "addresses",
  title: "every declared address can be connected to from here",
  timeoutSeconds: 15,
  needs: [],
  concurrent: true,
  quick: true,
  async run({ manifest, signal }) {
    await until(signal, async () => {
      const tried = await Promise.all(manifest.brokers.map((broker) => tryOne(broker)));
      const closed = tried.filter(({ error }) => error !== undefined);
      if (closed.length > 0) throw failure(closed, manifest.brokers.length);
    });
    return manifest.brokers.map(({ external }) => external).join(", ");
  },
};

interface Tried {
  readonly broker: ManifestBroker;
  readonly error?: string;
}

async function tryOne(broker: ManifestBroker): Promise<Tried> {
  const { host, port } = split(broker.external);
  const socket = connect({ host, port });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_MS) });
    return { broker };
  } catch (error) {
    const { code, message, name } = error as NodeJS.ErrnoException;
    return {
      broker,
      error: name === "AbortError" ? `no answer in ${CONNECT_MS / 1000} s` : (code ?? message),
    };
  } finally {
    socket.destroy();
  }
}

function failure(closed: readonly Tried[], all: number): CheckFailure {
  return new CheckFailure({
    expected: `connections to ${closed.map(({ broker }) => broker.external).join(", ")}`,
    actual: closed.map(({ broker, error }) => `${broker.external}: ${error}`).join("; "),
    remedy: `see whether ${closed.map(({ broker }) => broker.container).join(", ")} runs, and whether its address leads there from here`,
    containers: closed.map(({ broker }) => broker.container),
    unreachable: closed.length === all,
  });
}

/**
 * Splits an address.
 *
 * @param address - `host:port`.
 * @returns Its parts.
 */
export function split(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(":");
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
