import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";

/** What a proxy does wrong: it drops all that brokers say, delays it by so many milliseconds, or alters a value. */
export type Fault = "none" | "drop" | "alter" | { readonly delayMs: number };

/**
 * A proxy before each broker that rewrites what brokers send: their addresses become the proxy's. It can do one
 * thing wrong as well; to alter a value it changes one byte of the one that a certain key stands before.
 */
export class FaultyProxy {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly ports = new Map<number, number>();

  /** @param fault - What it does wrong; without a fault it shows that it changes nothing else. */
  public constructor(private readonly fault: Fault) {}

  /** Starts a proxy for each address, and gives the addresses to use instead, in the same order. */
  public async start(addresses: readonly string[]): Promise<string[]> {
    const brokerPorts = addresses.map((address) => Number(address.split(":")[1]));
    for (const port of brokerPorts) {
      const server = createServer((client) => this.forward(client, port));
      this.servers.push(server);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      this.ports.set(port, (server.address() as AddressInfo).port);
    }
    return brokerPorts.map((port) => `127.0.0.1:${this.ports.get(port)}`);
  }

  public async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private forward(client: Socket, port: number): void {
    const broker = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => other.destroy());
    }
    client.on("data", (data) => broker.write(data));
    let rest = Buffer.alloc(0);
    broker.on("data", (data) => {
      // Whole responses (4 bytes of length, and so many bytes), or what is sought could lie across two parts.
      rest = Buffer.concat([rest, data]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const end = 4 + rest.readInt32BE(0);
        this.pass(this.rewrite(Buffer.from(rest.subarray(0, end))), client);
        rest = rest.subarray(end);
      }
    });
  }

  private pass(response: Buffer, client: Socket): void {
    if (this.fault === "drop") return;
    const delayMs = typeof this.fault === "object" ? this.fault.delayMs : 0;
    if (delayMs === 0) client.write(response);
    else setTimeout(() => client.writable && client.write(response), delayMs).unref();
  }

  private rewrite(data: Buffer): Buffer {
    const host = Buffer.from("127.0.0.1");
    for (let at = data.indexOf(host); at !== -1; at = data.indexOf(host, at + 1)) {
      const portAt = at + host.length;
      if (portAt + 4 > data.length) break;
      const other = this.ports.get(data.readInt32BE(portAt));
      if (other !== undefined) data.writeInt32BE(other, portAt);
    }
    // A record (version 2) has the length of its key, the key, the length of its value, the value; lengths are
    // zigzag varints: 3 is 0x06, 256 is 0x80 0x04.
    const record = Buffer.from([
      0x06,
      ..."1-7".split("").map((character) => character.charCodeAt(0)),
      0x80,
      0x04,
    ]);
    const at = this.fault === "alter" ? data.indexOf(record) + record.length : -1;
    if (at >= record.length && at < data.length) data.writeUInt8(data.readUInt8(at) ^ 0xff, at);
    return data;
  }
}
