import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Allowed,
  CONTROLS,
  EXCEPTION,
  hasAppArmor,
  inspect,
  type Inspected,
  OF_THE_HOST,
} from "../support/cis-controls";
import { declare } from "../support/declared-stack";
import { chosenImage, Deployment, docker, must, removeAll, untilHealthy } from "../support/deployment";
import { expectFailure } from "../support/expect-failure";

// The containers of a real secured cluster against section 5 of the CIS Docker Benchmark 1.6.0, and beside them two
// that break it. The one that asks for everything is created, never started.
const NAME = "e2e-cis";
const [FIRST_PORT, ADMIN_PORT, OTHER_PORT] = [26_192, 27_192, 26_199];
const cluster = new Deployment(NAME, {});
const folder = mkdtempSync(join(tmpdir(), "e2e-cis-"));
const SERVERS = [`${NAME}-1`, `${NAME}-zookeeper-1`];
const found: Record<string, Inspected> = {};
let appArmor = false;

function allowed(server: string): Allowed {
  return { appArmor, folder, ports: server === `${NAME}-1` ? [FIRST_PORT, ADMIN_PORT] : [] };
}

beforeAll(async () => {
  declare(cluster, {
    ...{ brokers: 1, zookeepers: 1, firstPort: FIRST_PORT, heapMiB: 384, zookeeperHeapMiB: 128 },
    security: { folder },
  });
  const deployed = await cluster.apply();
  expect(deployed).toSucceed();
  await breakEveryControl();
  for (const name of [...SERVERS, `${NAME}-plain`, `${NAME}-hostile`]) found[name] = await inspect(name);
  appArmor = await hasAppArmor();
});

afterAll(async () => {
  await cluster.cleanUp();
  await removeAll(NAME);
  rmSync(folder, { recursive: true, force: true });
});

describe.each(SERVERS)("%s", (server) => {
  test.each(CONTROLS.map((control) => [control.id, control.title, control] as const))(
    "meets %s: %s",
    (_, __, control) => expect(control.holds(found[server]!, allowed(server))).toBe(true),
  );

  test("does not meet 5.15, on purpose: it is started again however often it has ended", () => {
    expect(EXCEPTION.holds(found[server]!, allowed(server))).toBe(false);
    expect(found[server]!.HostConfig.RestartPolicy.Name).toBe("unless-stopped");
  });
});

test.each([...CONTROLS, EXCEPTION].map((control) => [control.id, control.brokenBy, control] as const))(
  "fails when %s is asked of a %s container",
  (_, brokenBy, control) =>
    expect(control.holds(found[`${NAME}-${brokenBy}`]!, allowed(SERVERS[0]!))).toBe(false),
);

test("of 32 controls 27 are met, 1 is not, 4 are of the host; the page says so of each", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "security.md"), "utf8");
  const rows = [...page.matchAll(/^\| (5\.\d+) +\| [^|]+\| (met|not met|the host's) /gm)];
  const told = Object.fromEntries(rows.map(([, id, verdict]) => [id!, verdict!]));
  expect(told).toEqual({
    ...Object.fromEntries(CONTROLS.map(({ id }) => [id, "met"])),
    [EXCEPTION.id]: "not met",
    ...Object.fromEntries(OF_THE_HOST.map((id) => [id, "the host's"])),
  });
  expect([CONTROLS.length, Object.keys(told).length]).toEqual([27, 32]);
});

describe("the limit of processes", () => {
  test("is kept by the kernel, and by a start anew", async () => {
    expect(await kernelLimit()).toBe(4096);
    await docker("restart", `${NAME}-1`);
    await untilHealthy(`${NAME}-1`);
    expect(await kernelLimit()).toBe(4096);
  });

  test("is not a change in the next plan", async () => expect(await cluster.plan()).toSucceed());

  test("is missed by the check where it was taken away by hand, and can be given again", async () => {
    await docker("update", "--pids-limit", "-1", `${NAME}-1`);
    const expected = { actual: /^it may have any number$/, remedy: /kafka-docker apply-limits/ };
    await expectFailure(cluster.manifestFile, "containers", expected);
    await must("node", cluster.commandLine("apply-limits"));
    expect(await cluster.check("--only", "containers")).toSucceed();
  });
});

/** What the kernel has been told, where the broker's container is; the place differs with the version of cgroups. */
async function kernelLimit(): Promise<number> {
  const script = "cat /sys/fs/cgroup/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids/pids.max";
  return Number(await docker("exec", `${NAME}-1`, "bash", "-c", script));
}

async function breakEveryControl(): Promise<void> {
  const label = ["--label", `cdktf-kafka-docker.cluster=${NAME}`];
  const image = chosenImage() ?? "apache/kafka:3.9.2";
  const command = ["--entrypoint", "bash", image, "-c"];
  const published = ["-p", `0.0.0.0:${OTHER_PORT}:${OTHER_PORT}`];
  const plain = ["run", "-d", "--name", `${NAME}-plain`, ...label, ...published];
  await docker(...plain, ...command, "exec -a sshd sleep 600");
  await docker(
    ...["create", "--name", `${NAME}-hostile`, ...label, "--privileged", "-p", "127.0.0.1:81:81"],
    ...["net", "pid", "ipc", "uts", "userns"].map((namespace) => `--${namespace}=host`),
    ...["apparmor=unconfined", "label=disable", "seccomp=unconfined"].map((one) => `--security-opt=${one}`),
    ...["--device=/dev/null", "--ulimit=nproc=100000", "--cgroup-parent=/other"],
    ...["--volume=/etc:/host:shared", "--volume=/var/run/docker.sock:/var/run/docker.sock"],
    ...command,
    "true",
  );
}
