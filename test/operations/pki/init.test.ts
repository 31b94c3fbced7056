import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { faultLine } from "../../../operations/pki/fault";
import { initPki } from "../../../operations/pki/init";
import { certificateText, contentOf, newFolder, openssl, securedManifest } from "../../support/pki";

const manifest = securedManifest();
let folder: string;
beforeEach(() => (folder = newFolder()));
afterEach(() => rmSync(dirname(folder), { recursive: true }));

const at = (...path: string[]) => join(folder, ...path);
const init = (rest = {}, of = manifest) => initPki(of, { folder, ...rest });

/** Every file and folder with its mode and what is in it. */
function snapshot(): string {
  return execFileSync(
    "bash",
    ["-c", `find '${folder}' -printf '%P %m %u %i\\n' | sort; cat $(find '${folder}' -type f | sort)`],
    {
      encoding: "utf8",
    },
  );
}

async function faults(rest = {}, of = manifest): Promise<string[]> {
  return (await init(rest, of)).faults.map((fault) => faultLine(fault).replaceAll(`${folder}/`, ""));
}

test("makes all that a secured cluster needs, for its owners only", async () => {
  const { created, faults, ownCa, warnings } = await init();
  expect({ faults, ownCa, warnings }).toEqual({ faults: [], ownCa: false, warnings: [] });
  const modes = (path: string) => (lstatSync(at(path)).mode & 0o777).toString(8);
  const secret = ["ca.key", "zookeeper.json", "users/admin/admin.key"];
  const broker = ["servers/kafka-1", "servers/kafka-2"].flatMap((one) => [
    `${one}/keystore.pem`,
    `${one}/jaas.conf`,
  ]);
  const secrets = [...secret, ...broker, "servers/kafka-zookeeper-1/jaas.conf"];
  const open = ["ca.crt", "users/admin/admin.crt"];
  const truststores = ["kafka-1", "kafka-2", "kafka-zookeeper-1"].map(
    (one) => `servers/${one}/truststore.pem`,
  );
  expect(created.map((file) => file.slice(folder.length + 1)).sort()).toEqual(
    [...secrets, ...open, ...truststores].sort(),
  );
  for (const file of secrets) expect({ file, mode: modes(file) }).toEqual({ file, mode: "600" });
  for (const file of [...open, ...truststores])
    expect({ file, mode: modes(file) }).toEqual({ file, mode: "644" });
  for (const one of [".", "servers/kafka-1", "servers/kafka-zookeeper-1", "users/admin"]) {
    expect({ one, mode: modes(one) }).toEqual({ one, mode: "700" });
  }
  for (const one of ["", "/keystore.pem", "/truststore.pem", "/jaas.conf"]) {
    expect(lstatSync(at(`servers/kafka-1${one}`))).toMatchObject({ uid: 1000, gid: 1000 });
  }
});

test("certificates hold by openssl's strict rules, for the hosts of the manifest, and are named as Kafka has it", async () => {
  await init();
  const certificates = [
    "servers/kafka-1/keystore.pem",
    "servers/kafka-2/keystore.pem",
    "users/admin/admin.crt",
  ];
  for (const file of certificates) {
    const purpose = file.startsWith("users") ? "sslclient" : "sslserver";
    const args = ["-x509_strict", "-purpose", purpose, "-CAfile", at("ca.crt"), at(file)];
    expect(openssl("verify", ...args)).toEqual({ status: 0, output: `${at(file)}: OK\n` });
  }
  const broker = certificateText(at("servers/kafka-2/keystore.pem"));
  expect(broker).toContain(
    "DNS:kafka-2, DNS:localhost, IP Address:127.0.0.1, DNS:broker.example.com, IP Address:10.0.0.5\n",
  );
  expect(broker).toContain("TLS Web Server Authentication, TLS Web Client Authentication\n");
  expect(broker).toContain("ASN1 OID: prime256v1");
  const admin = certificateText(at("users/admin/admin.crt"));
  expect(admin).toMatch(/Extended Key Usage: \n +TLS Web Client Authentication\n/);
  expect(admin).not.toContain("Subject Alternative Name");
  // RFC 2253 is how Java, and so Kafka, prints a subject.
  const subject = (file: string) =>
    openssl("x509", "-in", at(file), "-noout", "-subject", "-nameopt", "RFC2253").output;
  expect(subject("users/admin/admin.crt")).toBe("subject=CN=admin,O=kafka\n");
  expect(subject("servers/kafka-1/keystore.pem")).toBe("subject=CN=broker,O=kafka\n");
  expect(subject("servers/kafka-2/keystore.pem")).toBe("subject=CN=broker,O=kafka\n");
  expect(certificateText(at("ca.crt"))).toMatch(/Basic Constraints: critical\n +CA:TRUE, pathlen:0\n/);
});

test("certificates are valid for 397 days, or as many as are asked for; serial numbers differ", async () => {
  await init();
  const serials = ["kafka-1", "kafka-2"].map(
    (one) => openssl("x509", "-in", at(`servers/${one}/keystore.pem`), "-noout", "-serial").output,
  );
  expect(new Set(serials).size).toBe(2);
  expect(serials[0]).toMatch(/^serial=[4-7][0-9A-F]{31}\n$/);
  const ends = (file: string, days: number) =>
    openssl("x509", "-in", at(file), "-noout", "-checkend", String(days * 86_400)).status;
  const ending = (file: string, days: number) => [ends(file, days - 0.01), ends(file, days + 0.01)];
  expect(ending("servers/kafka-1/keystore.pem", 397)).toEqual([0, 1]);
  expect(ending("ca.crt", 3650)).toEqual([0, 1]);
  rmSync(at("users"), { recursive: true });
  expect(await faults({ days: 60 })).toEqual([]);
  expect(ending("users/admin/admin.crt", 60)).toEqual([0, 1]);
});

test("brokers and ZooKeeper have the same passwords, each its own part", async () => {
  await init();
  const { kafka, zookeeper } = JSON.parse(contentOf(at("zookeeper.json"))) as Record<string, string>;
  expect(kafka).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(zookeeper).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const module = "org.apache.zookeeper.server.auth.DigestLoginModule required";
  expect(contentOf(at("servers/kafka-1/jaas.conf"))).toBe(
    `Client {\n  ${module} username="kafka" password="${kafka}";\n};\n`,
  );
  expect(contentOf(at("servers/kafka-zookeeper-1/jaas.conf"))).toBe(
    `Server {\n  ${module} user_kafka="${kafka}";\n};\nQuorumServer {\n  ${module} user_zookeeper="${zookeeper}";\n};\n` +
      `QuorumLearner {\n  ${module} username="zookeeper" password="${zookeeper}";\n};\n`,
  );
});

test("a second run changes nothing; another broker gets its files alone", async () => {
  await init();
  const before = snapshot();
  expect(await init()).toMatchObject({ created: [], faults: [] });
  expect(snapshot()).toBe(before);
  const third = { ...manifest.brokers[0]!, id: 3, container: "kafka-3" };
  const { created } = await init({}, securedManifest({ brokers: [...manifest.brokers, third] }));
  expect(created.every((file) => file.startsWith(at("servers/kafka-3/")))).toBe(true);
  expect(created).toHaveLength(3);
});

test("users get what was asked for, and a password of 32 random bytes", async () => {
  const users = [
    { name: "orders", password: true, certificate: false },
    { name: "billing", password: false, certificate: true },
  ];
  expect(await faults({ users })).toEqual([]);
  expect(contentOf(at("users/orders/password"))).toMatch(/^[A-Za-z0-9_-]{43}$/);
  // Clients read it from the beginning, so that a change of password, and so of login, needs no other configuration.
  expect(contentOf(at("users/orders/password.login"))).toBe("orders");
  expect(existsSync(at("users/orders/orders.crt"))).toBe(false);
  expect(existsSync(at("users/billing/password"))).toBe(false);
  expect(certificateText(at("users/billing/billing.crt"))).toContain("Subject: O = kafka, CN = billing\n");
});

test("a run that ended between a key and its certificate is gone on with", async () => {
  await init();
  rmSync(at("ca.crt"));
  rmSync(at("users/admin/admin.crt"));
  const { created, faults } = await init();
  expect({ created, faults }).toEqual({ created: [at("ca.crt"), at("users/admin/admin.crt")], faults: [] });
  // What was issued before holds with the certificate that was made anew.
  expect(openssl("verify", "-CAfile", at("ca.crt"), at("servers/kafka-1/keystore.pem")).status).toBe(0);
});

test("two runs at a time make one CA", async () => {
  const [one, other] = await Promise.all([init(), init()]);
  expect([...one.faults, ...other.faults]).toEqual([]);
  expect((await init()).faults).toEqual([]);
});

test.each([
  ["../kafka", "container name", { brokers: [{ ...manifest.brokers[0]!, container: "../kafka" }] }],
  ['a"b', "host", { brokers: [{ ...manifest.brokers[0]!, external: 'a"b:9092' }] }],
  ["Kafka\nx", "cluster name", { name: "Kafka\nx" }],
])("fails when a name could mean something else: %j", async (name, noun, change) => {
  await expect(init({}, securedManifest(change))).rejects.toThrow(
    `${noun} ${JSON.stringify(name)}: it must be of`,
  );
  expect(existsSync(folder)).toBe(false);
});

test.each(["broker", "a b", "../x", 'a"b', "a,O=x", "a\\b", ".", ""])(
  "fails when a user is named %j",
  async (name) => {
    const users = [{ name, password: true, certificate: true }];
    await expect(init({ users })).rejects.toThrow(`user name ${JSON.stringify(name)}: it must be of`);
  },
);

test("fails when a key is a symbolic link, open to others, or no key, naming it; the rest is verified", async () => {
  await init();
  renameSync(at("ca.key"), at("elsewhere"));
  symlinkSync(at("elsewhere"), at("ca.key"));
  chmodSync(at("servers/kafka-1/keystore.pem"), 0o640);
  writeFileSync(at("users/admin/admin.key"), "-----BEGIN EC PRIVATE KEY-----\nhush");
  const told = await faults();
  expect(told).toEqual([
    "ca.key: a secret must be a plain file, but this is a symbolic link: put the file itself there",
    expect.stringMatching(
      /^servers\/kafka-1\/keystore\.pem: a secret must be accessible by its owner only .* 0640: chmod 600/,
    ),
    "users/admin/admin.key: it must hold a private key as PKCS#8 in PEM, without a password, but it does not: " +
      "openssl pkcs8 -topk8 -nocrypt converts other forms",
  ]);
  expect(told.join()).not.toContain("hush");
  rmSync(at("elsewhere"));
  expect((await faults())[0]).toBe(told[0]);
});

test("fails when a folder is open to others, or a server's files are not its container's", async () => {
  await init();
  chmodSync(folder, 0o755);
  execFileSync("chown", ["-R", "0:0", at("servers/kafka-1")]);
  expect(await faults()).toEqual([
    expect.stringMatching(/\(mode 0700\), but its mode is 0755: chmod 700/),
    expect.stringMatching(
      /^servers\/kafka-1: it and what is in it must belong to uid 1000, .* but uid 0 has it: sudo chown -R 1000:1000 /,
    ),
  ]);
});
