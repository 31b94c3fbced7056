import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterManifest } from "../../manifest";
import { securedManifest } from "../support/pki";

const ROOT = join(__dirname, "..", "..");
const BIN = join(ROOT, "dist", "bin", "kafka-docker.js");
let home: string;

beforeAll(() => execFileSync("node", [join(ROOT, "tools", "build.mjs")]));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pki-command-"));
  manifest({});
});
afterEach(() => rmSync(home, { recursive: true }));

function manifest(rest: Partial<ClusterManifest>): void {
  writeFileSync(join(home, "kafka.manifest.json"), JSON.stringify(securedManifest(rest)));
}

/** Runs the command at home, as root or as somebody else. */
function pki(args: readonly string[], uid?: number) {
  const options = { cwd: home, env: { ...process.env, HOME: home }, encoding: "utf8", uid } as const;
  const { status, stderr, stdout } = spawnSync("node", [BIN, "pki", ...args], options);
  return { status, stdout, stderr };
}

const json = (...args: string[]) => JSON.parse(pki([...args, "--json"]).stdout) as Record<string, unknown>;

test("every subcommand has help, with its exit codes", () => {
  expect(pki(["--help"]).stdout).toMatch(/init.*renew.*show/s);
  for (const one of ["init", "renew", "show"]) {
    const { status, stdout } = pki([one, "--help"]);
    expect(status).toBe(0);
    for (const text of ["--manifest", "--folder", "--json", "Exit codes:"]) expect(stdout).toContain(text);
  }
});

test.each([
  [["init", "--days", "0"], "must be a whole number from 1 to 3650"],
  [["init", "--days", "1.5"], "must be a whole number from 1 to 3650"],
  [["renew", "--ca", "--expiring-within", "30"], "'--ca' cannot be used with option '--expiring-within"],
  [["show", "other"], 'there is no manifest of cluster "other"; there are: kafka'],
  [["nonsense"], "unknown command 'nonsense'"],
])("wrong usage has an exit code of its own: %j", (args, message) => {
  expect(pki(args)).toMatchObject({ status: 64, stderr: expect.stringContaining(message) as string });
});

test("files are in the home directory, in the manifest's folder, or where --folder says", () => {
  expect(pki(["init"])).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(join(home, ".kafka-docker", "kafka", "ca.key"))).toBe(true);
  manifest({
    security: {
      folder: "~/secrets/kafka",
      protocols: ["TLSv1.3"],
      clientAuthentication: "scram-sha-512",
      authorization: true,
    },
  });
  expect(json("init")).toMatchObject({
    version: 1,
    cluster: "kafka",
    folder: join(home, "secrets/kafka"),
    ownCa: false,
  });
  expect(json("init", "--folder", "here")).toMatchObject({ folder: join(home, "here"), faults: [] });
});

test("says what was made, renewed and is there", () => {
  const folder = join(home, ".kafka-docker", "kafka");
  const made = pki(["init", "--days", "20"]);
  expect(made.stdout).toMatch(
    /created \S+ca\.key\n[\s\S]+\nkafka: \S+: 13 files created, every file is as it must be\n$/,
  );
  expect(pki(["init"]).stdout).toBe(`kafka: ${folder}: 0 files created, every file is as it must be\n`);
  const shown = pki(["show"]);
  expect(shown).toMatchObject({ status: 0 });
  expect(shown.stdout).toMatch(/^FILE +SUBJECT +UNTIL +DAYS LEFT +HOSTS$/m);
  expect(shown.stdout).toMatch(
    /^servers\/kafka-1\/keystore\.pem +CN=broker,O=kafka +\d{4}-\d\d-\d\d +19 +kafka-1, localhost, 127\.0\.0\.1$/m,
  );
  expect(shown.stderr).toMatch(
    /^warning: \S+: CN=broker,O=kafka expires in 19 days: kafka-docker pki renew$/m,
  );
  expect(json("renew", "--no-reload", "--expiring-within", "10")).toMatchObject({
    renewed: [],
    kept: { length: 3 },
  });
  expect(pki(["renew", "--no-reload"]).stdout).toContain(
    ": 3 files renewed, 0 certificates good for longer\n",
  );
  expect(pki(["show"]).stderr).toBe("");
  const printed = JSON.stringify([made, shown, json("show"), pki(["renew", "--no-reload", "--ca"])]);
  const { kafka } = JSON.parse(readFileSync(join(folder, "zookeeper.json"), "utf8")) as { kafka: string };
  for (const secret of [kafka, "PRIVATE KEY"]) expect(printed).not.toContain(secret);
});

test("fails when a file is not as it must be, with what to do", () => {
  pki(["init", "--folder", "here"]);
  const key = join(home, "here", "ca.key");
  chmodSync(key, 0o644);
  const line = `${key}: a secret must be accessible by its owner only (mode 0600), but its mode is 0644: chmod 600 '${key}'\n`;
  for (const args of [["init"], ["renew"]]) {
    expect(pki([...args, "--folder", "here"])).toMatchObject({ status: 1, stderr: line });
  }
  writeFileSync(join(home, "file"), "");
  const { status, stderr } = pki(["init", "--folder", "file/kafka"]);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^kafka: ENOTDIR/) as string,
  });
});

test("whoever is neither root nor the container's user is told to hand files over, and what was not verified", () => {
  // It must be allowed to look at the manifest and to read what is compiled.
  chownSync(home, 4711, 4711);
  const folder = join(home, ".kafka-docker", "kafka");
  const made = pki(["init"], 4711);
  const servers = ["kafka-1", "kafka-2", "kafka-zookeeper-1"].map((one) => join(folder, "servers", one));
  const rule =
    "it and what is in it must belong to uid 1000, which the container runs as, but uid 4711 has it";
  expect(made).toMatchObject({
    status: 1,
    stderr: servers.map((one) => `${one}: ${rule}: sudo chown -R 1000:1000 '${one}'\n`).join(""),
  });
  for (const line of made.stderr.trim().split("\n")) {
    execFileSync("bash", ["-c", line.split(": ").at(-1)!.replace("sudo ", "")]);
  }
  const again = pki(["init"], 4711);
  expect(again).toMatchObject({
    status: 0,
    stdout: `kafka: ${folder}: 0 files created, every file is as it must be\n`,
  });
  expect(again.stderr).toContain("kafka-1 belongs to uid 1000 and was not verified: run this as root for it");
  expect(pki(["renew"], 4711)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`sudo kafka-docker pki renew --folder '${folder}'`) as string,
  });
});
