import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { initPki } from "../../../operations/pki/init";
import { showPki } from "../../../operations/pki/show";
import { newFolder, securedManifest } from "../../support/pki";

const manifest = securedManifest();
let folder: string;
beforeEach(() => (folder = newFolder()));
afterEach(() => rmSync(dirname(folder), { recursive: true }));

test("shows every certificate, and tells what expires within 30 days or has expired", async () => {
  await initPki(manifest, {
    folder,
    days: 29.9,
    users: [{ name: "orders", password: true, certificate: true }],
  });
  rmSync(join(folder, "servers/kafka-2/keystore.pem"));
  await initPki(manifest, { folder, days: 0 });
  rmSync(join(folder, "users/admin"), { recursive: true });
  await initPki(manifest, { folder, days: 31 });
  const { certificates, faults, warnings } = showPki(manifest, folder);
  expect(faults).toEqual([]);
  const rows = certificates.map(({ daysLeft, file, hosts, subject }) => [
    ...[file.slice(folder.length + 1), subject, daysLeft],
    hosts.length,
  ]);
  expect(rows).toEqual([
    ["ca.crt", expect.stringMatching(/^CN=development CA [0-9a-f]{8},O=kafka$/), 3649, 0],
    ["servers/kafka-1/keystore.pem", "CN=broker,O=kafka", 29, 3],
    ["servers/kafka-2/keystore.pem", "CN=broker,O=kafka", -1, 5],
    ["users/admin/admin.crt", "CN=admin,O=kafka", 30, 0],
    ["users/orders/orders.crt", "CN=orders,O=kafka", 29, 0],
  ]);
  expect(warnings.map((one) => one.replace(`${folder}/`, ""))).toEqual([
    "servers/kafka-1/keystore.pem: CN=broker,O=kafka expires in 29 days: kafka-docker pki renew",
    "servers/kafka-2/keystore.pem: CN=broker,O=kafka has expired: kafka-docker pki renew",
    "users/orders/orders.crt: CN=orders,O=kafka expires in 29 days: kafka-docker pki renew",
  ]);
});

test("never shows a secret", async () => {
  await initPki(manifest, { folder, users: [{ name: "orders", password: true, certificate: true }] });
  const shown = JSON.stringify(showPki(manifest, folder));
  const password = readFileSync(join(folder, "users/orders/password"), "utf8");
  for (const secret of [password, "PRIVATE KEY", "BEGIN"]) expect(shown).not.toContain(secret);
});

test("fails when a file is not there, naming it", () => {
  const { certificates, faults } = showPki(manifest, folder);
  expect(certificates).toEqual([]);
  expect(faults.map(({ file }) => file.slice(folder.length + 1))).toEqual([
    "ca.crt",
    "servers/kafka-1/keystore.pem",
    "servers/kafka-2/keystore.pem",
  ]);
});
