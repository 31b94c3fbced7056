import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
const folders: string[] = [];

beforeAll(() => execFileSync("node", [join(ROOT, "tools", "build.mjs")]));
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What was compiled, in a folder of its own, as if it had been cloned there. */
function clone(name: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), "clone-")), name);
  folders.push(join(folder, ".."));
  mkdirSync(folder);
  cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function synth(folder: string, env: Record<string, string> = {}) {
  const clean = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  const { status, stderr } = spawnSync("node", ["dist/main.js"], { cwd: folder, env: { ...clean, ...env } });
  return { status, stderr: String(stderr) };
}

function files(folder: string): Record<string, string> {
  const all = readdirSync(folder, { recursive: true }).map(String).sort();
  const plain = all.filter((file) => statSync(join(folder, file)).isFile());
  return Object.fromEntries(plain.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

test("two synths from two folders are the same, byte for byte", () => {
  const results = [clone("here"), clone("somewhere-else")].map((folder) => {
    expect(synth(folder)).toEqual({ status: 0, stderr: "" });
    const output = files(join(folder, "cdktf.out"));
    for (const text of Object.values(output)) expect(text).not.toContain(folder);
    return output;
  });
  expect(Object.keys(results[0]!)).toEqual([
    "manifest.json",
    "stacks/kafka/cdk.tf.json",
    "stacks/kafka/kafka.manifest.json",
  ]);
  expect(results[0]).toEqual(results[1]);
});

test("state lives outside cdktf.out, whose folders CDKTF deletes", () => {
  const folder = clone("state");
  synth(folder, { KAFKA_NAME: "other" });
  const stack = join(folder, "cdktf.out", "stacks", "other");
  const { terraform } = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8")) as {
    terraform: { backend: { local: { path: string } } };
  };
  expect(join(stack, terraform.backend.local.path)).toBe(join(folder, "state", "other.tfstate"));
});

test.each([
  ["KAFKA_BROKERS", "0", "a whole number from 1 to 1000", "3"],
  ["KAFKA_BROKERS", "-1", "a whole number from 1 to 1000", "3"],
  ["KAFKA_BROKERS", "2.5", "a whole number from 1 to 1000", "3"],
  ["KAFKA_BROKERS", "abc", "a whole number from 1 to 1000", "3"],
  ["KAFKA_ZOOKEEPERS", "8", "a whole number from 1 to 7", "1"],
  ["KAFKA_ZOOKEEPERS", "two", "a whole number from 1 to 7", "1"],
  ["KAFKA_SECURITY", "yes", "true or false", "true"],
  ["KAFKA_DATA_RETENTION", "keep", '"retain" or "destroy"', "destroy"],
  ["KAFKA_PROFILE", "fast", '"production" or "development"', "development"],
  ["KAFKA_FIRST_PORT", "80", "a whole number from 1024 to 65533", "9092"],
  ["KAFKA_FIRST_PORT", "70000", "a whole number from 1024 to 65533", "9092"],
  ["KAFKA_FIRST_PORT", "x", "a whole number from 1024 to 65533", "9092"],
])(
  "fails with %s=%s: one message that names the setting and the way out",
  (variable, value, rule, example) => {
    const folder = clone("bad");
    expect(synth(folder, { [variable]: value })).toEqual({
      status: 1,
      stderr: `${variable} must be ${rule}, got "${value}"; for example ${variable}=${example}\n`,
    });
    expect(existsSync(join(folder, "cdktf.out", "manifest.json"))).toBe(false);
  },
);

test.each([
  [{}, "-XX:+UseSerialGC"],
  [{ KAFKA_PROFILE: "production" }, "-XX:+UseG1GC"],
])("with %j its servers are given %s: a quick start is for development", (env, option) => {
  const folder = clone("profile");
  expect(synth(folder, env)).toEqual({ status: 0, stderr: "" });
  const json = readFileSync(join(folder, "cdktf.out", "stacks", "kafka", "cdk.tf.json"), "utf8");
  expect(json.split(`"${option}"`)).toHaveLength(5);
});

test.each(["Bad_name", "a/b", "a b", "-a", "../x"])("fails with KAFKA_NAME=%s", (name) => {
  expect(synth(clone("bad"), { KAFKA_NAME: name })).toEqual({
    status: 1,
    stderr:
      "KAFKA_NAME must be 1 to 50 lower-case letters, digits and hyphens, begin with a letter and not end with a " +
      `hyphen, got "${name}"; for example KAFKA_NAME=kafka\n`,
  });
});

test("fails with all mistakes at once, and names an image that is none", () => {
  const { status, stderr } = synth(clone("bad"), { KAFKA_BROKERS: "0", KAFKA_IMAGE: "a b" });
  expect(status).toBe(1);
  expect(stderr.split("\n")).toEqual([
    "2 mistakes in kafka/kafka:",
    '- KAFKA_BROKERS must be a whole number from 1 to 1000, got "0"; for example KAFKA_BROKERS=3',
    '- KAFKA_IMAGE must be a Docker image by tag or digest, got "a b"',
    "",
  ]);
});
