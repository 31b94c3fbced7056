import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureOf } from "../../bin/bench-options";
import { someManifest } from "../support/some-manifest";

const ROOT = join(__dirname, "..", "..");
const BIN = join(ROOT, "dist", "bin", "kafka-docker.js");
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const manifest = join(folder, "nowhere.manifest.json");
const three = someManifest(3, { defaults: { "default.replication.factor": "3" } });
const secured = join(folder, "secured.manifest.json");

beforeAll(() => {
  execFileSync("node", [join(ROOT, "tools", "build.mjs")]);
  writeFileSync(manifest, JSON.stringify(three));
  const security = {
    folder,
    protocols: ["TLSv1.3"],
    clientAuthentication: "scram-sha-512",
    authorization: true,
  } as const;
  writeFileSync(secured, JSON.stringify({ ...three, security, users: [], acls: [] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function bench(...args: string[]) {
  const { status, stderr, stdout } = spawnSync("node", [BIN, "bench", ...args], {
    cwd: folder,
    timeout: 60_000,
  });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

function sample(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

test.each<[string[], string]>([
  [["--partitions", "0"], 'must be of whole numbers from 1 to 1000, got "0"'],
  [["--partitions", "6,"], 'must be of whole numbers from 1 to 1000, got ""'],
  [["--acks", "2"], 'must be of 0, 1, all, got "2"'],
  [["--compression", "lz4,brotli"], 'must be of none, gzip, snappy, lz4, zstd, got "brotli"'],
  [["--replication", "4"], "--replication must be at most the number of brokers (3), got 4"],
  [["--seconds", "0"], "must be a number from 1 to 60"],
  [["--sample", "missing.txt"], "--sample cannot be read: ENOENT"],
  [["--user", "billing"], "--user is for secured clusters, and nowhere is not one"],
])("%j is refused: %s", (args, message) => {
  const { status, stderr, stdout } = bench("--manifest", manifest, ...args);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([64, ""]);
});

test("a sample must be lines of text", () => {
  const refused = (file: string) => bench("--manifest", manifest, "--sample", file).stderr;
  expect(refused(sample("empty", "\n\n"))).toContain("must have a message on each line, got no line");
  expect(refused(sample("binary", Buffer.from([0xff, 0xfe, 10])))).toContain("must be text in UTF-8");
  expect(refused(sample("long", "x".repeat(1_000_001)))).toContain(
    "lines of at most 1000000 bytes, got one of",
  );
});

test("a secured cluster needs a user", () => {
  expect(bench("--manifest", secured).stderr).toContain(
    "cluster nowhere is secured: give --user, of one who may write and read topics whose names begin with",
  );
  expect(bench("--manifest", secured, "--user", "x").stderr).toContain('there is no user "x"');
});

test("a cluster that cannot be reached is told, and nothing is left", () => {
  const { status, stderr } = bench("--manifest", manifest, "--partitions", "1");
  expect(stderr).toMatch(/ECONNREFUSED|could not be reached/);
  expect(status).toBe(1);
}, 120_000);

test("the first of each list is the base; by default each variable is varied", () => {
  const options = { messageBytes: 1024, seconds: 5, repeat: 1, minutes: 15, maxRate: 1000, maxDisk: 2000 };
  const { base, messageBytes, sweeps } = measureOf({ ...options, host: true }, three);
  expect(base).toEqual({
    partitions: 6,
    replication: 3,
    acks: "all",
    batchBytes: 16_384,
    lingerMs: 0,
    compression: "none",
  });
  expect(sweeps).toEqual({
    partitions: [6, 1, 3, 12],
    replication: [3, 1, 2],
    acks: ["all", "1", "0"],
    batchBytes: [16_384, 65_536, 262_144],
    lingerMs: [0, 5, 20],
    compression: ["none", "gzip", "snappy", "lz4", "zstd"],
  });
  expect(messageBytes).toBe(1024);
  const one = measureOf({ ...options, host: true, sample: sample("two", "abcd\nab\n") }, someManifest(1));
  expect(one).toMatchObject({ messageBytes: 3, sweeps: { replication: [1] } });
});
