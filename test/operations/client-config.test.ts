import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ManifestUser } from "../../manifest";
import { CLIENT_FORMATS, clientConfig, type ClientConfigOptions } from "../../operations/client-config";
import { someManifest } from "../support/some-manifest";

const billing: ManifestUser = {
  ...{ name: "billing", authentication: "scram-sha-512", principal: "User:billing", quotas: {} },
};
const shop: ManifestUser = {
  ...{ name: "shop", authentication: "tls", principal: "User:CN=shop,O=kafka", quotas: {} },
};
const manifest = someManifest(
  [
    { external: "127.0.0.1:9092", listeners: { LAN: "10.0.0.5:9192" } },
    { external: "127.0.0.1:9093", listeners: { LAN: "10.0.0.5:9193" } },
  ],
  { name: "kafka", users: [billing, shop], acls: [] },
);

const SCRAM = { clientAuthentication: "scram-sha-512", authorization: true } as const;

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "client-config-"));
  file = join(home, ".kafka-docker/kafka/users/billing/password");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "a-long-secret\n", { mode: 0o600 });
});
afterEach(() => rmSync(home, { recursive: true }));

const printed = (user: string, options: Partial<ClientConfigOptions>) => {
  const all = { format: "env", listener: "EXTERNAL", showSecrets: false, ...options } as const;
  const security = { folder: `${home}/.kafka-docker/kafka`, protocols: ["TLSv1.3"], ...SCRAM };
  return clientConfig({ ...manifest, security }, user, all)
    .replaceAll(`${home}/.kafka-docker/kafka`, "HOME")
    .split("\n");
};

test("kafkajs reads the password from its file", () => {
  expect(printed("billing", { format: "kafkajs" })).toEqual([
    'import { readFileSync } from "node:fs";',
    'import { Kafka } from "kafkajs";',
    "",
    "export const kafka = new Kafka({",
    '  brokers: ["127.0.0.1:9092","127.0.0.1:9093"],',
    '  ssl: { ca: [readFileSync("HOME/ca.crt", "utf8")] },',
    '  sasl: { mechanism: "scram-sha-512", username: "billing", password: readFileSync("HOME/users/billing/password", "utf8").trimEnd() },',
    "});",
  ]);
});

test("Kafka's own client reads it by a provider", () => {
  expect(printed("billing", { format: "java", listener: "INTERNAL" })).toEqual([
    "config.providers=directory",
    "config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider",
    "bootstrap.servers=kafka-1:19092,kafka-2:19092",
    "security.protocol=SASL_SSL",
    "ssl.truststore.type=PEM",
    "ssl.truststore.location=HOME/ca.crt",
    "sasl.mechanism=SCRAM-SHA-512",
    'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="billing" password="${directory:HOME/users/billing:password}";',
  ]);
});

test("librdkafka cannot, and is told so", () => {
  expect(printed("billing", { format: "librdkafka", listener: "LAN" })).toEqual([
    "bootstrap.servers=10.0.0.5:9192,10.0.0.5:9193",
    "security.protocol=SASL_SSL",
    "ssl.ca.location=HOME/ca.crt",
    "sasl.mechanism=SCRAM-SHA-512",
    "sasl.username=billing",
    "# librdkafka reads no password from a file: set sasl.password in the program, from",
    "# HOME/users/billing/password",
  ]);
});

test("an environment has the path", () => {
  expect(printed("billing", {})).toEqual([
    "KAFKA_BOOTSTRAP_SERVERS='127.0.0.1:9092,127.0.0.1:9093'",
    "KAFKA_SECURITY_PROTOCOL='SASL_SSL'",
    "KAFKA_SSL_CA_FILE='HOME/ca.crt'",
    "KAFKA_SASL_MECHANISM='SCRAM-SHA-512'",
    "KAFKA_SASL_USERNAME='billing'",
    "KAFKA_SASL_PASSWORD_FILE='HOME/users/billing/password'",
  ]);
});

test.each(CLIENT_FORMATS)("%s shows the password only when it is asked to", (format) => {
  expect(printed("billing", { format }).join("\n")).not.toContain("a-long-secret");
  expect(printed("billing", { format, showSecrets: true }).join("\n")).toContain("a-long-secret");
});

test.each([
  [
    "kafkajs",
    '  ssl: { ca: [readFileSync("HOME/ca.crt", "utf8")], key: readFileSync("HOME/users/shop/shop.key"',
  ],
  ["java", "ssl.keystore.key=${directory:HOME/users/shop:shop.key}"],
  ["librdkafka", "ssl.certificate.location=HOME/users/shop/shop.crt"],
  ["env", "KAFKA_SSL_KEY_FILE='HOME/users/shop/shop.key'"],
] as const)("%s has the certificate of a user that has one, and no SASL", (format, expected) => {
  const text = printed("shop", { format }).join("\n");
  expect(text).toContain(expected);
  expect(text).not.toMatch(/sasl/i);
});

test("after a change of password it is the other login that is told", () => {
  writeFileSync(`${file}.login`, "billing.b", { mode: 0o600 });
  expect(printed("billing", {})).toContain("KAFKA_SASL_USERNAME='billing.b'");
  expect(printed("billing", { format: "java" }).join("\n")).toContain(
    'username="${directory:HOME/users/billing:password.login}"',
  );
});

test.each(CLIENT_FORMATS)("%s has the login as text where it has the password as text", (format) => {
  writeFileSync(`${file}.login`, "billing.b", { mode: 0o600 });
  const text = printed("billing", { format, showSecrets: true }).join("\n");
  expect(text).toContain("billing.b");
  expect(text).not.toContain("password.login");
});

test("fails when there is no such user or listener", () => {
  expect(() => printed("nobody", {})).toThrow(
    'there is no user "nobody" in cluster kafka; there are: billing, shop',
  );
  expect(() => printed("billing", { listener: "WAN" })).toThrow(
    'there is no listener "WAN" in cluster kafka; there are: EXTERNAL, INTERNAL, LAN',
  );
});

test("fails when the password is missing, short, or can be read by others", () => {
  chmodSync(file, 0o640);
  expect(() => printed("billing", {})).toThrow(
    `${file}: a secret must be accessible by its owner only (mode 0600), but its mode is 0640: chmod 600 '${file}'`,
  );
  chmodSync(file, 0o600);
  writeFileSync(file, "short");
  expect(() => printed("billing", {})).toThrow(`${file} must hold one line of at least 12 letters`);
  rmSync(file);
  expect(() => printed("billing", {})).toThrow(`${file}: a secret must be there, but there is no such file`);
});

test("fails when the login beside the password is another user's", () => {
  writeFileSync(`${file}.login`, "admin");
  expect(() => printed("billing", {})).toThrow(`${file}.login must hold billing or billing.b, got "admin"`);
});
