import { mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deployment, docker, must, run } from "../support/deployment";

const ROOT = join(__dirname, "..", "..");
// npm start works in the project's own folder; the name keeps it off a developer's cluster.
const cluster = new Deployment("e2e-start", {});
const settings = { KAFKA_NAME: "e2e-start", KAFKA_BROKERS: "1", KAFKA_FIRST_PORT: "26092", CI: "true" };
const folders: string[] = [];

const start = (env: Record<string, string> = {}) =>
  run("node", ["tools/start.mjs"], { env: { ...settings, ...env } });
const destroy = (...args: string[]) => run("node", ["tools/destroy.mjs", ...args], { env: settings });

afterAll(async () => {
  await destroy("--yes");
  await cluster.cleanUp();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of programs that a PATH may consist of. */
async function pathOf(...programs: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "path-"));
  folders.push(folder);
  for (const program of programs) {
    const file = (await must("bash", ["-c", `command -v ${program}`])).trim();
    symlinkSync(file, join(folder, program));
  }
  return folder;
}

describe("is refused with one message that names the setting and the way out, and nothing is created:", () => {
  afterEach(async () => expect(await cluster.leftovers()).toEqual([]));

  const refused = async (env: Record<string, string>) => {
    const { code, output } = await start(env);
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).not.toMatch(/^\s+at /m);
    return output.slice(output.indexOf("✗"));
  };

  test.each([
    ["KAFKA_BROKERS", "0"],
    ["KAFKA_BROKERS", "-1"],
    ["KAFKA_BROKERS", "2.5"],
    ["KAFKA_BROKERS", "abc"],
    ["KAFKA_FIRST_PORT", "80"],
    ["KAFKA_FIRST_PORT", "70000"],
  ])("%s=%s", async (variable, value) => {
    const output = await refused({ KAFKA_BROKERS: "3", [variable]: value });
    expect(output).toMatch(
      new RegExp(`^✗ ${variable} must be .*, got "${value}"; for example ${variable}=\\d+\n$`),
    );
  });

  test("a port in use", async () => {
    const server = createServer().listen(26092, "127.0.0.1");
    try {
      const output = await refused({});
      expect(output).toContain("✗ Port 26092 on 127.0.0.1 is in use by node (process ");
      expect(output).toMatch(/Set KAFKA_FIRST_PORT to a free port, for example KAFKA_FIRST_PORT=\d+/);
    } finally {
      server.close();
    }
  });

  test("a Docker Engine that does not answer", async () => {
    const output = await refused({ DOCKER_HOST: "tcp://127.0.0.1:1" });
    expect(output).toContain("DOCKER_HOST");
    expect(output).toContain("tcp://127.0.0.1:1");
  });

  test("a TERRAFORM_BINARY_NAME that does not exist", async () => {
    const output = await refused({ TERRAFORM_BINARY_NAME: "/nowhere/terraform" });
    expect(output).toContain("TERRAFORM_BINARY_NAME");
    expect(output).toContain("/nowhere/terraform");
  });

  test("no Terraform, no OpenTofu, and no Go to build one", async () => {
    const cache = mkdtempSync(join(tmpdir(), "cache-"));
    folders.push(cache);
    const PATH = await pathOf("node", "npm", "docker", "bash", "sh");
    const output = await refused({ PATH, XDG_CACHE_HOME: cache });
    expect(output).toContain("https://developer.hashicorp.com/terraform/install");
    expect(output).toContain("https://opentofu.org/docs/intro/install");
    expect(output).toContain("TERRAFORM_BINARY_NAME");
  });

  test("an image that cannot be had", async () => {
    const output = await refused({ KAFKA_IMAGE: "127.0.0.1:1/nothing:1" });
    expect(output).toContain("KAFKA_IMAGE=127.0.0.1:1/nothing:1");
  });
});

test("npm start ends with a cluster that passed its checks, and says what to do next", async () => {
  const { code, output } = await start();
  expect({ code, output }).toSucceed();
  for (const name of [
    "packages",
    "synthesize",
    "terraform",
    "docker",
    "provider",
    "image",
    "ports",
    "deploy",
  ]) {
    expect(output).toMatch(new RegExp(`^✓ ${name} .* \\d+\\.\\d s$`, "m"));
  }
  expect(output).toContain("! 'brokers' is 1: while it restarts nothing can be written or read");
  expect(output).toContain("e2e-start runs and passed its checks: 1 broker, 1 ZooKeeper server");
  expect(output).toContain("127.0.0.1:26092");
  expect(output).toContain("KAFKA_NAME=e2e-start npm run destroy");
});

test("a second npm start changes nothing, checks, and takes under 6 s", async () => {
  const seconds: number[] = [];
  // The machine may be busy with something else: the best of three counts.
  while (seconds.length < 3 && !seconds.some((one) => one < 6)) {
    const before = performance.now();
    const { code, output } = await start();
    seconds.push((performance.now() - before) / 1000);
    expect({ code, output }).toSucceed();
    expect(output).toMatch(/✓ deploy +nothing to change/);
    expect(output).toMatch(/✓ check +e2e-start works: 13 of 13 checks passed/);
  }
  expect(Math.min(...seconds)).toBeLessThan(6);
});

test("npm start fails when the cluster does not work, and says why", async () => {
  await docker("pause", "e2e-start-1");
  try {
    const { code, output } = await start();
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).toContain("e2e-start-1 paused");
    expect(output).toContain("docker unpause e2e-start-1");
  } finally {
    await docker("unpause", "e2e-start-1");
  }
});

test("npm run destroy asks first, and without a terminal removes nothing", async () => {
  const { code, output } = await destroy();
  expect({ code, output }).toMatchObject({ code: 1 });
  expect(output).toContain("npm run destroy -- --yes");
  expect(await docker("ps", "--format", "{{.Names}}")).toContain("e2e-start-1");
});

test("a cluster whose state is lost is not taken for none: it says what takes it back", async () => {
  const state = join(ROOT, "state", "e2e-start.tfstate");
  renameSync(state, `${state}.lost`);
  try {
    const { code, output } = await destroy("--yes");
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).toContain("npm run kafka-docker -- adopt e2e-start");
  } finally {
    renameSync(`${state}.lost`, state);
  }
});

test("npm run destroy -- --yes removes all of it", async () => {
  const { code, output } = await destroy("--yes");
  expect({ code, output }).toSucceed();
  expect(output).toMatch(/✓ destroy +removed 2 containers, 1 network and 2 volumes/);
  expect(await cluster.leftovers()).toEqual([]);
  expect((await destroy("--yes")).output).toContain("There is nothing to remove");
});

test("with KAFKA_DATA_RETENTION=retain it keeps the data, and tells how to delete them", async () => {
  expect(await start({ KAFKA_DATA_RETENTION: "retain", KAFKA_ZOOKEEPERS: "2" })).toSucceed();
  const { output } = await destroy("--yes");
  expect(output).toMatch(/✓ destroy +removed 3 containers, 1 network /);
  const [remove] = /docker volume rm .*/.exec(output)!;
  expect(remove).toBe(
    "docker volume rm e2e-start-1-data e2e-start-zookeeper-1-data e2e-start-zookeeper-2-data",
  );
  await must("bash", ["-c", remove]);
  rmSync(join(ROOT, "state", "e2e-start.tfstate"), { force: true });
});
