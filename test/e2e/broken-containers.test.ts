import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { type ClusterManifest } from "../../manifest";
import { Deployment, docker, run, untilHealthy } from "../support/deployment";
import { expectFailure, reportOf } from "../support/expect-failure";

// One cluster, broken in every way that containers can be, and mended again each time.
const name = "e2e-containers";
const cluster = new Deployment(name, { KAFKA_FIRST_PORT: "25192" });
const second = `${name}-2`;

beforeAll(() => cluster.deploy());
afterAll(() => cluster.cleanUp());

const failure = (check: string, expected: Parameters<typeof expectFailure>[2], ...args: string[]) =>
  expectFailure(cluster.manifestFile, check, expected, args);

async function again(container: string): Promise<void> {
  await docker("start", container);
  await untilHealthy(container);
}

function changed(file: string, change: (manifest: ClusterManifest) => object): string {
  const path = join(cluster.folder, `${file}.manifest.json`);
  writeFileSync(path, JSON.stringify({ ...cluster.manifest, ...change(cluster.manifest) }));
  return path;
}

describe("a broker that is stopped", () => {
  beforeAll(() => docker("stop", "-t", "60", second));
  afterAll(() => again(second));

  test("is reported by its container and its address, with the last lines of its log, within seconds", async () => {
    const started = Date.now();
    const report = await reportOf(cluster.manifestFile, []);
    expect(Date.now() - started).toBeLessThan(8000);
    expect(report.checks.filter(({ status }) => status === "failed").map(({ check }) => check)).toEqual([
      "addresses",
      "containers",
    ]);
    const containers = report.checks.find(({ check }) => check === "containers")!;
    expect(containers).toMatchObject({
      expected: `${second} running and healthy`,
      actual: `${second} exited, last exit code 143`,
      cause: `${second} was stopped by hand, and Docker does not start again by itself what was stopped`,
      remedy: `docker start ${second}, or deploy the stack`,
    });
    expect(containers.log!.container).toBe(second);
    expect(containers.log!.lines.at(-1)).toContain("shut down completed");
    expect(report.checks.find(({ check }) => check === "round-trip")).toMatchObject({
      status: "skipped",
      detail: "topic did not pass",
    });
    expect(report.topology.zookeepers).toEqual([{ id: 1, mode: "standalone" }]);
    expect(report.topology.brokers!.map(({ id }) => id)).toEqual(expect.arrayContaining([1, 3]));
    expect(report.topology.topics!.map((topic) => topic.name)).toContain("__consumer_offsets");
    expect(report.topology.containers).toContainEqual({
      container: second,
      status: "exited",
      health: "unhealthy",
    });
  });

  test("and by the cluster that the others tell of", async () => {
    const args = ["--only", "brokers", "--timeout", "3"];
    await failure(
      "brokers",
      { actual: /127\.0\.0\.1:25193 does not answer/, remedy: /docker start e2e-containers-2/ },
      ...args,
    );
    const partitions = ["--only", "partitions", "--timeout", "3"];
    await failure(
      "partitions",
      { cause: /broker 2 does not have all records/, remedy: /docker start e2e-containers-2/ },
      ...partitions,
    );
    await failure(
      "topic",
      { actual: /in sync 1, 3/, remedy: /docker start e2e-containers-2/ },
      "--only",
      "topic",
      "--timeout",
      "5",
    );
  });

  test("and by writes that are refused, where all replicas must be in sync", async () => {
    const all = ["--alter", "--entity-type", "brokers", "--entity-default"];
    await cluster.kafka("kafka-configs.sh", ...all, "--add-config", "min.insync.replicas=3");
    try {
      const cause = /fewer brokers are in sync than writes or topics need/;
      const args = ["--only", "round-trip", "--timeout", "12"];
      await failure("round-trip", { cause, remedy: /bring the missing brokers back, or lower/ }, ...args);
    } finally {
      await cluster.kafka("kafka-configs.sh", ...all, "--delete-config", "min.insync.replicas");
    }
  });
});

test("a broker that is paused", async () => {
  await docker("pause", second);
  try {
    await failure("containers", {
      actual: /-2 paused/,
      cause: /was paused by hand/,
      remedy: /docker unpause e2e-containers-2/,
    });
    const args = ["--only", "addresses,brokers", "--timeout", "4"];
    await failure(
      "brokers",
      { cause: /it takes connections, but does not answer/, remedy: /docker unpause e2e-containers-2/ },
      ...args,
    );
  } finally {
    await docker("unpause", second);
    await untilHealthy(second);
  }
});

test("a broker whose process hangs", async () => {
  const pid = Number(await docker("inspect", "--format", "{{.State.Pid}}", second));
  process.kill(pid, "SIGSTOP");
  try {
    const args = ["--only", "brokers", "--timeout", "4"];
    await failure(
      "brokers",
      { cause: /takes connections, but does not answer/, remedy: /its log, its health/ },
      ...args,
    );
  } finally {
    process.kill(pid, "SIGCONT");
    await untilHealthy(second);
  }
});

test("a broker that was killed by hand", async () => {
  await docker("kill", second);
  try {
    await failure("containers", {
      actual: /exited, last exit code 137/,
      cause: /was killed \(SIGKILL\)/,
      remedy: /docker start e2e-containers-2/,
    });
  } finally {
    await again(second);
  }
});

test("a broker that is cut from its network", async () => {
  await docker("network", "disconnect", name, second);
  try {
    await failure("containers", {
      actual: /it is on no network/,
      cause: /was disconnected from the network by hand; no plan shows it/,
      remedy: /docker network connect --alias e2e-containers-2 e2e-containers e2e-containers-2/,
    });
  } finally {
    await docker("network", "connect", "--alias", second, name, second);
    await docker("restart", "-t", "60", second);
    await untilHealthy(second);
  }
});

test("a broker whose port is taken", async () => {
  await docker("stop", "-t", "60", second);
  const other = createServer().listen(25193, "127.0.0.1");
  await once(other, "listening");
  try {
    expect(await run("docker", ["start", second])).toMatchObject({ code: 1 });
    await failure("containers", {
      actual: /could not be started/,
      cause: /a port that e2e-containers-2 publishes is in use: .*127\.0\.0\.1:25193/,
      remedy: /stop what uses it/,
    });
  } finally {
    other.close();
    await again(second);
  }
});

test("a broker whose container is gone, and one whose image is gone as well", async () => {
  await docker("stop", "-t", "60", second);
  await docker("rename", second, "e2e-containers-away");
  try {
    await failure("containers", {
      actual: /there is no container e2e-containers-2/,
      cause: /removed by hand, or not deployed yet/,
      remedy: /deploy the stack/,
    });
    const file = changed("image", ({ brokers }) => ({
      brokers: brokers.map((broker) => ({ ...broker, image: "example.com/nowhere:1.0.0" })),
    }));
    await expectFailure(file, "containers", {
      cause: /the Docker Engine does not have the image example\.com\/nowhere:1\.0\.0/,
      remedy: /docker pull example\.com\/nowhere:1\.0\.0/,
    });
  } finally {
    await docker("rename", "e2e-containers-away", second);
    await again(second);
  }
});

test("a ZooKeeper server that is stopped: the quorum is lost", async () => {
  const server = `${name}-zookeeper-1`;
  await docker("stop", server);
  try {
    await failure("zookeeper", {
      actual: /server 1 silent/,
      cause: /the quorum of e2e-containers is lost: 1 of 1 servers must serve, 0 do/,
      remedy: /docker start e2e-containers-zookeeper-1/,
    });
    await failure("containers", { actual: /e2e-containers-zookeeper-1 exited/, remedy: /docker start/ });
  } finally {
    await again(server);
  }
});

test("and the cluster is sound again after all of that", async () => {
  expect(await cluster.check()).toSucceed();
  expect(await cluster.plan()).toSucceed();
});

test("a broker that the kernel killed for want of memory", async () => {
  const limit = (memory: string) => docker("update", "--memory", memory, "--memory-swap", memory, second);
  await docker("stop", "-t", "60", second);
  await limit("96m");
  try {
    await docker("start", second);
    await failure("containers", {
      actual: /restarting|exited|restarted/,
      cause: /the kernel killed e2e-containers-2: it took more memory than its limit/,
      remedy: /raise 'memoryMiB', or lower 'heapMiB'/,
    });
  } finally {
    await docker("stop", second);
    // Docker cannot take a limit away again; the plan shows this one, so this test comes after it.
    await limit("8g");
    await again(second);
  }
});
