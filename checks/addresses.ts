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
    const all = manifest.brokers.flatMap((broker) => [
      { broker, address: broker.external },
      ...(broker.admin === undefined ? [] : [{ broker, address: broker.admin }]),
    ]);
    await until(signal, async () => {
      const tried = await Promise.all(all.map(tryOne));
      const closed = tried.filter(({ error }) => error !== undefined);
      if (closed.length > 0) throw failure(closed, all.length);
    });
    return all.map(({ address }) => address).join(", ");
  },
};

interface Declared {
  readonly broker: ManifestBroker;
  readonly address: string;
}

interface Tried extends Declared {
  readonly error?: string;
}

async function tryOne(declared: Declared): Promise<Tried> {
  const { host, port } = split(declared.address);
  const socket = connect({ host, port });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_MS) });
    return declared;
  } catch (error) {
    const { code, message, name } = error as NodeJS.ErrnoException;
    return {
      ...declared,
      error: name === "AbortError" ? `no answer in ${CONNECT_MS / 1000} s` : (code ?? message),
    };
  } finally {
    socket.destroy();
  }
}

function failure(closed: readonly Tried[], all: number): CheckFailure {
  const names = [...new Set(closed.map(({ broker }) => broker.container))];
  return new CheckFailure({
    expected: `connections to ${closed.map(({ address }) => address).join(", ")}`,
    actual: closed.map(({ address, error }) => `${address}: ${error}`).join("; "),
    remedy: `see whether ${names.join(", ")} runs, and whether its address leads there from here`,
    containers: names,
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
