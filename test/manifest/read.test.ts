import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterManifest, parseManifest, readManifest } from "../../manifest";

const manifest: ClusterManifest = {
  version: 1,
  name: "kafka",
  network: "kafka",
  brokers: [
    {
      id: 1,
      container: "kafka-1",
      definition: "abc",
      internal: "kafka-1:19092",
      external: "127.0.0.1:9092",
      listeners: { LAN: "10.0.0.5:9192" },
      rack: "a",
      config: {},
    },
  ],
  zookeepers: [{ id: 1, container: "kafka-zookeeper-1", definition: "def" }],
  defaults: { "num.partitions": "6" },
  topics: [{ name: "orders", partitions: 6, replicationFactor: 3, config: { "cleanup.policy": "compact" } }],
  security: {
    folder: "~/.kafka-docker/kafka",
    protocols: ["TLSv1.3"],
    clientAuthentication: "scram-sha-512",
    authorization: true,
  },
  processLimit: 4096,
  users: [
    {
      ...{ name: "billing", authentication: "scram-sha-512", principal: "User:billing" },
      ...{ quotas: { producer_byte_rate: 5 }, passwordFile: "~/billing" },
    },
  ],
  acls: [
    {
      ...{ principal: "User:billing", host: "*", operation: "read", permission: "allow" },
      ...{ resourceType: "topic", resourceName: "orders", patternType: "literal" },
    },
  ],
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "manifest-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("reads what was written", () => {
  const file = join(folder, "kafka.manifest.json");
  writeFileSync(file, JSON.stringify(manifest));
  expect(readManifest(file)).toEqual(manifest);
});

test.each<[string, object, string]>([
  ["another version", { version: 2 }, "version"],
  ["no brokers", { brokers: [] }, "brokers"],
  [
    "an address without a port",
    { brokers: [{ ...manifest.brokers[0], external: "x" }] },
    "brokers[0].external",
  ],
  ["a fractional id", { brokers: [{ ...manifest.brokers[0], id: 1.5 }] }, "brokers[0].id"],
  ["a key that nobody knows", { password: "x" }, '"password"'],
  [
    "a listener without a port",
    { brokers: [{ ...manifest.brokers[0], listeners: { LAN: "x" } }] },
    "listeners",
  ],
  [
    "a topic without partitions",
    { topics: [{ ...manifest.topics[0], partitions: 0 }] },
    "topics[0].partitions",
  ],
  [
    "a folder of secrets that depends on where it is read",
    {
      security: {
        folder: "secrets",
        protocols: ["TLSv1.3"],
        clientAuthentication: "scram-sha-512",
        authorization: true,
      },
    },
    "security.folder",
  ],
  [
    "security without a protocol",
    {
      security: { folder: "~/x", protocols: [], clientAuthentication: "scram-sha-512", authorization: true },
    },
    "security.protocols",
  ],
  ["a user with a password in it", { users: [{ ...manifest.users![0], password: "x" }] }, "users[0]"],
  ["a user that proves nothing", { users: [{ ...manifest.users![0], authentication: "none" }] }, "users[0]"],
  ["a rule of one host", { acls: [{ ...manifest.acls![0], host: "10.0.0.1" }] }, "acls[0].host"],
  ["settings that are a list", { defaults: [] }, "defaults"],
  [
    "a quota without end",
    { users: [{ ...manifest.users![0], quotas: { x: Infinity } }] },
    "users[0].quotas.x",
  ],
  ["a setting that is not text", { defaults: { "num.partitions": 6 } }, "defaults"],
])("fails on %s, naming the source and the place", (_, change, place) => {
  expect(() => parseManifest({ ...manifest, ...change }, "it")).toThrow("it is not a manifest of version 1:");
  expect(() => parseManifest({ ...manifest, ...change }, "it")).toThrow(place);
});

test("fails when the file is missing or is not JSON, naming it", () => {
  const file = join(folder, "x.manifest.json");
  expect(() => readManifest(file)).toThrow(`${file} cannot be read as a manifest: ENOENT`);
  writeFileSync(file, "{");
  expect(() => readManifest(file)).toThrow(`${file} cannot be read as a manifest: `);
});
