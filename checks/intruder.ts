import { connect as connectPlain, type Socket } from "node:net";
import {
  connect as connectTls,
  type ConnectionOptions,
  type PeerCertificate,
  type TLSSocket,
} from "node:tls";
import { split } from "./addresses";

const SECONDS = 5;

/** An ApiVersions request, version 0, correlation id 1, no client id (https://kafka.apache.org/protocol). */
const API_VERSIONS = Buffer.from("0000000a00120000000000" + "01ffff", "hex");

/** A Metadata request, version 0, correlation id 1, no client id, of all topics. */
const METADATA = Buffer.from("0000000e0003000000000001ffff00000000", "hex");

/** What brokers log of clients that they turn away, as they do with those of this file. */
const TURNED_AWAY =
  /Failed authentication with|SSL handshake failed|SSLHandshakeException|during SASL handshake/;

/**
 * Leaves out what the ways in that were tried have made brokers log.
 *
 * @param lines - Lines of a log.
 * @returns The others.
 */
export function withoutIntruders(lines: readonly string[]): string[] {
  return lines.filter((line) => !TURNED_AWAY.test(line));
}

/** A TLS alert, the only thing that a TLS server says to plain text. */
const ALERT = 0x15;

/**
 * Sends a request without encryption.
 *
 * @param address - `host:port`.
 * @returns Whether it was answered.
 */
export async function isAnsweredInPlain(address: string): Promise<boolean> {
  const answer = await answerOf(connectPlain(split(address)), "connect", API_VERSIONS);
  return answer !== undefined && answer[0] !== ALERT;
}

/**
 * Asks for the cluster over TLS, without a name and a password.
 *
 * @param address - `host:port`.
 * @param options - Versions of TLS, certificates.
 * @returns Whether it was answered.
 */
export async function isAnswered(address: string, options: ConnectionOptions): Promise<boolean> {
  return (await answerOf(open(address, options), "secureConnect", METADATA)) !== undefined;
}

/**
 * Looks at the certificate that a server shows.
 *
 * @param address - `host:port`.
 * @param options - The authority that must have signed it.
 * @returns The certificate.
 * @throws Error - when it is not of this authority, is over, or is of another host.
 */
export function shownCertificate(address: string, options: ConnectionOptions): Promise<PeerCertificate> {
  const socket = open(address, options);
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once("error", reject);
    socket.setTimeout(SECONDS * 1000, () => socket.destroy(new Error(`no handshake in ${SECONDS} s`)));
  });
}

function open(address: string, options: ConnectionOptions): TLSSocket {
  return connectTls({ ...split(address), ...options });
}

/** The first bytes of the answer; undefined where the connection ends, as it should, or nothing comes. */
function answerOf(socket: Socket, ready: string, request: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const end = (answer?: Buffer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once(ready, () => socket.write(request));
    socket.once("data", end);
    socket.once("error", () => end());
    socket.once("close", () => end());
    socket.setTimeout(SECONDS * 1000, () => end());
  });
}
