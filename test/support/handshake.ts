import { connect, type ConnectionOptions } from "node:tls";

/**
 * Tries to agree on a version of TLS.
 *
 * @param port - Port on 127.0.0.1.
 * @param options - Certificates, versions.
 * @returns The version that was agreed on, or why none was.
 */
export function handshake(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ...options });
    socket.once("secureConnect", () => {
      resolve(socket.getProtocol()!);
      socket.destroy();
    });
    socket.once("error", ({ message }) => resolve(message));
    socket.once("close", () => resolve("closed"));
  });
}
