import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { initPki } from "../../../operations/pki/init";
import { renewPki, type RenewedFiles } from "../../../operations/pki/renew";
import { showPki } from "../../../operations/pki/show";
import { contentOf, newFolder, openssl, securedManifest } from "../../support/pki";

const manifest = securedManifest();
let folder: string;
beforeEach(async () => {
  folder = newFolder();
  await initPki(manifest, { folder, days: 20 });
});
afterEach(() => rmSync(dirname(folder), { recursive: true }));

const at = (...path: string[]) => join(folder, ...path);
const KEYSTORES = ["kafka-1", "kafka-2"].map((one) => `servers/${one}/keystore.pem`);
const relative = (files: readonly string[]) => files.map((file) => file.slice(folder.length + 1));
const daysLeft = () =>
  Object.fromEntries(
    showPki(manifest, folder).certificates.map(({ daysLeft, file }) => [relative([file])[0]!, daysLeft]),
  );

test("renews servers and users; brokers get new keys, users keep theirs", async () => {
  const before = { broker: contentOf(at(KEYSTORES[0]!)), admin: contentOf(at("users/admin/admin.key")) };
  const { kept, renewed } = await renewPki(manifest, { folder });
  expect(relative(renewed)).toEqual([...KEYSTORES, "users/admin/admin.crt"]);
  expect(kept).toEqual([]);
  expect(daysLeft()).toMatchObject({ [KEYSTORES[0]!]: 396, "users/admin/admin.crt": 396, "ca.crt": 3649 });
  const key = (text: string) => text.split("-----BEGIN CERTIFICATE")[0];
  expect(key(contentOf(at(KEYSTORES[0]!)))).not.toBe(key(before.broker));
  expect(contentOf(at("users/admin/admin.key"))).toBe(before.admin);
  expect((await initPki(manifest, { folder })).faults).toEqual([]);
  expect(readdirSync(at("servers/kafka-1")).sort()).toEqual(["jaas.conf", "keystore.pem", "truststore.pem"]);
});

test("renews what expires soon or is of no use, and keeps the rest", async () => {
  rmSync(at("users"), { recursive: true });
  await initPki(manifest, { folder, days: 300 });
  const [first, second] = manifest.brokers;
  const moved = securedManifest({ brokers: [{ ...first!, external: "10.1.1.1:9092" }, second!] });
  const lacking = await renewPki(moved, { folder, expiringWithin: 19 });
  expect(relative(lacking.renewed)).toEqual([KEYSTORES[0]]);
  const soon = await renewPki(moved, { folder, expiringWithin: 30, days: 100 });
  expect(relative(soon.renewed)).toEqual([KEYSTORES[1]]);
  expect(relative(soon.kept)).toEqual([KEYSTORES[0], "users/admin/admin.crt"]);
  expect(daysLeft()).toMatchObject({
    [KEYSTORES[0]!]: 396,
    [KEYSTORES[1]!]: 99,
    "users/admin/admin.crt": 299,
  });
  expect((await initPki(moved, { folder })).faults).toEqual([]);
});

test("a new CA is trusted by all before it issues, and the old one stays trusted", async () => {
  const old = { crt: contentOf(at("ca.crt")), key: contentOf(at("ca.key")) };
  const told: RenewedFiles[] = [];
  const { renewed } = await renewPki(manifest, {
    folder,
    ca: true,
    onRenewed: (one) => {
      told.push(one);
      const issuer = (file: string) => openssl("verify", "-CAfile", at("ca.crt"), at(file)).status;
      expect(KEYSTORES.map(issuer)).toEqual([0, 0]);
      expect(contentOf(at("ca.key")) === old.key).toBe(one.kind === "truststores");
    },
  });
  const servers = ["kafka-1", "kafka-2", "kafka-zookeeper-1"];
  const truststores = servers.map((one) => `servers/${one}/truststore.pem`);
  expect(told.map((one) => ({ ...one, files: relative(one.files) }))).toEqual([
    { kind: "truststores", servers, files: ["ca.crt", ...truststores] },
    { kind: "certificates", servers: servers.slice(0, 2), files: [...KEYSTORES, "users/admin/admin.crt"] },
  ]);
  expect(relative(renewed)).toContain("ca.key");
  expect(contentOf(at("ca.crt"))).toContain(old.crt.trim());
  for (const file of truststores) expect(contentOf(at(file))).toBe(contentOf(at("ca.crt")));
  expect((await initPki(manifest, { folder })).faults).toEqual([]);
  // The new one issues, not the old one.
  expect(openssl("verify", "-partial_chain", "-trusted", at("ca.crt"), at(KEYSTORES[0]!)).status).toBe(0);
  const other = newFolder();
  await initPki(manifest, { folder: other });
  expect(openssl("verify", "-CAfile", join(other, "ca.crt"), at(KEYSTORES[0]!)).status).not.toBe(0);
  rmSync(dirname(other), { recursive: true });
});

test("a renewal that a broker could not load can be run again", async () => {
  const failing = renewPki(manifest, {
    folder,
    ca: true,
    onRenewed: () => {
      throw new Error("no broker answers");
    },
  });
  await expect(failing).rejects.toThrow("no broker answers");
  expect((await initPki(manifest, { folder })).faults).toEqual([]);
  await renewPki(manifest, { folder, ca: true });
  expect((await initPki(manifest, { folder })).faults).toEqual([]);
});

test("fails when there is no development CA, and renews nothing", async () => {
  rmSync(at("ca.key"));
  const before = contentOf(at(KEYSTORES[0]!));
  await expect(renewPki(manifest, { folder })).rejects.toThrow(
    `${at("ca.key")}: only the development CA renews, but without ca.key this is a CA of your own: put new files in place`,
  );
  expect(contentOf(at(KEYSTORES[0]!))).toBe(before);
  await expect(renewPki(manifest, { folder: at("nowhere") })).rejects.toThrow(
    "the development CA must be there, but there is none: kafka-docker pki init",
  );
});
