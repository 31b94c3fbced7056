import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterManifest } from "../../manifest";
import { someManifest } from "../support/some-manifest";

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
function manifest(name: string, rest: Partial<ClusterManifest> = {}): void {
  const stack = join(folder, "cdktf.out", "stacks", name);
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, `${name}.manifest.json`), JSON.stringify(someManifest(1, { ...rest, name })));
}

test("every command has help", () => {
  expect(kafkaDocker("--help")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("check") as string,
  });
  for (const command of [
    "complete",
    "apply-settings",
    "apply-topics",
    "plan",
    "apply",
    "apply-users",
    "apply-limits",
    "rotate-password",
    "client-config",
  ]) {
    const help = expect.stringContaining("Exit codes:") as string;
    expect(kafkaDocker(command, "--help")).toMatchObject({ status: 0, stdout: help });
  }
  const { status, stdout } = kafkaDocker("check", "--help");
  expect(status).toBe(0);
  const options = ["manifest", "only", "skip", "quick", "timeout", "disruptive", "yes", "watch"];
  for (const text of [...options, "json", "junit", "html"].map((option) => `--${option}`)) {
    expect(stdout).toContain(text);
  }
  for (const text of ["Exit codes:", "Examples:"]) {
    expect(stdout).toContain(text);
  }
});

test.each([
  [["check"], "no manifest was found here or in cdktf.out: synthesize the stack, or give --manifest FILE"],
  [["check", "--manifest", "nothing.json"], "nothing.json cannot be read as a manifest: ENOENT"],
  [
    ["check", "--only", "nonsense"],
    `there is no check "nonsense"; there are addresses, brokers, security, containers`,
  ],
  [["check", "--timeout", "0"], "must be a number from 1 to 3600"],
  [["check", "--skip", "nonsense"], `there is no check "nonsense"; there are addresses`],
  [["check", "--watch", "x"], "must be a number from 1 to 3600"],
  [["check", "--watch", "--disruptive"], "'--disruptive' cannot be used with option '--watch"],
  [
    ["plan"],
    "no stack with a cluster was found here or in cdktf.out: synthesize it, or give --manifest FILE",
  ],
  [["apply", "--gate-timeout", "0"], "must be a number from 1 to 86400"],
  [["plan", "--lock-timeout", "-1"], "must be a number from 0 to 86400"],
  [["apply", "--allow", "anything"], "Allowed choices are volume-removal, volume-rename"],
  [["apply-topics", "--throttle", "0"], "must be a number from 1 to 100000"],
  [["rotate-password"], "missing required argument 'user'"],
  [["client-config", "a", "--format", "ini"], "Allowed choices are kafkajs, java, librdkafka, env"],
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

test("of several stacks one must be named, and it must be a stack", () => {
  manifest("one");
  expect(kafkaDocker("plan").stderr).toMatch(
    /one has no cdk\.tf\.json: give a manifest in the folder of a stack/,
  );
  manifest("two");
  expect(kafkaDocker("plan")).toMatchObject({
    status: 64,
    stderr: "there is more than one stack (one, two): name one\n",
  });
  expect(kafkaDocker("apply", "three", "--yes")).toMatchObject({
    status: 64,
    stderr: 'there is no stack and no cluster "three"; there are the stacks one, two\n',
  });
});

test("apply asks, and without a terminal it must be told", () => {
  manifest("one");
  writeFileSync(join(folder, "cdktf.out", "stacks", "one", "cdk.tf.json"), "{}");
  expect(kafkaDocker("apply")).toMatchObject({
    status: 64,
    stderr: "apply changes the cluster: without a terminal, say so with --yes\n",
  });
});

test("topics of a cluster that does not run need not be withdrawn", () => {
  manifest("one");
  const { status, stderr } = kafkaDocker("apply-topics", "--withdraw");
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringContaining(
      "one: its topics stay as they are, as the cluster cannot be reached",
    ) as string,
  });
  expect(kafkaDocker("apply-topics", "--owner", "two")).toMatchObject({ status: 64 });
});

test("settings are those of the cluster's own manifest", () => {
  manifest("one", { owner: "billing-kafka" });
  expect(kafkaDocker("apply-settings")).toMatchObject({
    status: 64,
    stderr: "this manifest is of topics that billing-kafka adds: settings are in that of cluster one\n",
  });
});

test("a deploy is completed by the cluster's own manifest", () => {
  manifest("one", { owner: "billing-kafka" });
  expect(kafkaDocker("complete")).toMatchObject({
    status: 64,
    stderr: "this manifest is of topics that billing-kafka adds: apply-topics makes them as declared\n",
  });
});

test("a user that there is not is wrong usage", () => {
  manifest("one");
  for (const command of ["rotate-password", "client-config"]) {
    expect(kafkaDocker(command, "billing")).toMatchObject({
      status: 64,
      stderr: 'there is no user "billing" in cluster one; there are: none\n',
    });
  }
});

test("processes are limited where that is declared, and fails where the Docker Engine cannot be asked", () => {
  manifest("one");
  expect(kafkaDocker("apply-limits")).toMatchObject({
    status: 0,
    stdout: "one: no limit of processes is declared\n",
  });
  manifest("one", { processLimit: 100 });
  const env = { ...process.env, DOCKER_HOST: "tcp://127.0.0.1:1" };
  const bin = join(ROOT, "dist", "bin", "kafka-docker.js");
  const { status, stderr } = spawnSync("node", [bin, "apply-limits"], { cwd: folder, env });
  expect(status).toBe(1);
  expect(String(stderr)).toMatch(/^one: processes could not be limited: .*ECONNREFUSED.*DOCKER_HOST/);
});

test("where the Docker Engine cannot be asked, nothing has passed", () => {
  manifest("one");
  const { status, stdout } = spawnSync(
    "node",
    [join(ROOT, "dist", "bin", "kafka-docker.js"), "check", "--only", "containers"],
    { cwd: folder, env: { ...process.env, DOCKER_HOST: "tcp://127.0.0.1:1" } },
  );
  expect(status).toBe(2);
  expect(String(stdout)).toContain("- containers       skipped: the Docker Engine cannot be asked");
});

test.each([
  [["--only", "latency", "--quick"], "no check is left: 'only', 'skip' and 'quick' leave all of them out"],
  [
    ["--only", "restart"],
    "'only' names restart, which stops servers: it must be asked for with 'disruptive'",
  ],
  [["--disruptive"], "--disruptive stops servers of the cluster: without a terminal, say so with --yes"],
])("a selection that cannot be meant is wrong usage: %j", (args, message) => {
  manifest("one");
  expect(kafkaDocker("check", ...args)).toMatchObject({ status: 64, stderr: `${message}\n` });
});

test("files of a report are written where the folder is not there yet, also when the check fails", () => {
  manifest("one");
  const args = ["--only", "brokers", "--timeout", "1", "--junit", "out/one.xml", "--html", "out/one.html"];
  expect(kafkaDocker("check", ...args)).toMatchObject({ status: 2 });
  expect(readFileSync(join(folder, "out", "one.xml"), "utf8")).toContain('name="brokers"');
  expect(readFileSync(join(folder, "out", "one.html"), "utf8")).toMatch(/^<!doctype html>/i);
});

test("a file that cannot be written is told, after the report", () => {
  manifest("one");
  writeFileSync(join(folder, "file"), "");
  const args = ["--only", "addresses", "--timeout", "1", "--html", "file/one.html"];
  expect(kafkaDocker("check", ...args)).toMatchObject({
    status: 64,
    stdout: expect.stringContaining("one cannot be reached") as string,
    stderr: expect.stringMatching(/^--html file\/one\.html cannot be written: /) as string,
  });
});

test("a watch ends by an interrupt, with the exit code of its last round", async () => {
  manifest("one");
  const bin = join(ROOT, "dist", "bin", "kafka-docker.js");
  const child = spawn("node", [bin, "check", "--only", "addresses", "--timeout", "1", "--watch", "1"], {
    cwd: folder,
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += String(data);
    if (output.match(/unreachable/g)?.length === 2) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code).toBe(2);
  expect(output).toMatch(
    /^one: every 1 s, until Ctrl-C\n\S+ unreachable, 0 of 1 passed in \d\.\d s: addresses failed\n {2}addresses: 127\.0\.0\.1:1: ECONNREFUSED\n/,
  );
});
