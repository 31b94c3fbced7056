import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { rmSync } from "node:fs";
import { connect, createServer, type SecureContextOptions, type TLSSocket } from "node:tls";
import { initPki } from "../../../operations/pki/init";
import { renewPki } from "../../../operations/pki/renew";
import { contentOf, newFolder, securedManifest } from "../../support/pki";

const manifest = securedManifest();
const folders: string[] = [];

afterAll(() => folders.forEach((one) => rmSync(dirname(one), { recursive: true })));

async function folderOf(days = 10): Promise<string> {
  const folder = newFolder();
  folders.push(folder);
  await initPki(manifest, { folder, days });
  return folder;
}

/** What a broker shows and trusts. */
function broker(folder: string, container = "kafka-1"): SecureContextOptions {
  const keystore = contentOf(join(folder, "servers", container, "keystore.pem"));
  const ca = contentOf(join(folder, "servers", container, "truststore.pem"));
  return { key: keystore, cert: keystore, ca };
}

/** What the administrator shows and trusts. */
function admin(folder: string): SecureContextOptions {
  const [key, cert] = ["key", "crt"].map((end) => contentOf(join(folder, "users", "admin", `admin.${end}`)));
  return { key, cert, ca: contentOf(join(folder, "ca.crt")) };
}

/** A handshake, as both sides see it: the protocol and the client's name, or why it was refused. */
async function handshake(
  serverSide: SecureContextOptions,
  clientSide: SecureContextOptions,
  servername = "kafka-1",
): Promise<string> {
  const server = createServer({ ...serverSide, requestCert: true, minVersion: "TLSv1.3" });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const refused = once(server, "tlsClientError").then(
    ([error]) => `server: ${(error as NodeJS.ErrnoException).code}`,
  );
  const accepted = once(server, "secureConnection").then(([socket]) => {
    const { CN, O } = (socket as TLSSocket).getPeerCertificate().subject;
    (socket as TLSSocket).end("x");
    return `${(socket as TLSSocket).getProtocol()} CN=${CN},O=${O}`;
  });
  const { port } = server.address() as AddressInfo;
  const client = connect({ ...clientSide, host: "127.0.0.1", port, servername, minVersion: "TLSv1.3" });
  const failed = new Promise<string>((resolve) =>
    client.once("error", (error: NodeJS.ErrnoException) => resolve(`client: ${error.code}`)),
  );
  client.resume();
  try {
    // In TLS 1.3 the client is done before the server has looked at its certificate.
    const seen = await Promise.race([refused, accepted, failed]);
    return seen.startsWith("server")
      ? seen
      : await Promise.race([failed, once(client, "close").then(() => seen)]);
  } finally {
    client.destroy();
    server.close();
  }
}

const TRUSTED = "TLSv1.3 CN=admin,O=kafka";

test("the administrator and a broker trust each other, by TLS 1.3", async () => {
  const folder = await folderOf();
  expect(await handshake(broker(folder), admin(folder))).toBe(TRUSTED);
  expect(await handshake(broker(folder, "kafka-2"), admin(folder), "broker.example.com")).toBe(TRUSTED);
});

test("brokers trust each other", async () => {
  const folder = await folderOf();
  expect(await handshake(broker(folder), broker(folder, "kafka-2"))).toBe("TLSv1.3 CN=broker,O=kafka");
});

test("fails when the certificate is another cluster's, on either side", async () => {
  const [folder, other] = [await folderOf(), await folderOf()];
  const foreign = { ...admin(other), ca: contentOf(join(folder, "ca.crt")) };
  expect(await handshake(broker(folder), foreign)).toMatch(/^server: /);
  expect(await handshake(broker(folder), admin(other))).toBe("client: SELF_SIGNED_CERT_IN_CHAIN");
});

test("fails when the client has no certificate", async () => {
  const folder = await folderOf();
  expect(await handshake(broker(folder), { ca: contentOf(join(folder, "ca.crt")) })).toMatch(/^server: /);
});

test("fails when the certificate has expired, on either side", async () => {
  const folder = await folderOf();
  const sound = admin(folder);
  await renewPki(manifest, { folder, days: 0 });
  const expired = { ...sound, cert: contentOf(join(folder, "users", "admin", "admin.crt")) };
  expect(await handshake(broker(folder), sound)).toBe("client: CERT_HAS_EXPIRED");
  const server = await renewedBroker(folder);
  expect(await handshake(server, expired)).toMatch(/^server: /);
  expect(await handshake(server, sound)).toBe(TRUSTED);
});

/** A broker with a certificate that is valid again. */
async function renewedBroker(folder: string): Promise<SecureContextOptions> {
  rmSync(join(folder, "servers", "kafka-1", "keystore.pem"));
  await initPki(manifest, { folder });
  return broker(folder);
}

test("fails when the host is not one of the certificate's", async () => {
  const folder = await folderOf();
  expect(await handshake(broker(folder), admin(folder), "kafka-2")).toBe(
    "client: ERR_TLS_CERT_ALTNAME_INVALID",
  );
});

test("with a new CA, those who were told before and after trust each other", async () => {
  const folder = await folderOf();
  const before = { broker: broker(folder), admin: admin(folder) };
  const during: string[] = [];
  await renewPki(manifest, {
    folder,
    ca: true,
    onRenewed: async ({ kind }) => {
      if (kind === "truststores") during.push(await handshake(broker(folder), before.admin));
    },
  });
  expect(during).toEqual([TRUSTED]);
  // A client that has still the old files, a broker that has still the old certificate.
  expect(await handshake(broker(folder), before.admin)).toBe("client: SELF_SIGNED_CERT_IN_CHAIN");
  expect(await handshake({ ...before.broker, ca: broker(folder).ca }, admin(folder))).toBe(TRUSTED);
  expect(await handshake(broker(folder), admin(folder))).toBe(TRUSTED);
});
