import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
let folder: string;

beforeAll(() => execFileSync("node", [join(ROOT, "tools", "build.mjs")]));
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "command-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function kafkaDocker(...args: string[]) {
  const bin = join(ROOT, "dist", "bin", "kafka-docker.js");
  const { status, stderr, stdout } = spawnSync("node", [bin, ...args], { cwd: folder });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** A manifest of a cluster that does not run, as a stack's folder has it. */
function manifest(name: string): void {
  const broker = {
    id: 1,
    container: `${name}-1`,
    definition: "x",
    internal: "a:1",
    external: "127.0.0.1:1",
    listeners: {},
  };
  const stack = join(folder, "cdktf.out", "stacks", name);
  mkdirSync(stack, { recursive: true });
  const promised = { brokers: [broker], zookeepers: [], defaults: {}, topics: [] };
  const data = { version: 1, name, network: name, ...promised };
  writeFileSync(join(stack, `${name}.manifest.json`), JSON.stringify(data));
}

test("every command has help", () => {
  expect(kafkaDocker("--help")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("check") as string,
  });
  const topics = kafkaDocker("create-topics", "--help");
  expect(topics).toMatchObject({ status: 0, stdout: expect.stringContaining("Exit codes:") as string });
  const { status, stdout } = kafkaDocker("check", "--help");
  expect(status).toBe(0);
  for (const text of ["--manifest", "--only", "--timeout", "--json", "Exit codes:", "Examples:"]) {
    expect(stdout).toContain(text);
  }
});

test.each([
  [["check"], "no manifest was found here or in cdktf.out: synthesize the stack, or give --manifest FILE"],
  [["check", "--manifest", "nothing.json"], "nothing.json cannot be read as a manifest: ENOENT"],
  [["check", "--only", "nonsense"], `there is no check "nonsense"; there are containers, brokers, defaults`],
  [["check", "--timeout", "0"], "must be a number from 1 to 3600"],
  [["check", "--nonsense"], "unknown option '--nonsense'"],
  [["nonsense"], "unknown command 'nonsense'"],
])("wrong usage has an exit code of its own and says what is right: %j", (args, message) => {
  const { status, stderr } = kafkaDocker(...args);
  expect({ status, stderr }).toMatchObject({
    status: 64,
    stderr: expect.stringContaining(message) as string,
  });
});

test("of several clusters one must be named", () => {
  manifest("one");
  manifest("two");
  expect(kafkaDocker("check")).toMatchObject({
    status: 64,
    stderr: "there is more than one manifest (one, two): name a cluster, or give --manifest FILE\n",
  });
  expect(kafkaDocker("check", "three")).toMatchObject({
    status: 64,
    stderr: `there is no manifest of cluster "three"; there are: one, two\n`,
  });
  const { status, stdout } = kafkaDocker("check", "two", "--only", "brokers", "--timeout", "1");
  expect({ status, stdout }).toMatchObject({
    status: 2,
    stdout: expect.stringContaining("two cannot be reached") as string,
  });
});

test("where the Docker Engine cannot be asked, nothing has passed", () => {
  manifest("one");
  const { status, stdout } = spawnSync(
    "node",
    [join(ROOT, "dist", "bin", "kafka-docker.js"), "check", "--only", "containers"],
    { cwd: folder, env: { ...process.env, DOCKER_HOST: "tcp://127.0.0.1:1" } },
  );
  expect(status).toBe(2);
  expect(String(stdout)).toContain("- containers  skipped: the Docker Engine cannot be asked");
});
