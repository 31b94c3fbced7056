import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { faultLine } from "../../../operations/pki/fault";
import { initPki } from "../../../operations/pki/init";
import { contentOf, newFolder, openssl, securedManifest } from "../../support/pki";

const manifest = securedManifest();
let folder: string;
let other: string;
beforeEach(async () => {
  folder = newFolder();
  other = newFolder();
  await initPki(manifest, { folder });
});
afterEach(() => [folder, other].forEach((one) => rmSync(dirname(one), { recursive: true })));

const at = (...path: string[]) => join(folder, ...path);

async function faults(of = manifest, rest = {}): Promise<string[]> {
  const { created, faults: found } = await initPki(of, { folder, ...rest });
  expect(created).toEqual([]);
  return found.map((fault) => faultLine(fault).replaceAll(`${folder}/`, ""));
}

test("fails when a certificate has expired", async () => {
  rmSync(at("servers/kafka-1/keystore.pem"));
  // Valid until the moment that it is made.
  const { faults } = await initPki(manifest, { folder, days: 0 });
  expect(faults.map(({ problem, remedy }) => ({ problem, remedy }))).toEqual([
    {
      problem: expect.stringMatching(
        /^certificate CN=broker,O=kafka must not have expired, but it has, on 20/,
      ) as string,
      remedy: "kafka-docker pki renew",
    },
  ]);
});

test("fails when a certificate is of another CA", async () => {
  await initPki(manifest, { folder: other });
  writeFileSync(at("servers/kafka-1/keystore.pem"), contentOf(join(other, "servers/kafka-1/keystore.pem")));
  expect(await faults()).toEqual([
    "servers/kafka-1/keystore.pem: its certificate must be of a CA in ca.crt that has not expired, but it is not: " +
      "kafka-docker pki renew",
  ]);
});

test("fails when a certificate lacks a host that the manifest now names", async () => {
  const [first, second] = manifest.brokers;
  const changed = { ...first!, external: "10.1.1.1:9092", listeners: { LAN: "new.example.com:9192" } };
  expect(await faults(securedManifest({ brokers: [changed, second!] }))).toEqual([
    "servers/kafka-1/keystore.pem: its certificate must hold for 10.1.1.1, new.example.com, which the manifest names, " +
      "but it holds for kafka-1, localhost, 127.0.0.1: kafka-docker pki renew",
  ]);
});

test("fails when key and certificate do not belong together, or a user's key is lost", async () => {
  await initPki(manifest, { folder: other });
  copyFileSync(join(other, "users/admin/admin.key"), at("users/admin/admin.key"));
  expect(await faults()).toEqual([
    "users/admin/admin.crt: its certificate and its private key must belong together, but they do not: " +
      "kafka-docker pki renew",
  ]);
  rmSync(at("users/admin/admin.key"));
  expect(await faults()).toEqual([
    "users/admin/admin.key: a secret must be there, but there is no such file: put it there, or have " +
      "`kafka-docker pki init` create it",
  ]);
});

test("fails when a client's certificate stands for a server", async () => {
  const { key, crt } = {
    key: contentOf(at("users/admin/admin.key")),
    crt: contentOf(at("users/admin/admin.crt")),
  };
  writeFileSync(at("servers/kafka-1/keystore.pem"), key + crt);
  expect(await faults()).toEqual([
    expect.stringContaining("its certificate must hold for kafka-1, localhost, 127.0.0.1"),
    "servers/kafka-1/keystore.pem: its certificate must allow serverAuth, but it does not: kafka-docker pki renew",
  ]);
});

test("fails when a server has another password, or does not trust the CA", async () => {
  await initPki(manifest, { folder: other });
  for (const file of ["jaas.conf", "truststore.pem"]) {
    writeFileSync(at("servers/kafka-1", file), contentOf(join(other, "servers/kafka-1", file)));
  }
  expect(await faults()).toEqual([
    "servers/kafka-1/jaas.conf: it must have the passwords of zookeeper.json, as all servers have them, but it differs: " +
      "remove it, and run `kafka-docker pki init`",
    "servers/kafka-1/truststore.pem: it must have every certificate of ca.crt, but it lacks one: kafka-docker pki renew",
  ]);
});

test("fails when passwords are not of their form, and does not tell them", async () => {
  const users = [{ name: "orders", password: true, certificate: false }];
  await initPki(manifest, { folder, users });
  writeFileSync(at("users/orders/password"), "hush\n");
  writeFileSync(at("zookeeper.json"), `{"kafka":"hush\\"","zookeeper":"x"}`);
  const told = await faults(manifest, { users });
  expect(told).toEqual([
    expect.stringContaining("zookeeper.json: it must be JSON with the passwords kafka and zookeeper"),
    expect.stringContaining("users/orders/password: a password must be of printable characters"),
  ]);
  expect(told.join()).not.toContain("hush");
});

test("certificates without ca.key are a company's own: each missing file is named, none is made", async () => {
  rmSync(at("ca.key"));
  expect(await faults()).toEqual([]);
  rmSync(at("servers/kafka-2"), { recursive: true });
  rmSync(at("users/admin/admin.crt"));
  const missing = await faults();
  const names = missing.map((line) => line.split(": ")[0]!.replace(`${folder}/`, ""));
  expect(names.sort()).toEqual([
    "servers/kafka-2",
    ...["jaas.conf", "keystore.pem", "truststore.pem"].map((file) => `servers/kafka-2/${file}`),
    "users/admin/admin.crt",
  ]);
  for (const line of missing) expect(line).toMatch(/it must be there|a secret must be there/);
});

test("a company's chain through another CA is followed, with RSA keys and a wildcard; its other name is told", async () => {
  rmSync(at("ca.key"));
  const make = (name: string, subject: string, extensions: string[], by?: string) => {
    const signer = by === undefined ? [] : ["-CA", `${folder}/${by}.crt`, "-CAkey", `${folder}/${by}.key`];
    const files = ["-keyout", `${folder}/${name}.key`, "-out", `${folder}/${name}.crt`];
    const added = extensions.flatMap((one) => ["-addext", one]);
    const made = openssl(
      "req",
      "-x509",
      "-days",
      "365",
      "-days",
      "365",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      subject,
      ...signer,
      ...files,
      ...added,
    );
    expect(made).toMatchObject({ status: 0 });
  };
  const leaf = [
    "basicConstraints=critical,CA:FALSE",
    "subjectAltName=DNS:kafka-1,DNS:localhost,IP:127.0.0.1,DNS:*.example.com",
  ];
  make("root", "/CN=root", []);
  make("between", "/CN=between", ["basicConstraints=critical,CA:TRUE"], "root");
  make("leaf", "/CN=kafka.example.com", leaf, "between");
  const pem = ["leaf.key", "leaf.crt", "between.crt"].map((file) => contentOf(at(file)));
  writeFileSync(at("servers/kafka-1/keystore.pem"), pem.join(""));
  const trusted = contentOf(at("root.crt")) + contentOf(at("ca.crt"));
  for (const file of [
    "ca.crt",
    ...manifest.brokers.map(({ container }) => `servers/${container}/truststore.pem`),
  ]) {
    writeFileSync(at(file), trusted);
  }
  writeFileSync(at("servers/kafka-zookeeper-1/truststore.pem"), trusted);
  const [first, second] = manifest.brokers;
  const named = securedManifest({ brokers: [{ ...first!, external: "one.example.com:9092" }, second!] });
  const { faults: found, warnings } = await initPki(named, { folder });
  expect(found).toEqual([]);
  expect(warnings).toEqual([
    `${at("servers/kafka-1/keystore.pem")}: its subject is CN=kafka.example.com, not CN=broker,O=kafka: Kafka knows it by another name`,
  ]);
  // Without the one between, nothing leads to the root.
  writeFileSync(at("servers/kafka-1/keystore.pem"), pem.slice(0, 2).join(""));
  expect(await faults(named)).toEqual([
    expect.stringContaining("must be of a CA in ca.crt that has not expired"),
  ]);
});
