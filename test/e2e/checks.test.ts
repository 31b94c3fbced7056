import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CHECK_NAMES, DISRUPTIVE_CHECKS, verify, type VerifyReport } from "../../checks";
import { cleanUp } from "../../checks/clean-up";
import { connectionTo } from "../../checks/connection";
import { sendWithLoss } from "../../checks/idempotence";
import { KafkaClient } from "../../checks/kafka-client";
import { RunTopic } from "../../checks/run-topic";
import { check, Deployment, docker, run } from "../support/deployment";
import { expectFailure, reportOf } from "../support/expect-failure";
import { snippets } from "../support/snippets";
import { type Fault, FaultyProxy } from "../support/faulty-proxy";

// What the checks say of a sound cluster, and what they leave.
const cluster = new Deployment("e2e-checks", { KAFKA_FIRST_PORT: "25092" });

beforeAll(() => cluster.deploy());
afterAll(() => cluster.cleanUp());

// A cluster that is not secured has nothing for these.
const SECURED = ["security", "users", "grants"];
const SAFE = CHECK_NAMES.filter((name) => !DISRUPTIVE_CHECKS.includes(name) && !SECURED.includes(name));
const kafka = (tool: string, ...args: string[]) => cluster.kafka(tool, ...args);

test("kafka-docker check reports what was found, as JSON too", async () => {
  const { code, output } = await cluster.check("--json");
  expect(code).toBe(0);
  const report = JSON.parse(output) as VerifyReport;
  expect(report).toMatchObject({ version: 1, cluster: "e2e-checks", outcome: "passed", leftBehind: [] });
  expect(report.checks.map(({ check, status }) => `${check} ${status}`)).toEqual(
    [...SAFE, "clean-up"].map((name) => `${name} passed`),
  );
  expect(report.latency!.samplesMs).toHaveLength(100);
});

test("each check runs by itself", async () => {
  for (const name of SAFE) {
    expect(await cluster.check("--only", name)).toSucceed();
  }
});

test("checks leave no topic and no group behind", async () => {
  expect(
    (await kafka("kafka-topics.sh", "--list")).split("\n").filter((line) => line.includes("check")),
  ).toEqual([]);
  expect(await kafka("kafka-consumer-groups.sh", "--list")).not.toContain("check");
});

test("an interrupted check leaves nothing behind either", async () => {
  const bin = join(__dirname, "..", "..", "dist", "bin", "kafka-docker.js");
  const script = `node ${bin} check --manifest ${cluster.manifestFile} & pid=$!; sleep $1; kill -INT $pid; wait $pid`;
  // From the first connection to the last check.
  for (const seconds of Array.from({ length: 10 }, () => (0.3 + 3 * Math.random()).toFixed(2))) {
    const { code, output } = await run("bash", ["-c", script, "bash", seconds]);
    // A check of a cluster that is warm may be over by then.
    expect({ seconds, code, output }).toMatchObject({ code: code === 0 ? 0 : 130 });
    expect(output).not.toContain("left behind");
  }
  expect(await kafka("kafka-topics.sh", "--list")).not.toContain("check");
  expect(await kafka("kafka-consumer-groups.sh", "--list")).not.toContain("check");
});

test("a check is quiet, and a program that uses it as a library ends by itself", async () => {
  const script = `
    const { verify } = require("cdktf-kafka-docker/checks");
    const { readManifest } = require("cdktf-kafka-docker/manifest");
    verify(readManifest(process.argv[1])).then(({ outcome }) => {
      const ended = Date.now();
      const before = process.cpuUsage();
      console.log(outcome);
      process.on("exit", () => console.log(Date.now() - ended < 1000 ? "ended" : "late", process.cpuUsage(before).user < 3e5));
    });`;
  const ended = await run("node", ["-e", script, cluster.manifestFile]);
  expect(ended).toEqual({ code: 0, output: "passed\nended true\n", stdout: "passed\nended true\n" });
});

test("verify leaves no connection, no timer and no work behind in a process that goes on", async () => {
  const sockets = () =>
    process.getActiveResourcesInfo().filter((one) => one === "TCPSocketWrap" || one === "TCPWRAP").length;
  const before = sockets();
  const report = await verify(cluster.manifest, { quick: true });
  expect(report.outcome).toBe("passed");
  await sleep(1000);
  expect(sockets()).toBe(before);
  const idle = process.cpuUsage();
  await sleep(2000);
  // The library spins on connections that are idle: some 5 % of a processor for each broker.
  expect(process.cpuUsage(idle).user / 2_000_000).toBeLessThan(0.03);
});

test("30 checks in a row of a sound cluster, half of them with all processors busy, raise no false alarm", async () => {
  for (const load of [[], ["--load"]]) {
    const args = [
      "tools/bench-check.mjs",
      "--manifest",
      cluster.manifestFile,
      "--runs",
      "15",
      "--json",
      ...load,
    ];
    const { code, output } = await run("node", args);
    expect({ code, output }).toSucceed();
    expect(JSON.parse(output)).toMatchObject({ runs: 15, alarms: [] });
    const { peakMiB } = JSON.parse(output) as { peakMiB: number };
    expect(peakMiB).toBeLessThan(150);
  }
});

test("the jest suite of the page passes on a sound cluster, as a user runs it", async () => {
  const suite = snippets("docs/checks.md", "ts").find(({ code }) => code.includes("toBeHealthyKafka"))!.code;
  const own = suite.replace(/"[^"]+\.manifest\.json"/, JSON.stringify(cluster.manifestFile));
  expect(own).not.toBe(suite);
  writeFileSync(join(cluster.folder, "sound.test.ts"), own);
  const config = { rootDir: cluster.folder, transform: { "\\.ts$": "@swc/jest" } };
  const { code, output } = await run("npx", ["jest", "--config", JSON.stringify(config)]);
  expect({ code, output }).toSucceed();
  expect(output).toContain("✓ the cluster that this suite uses is sound");
});

test("two checks at the same time do not disturb each other", async () => {
  const both = await Promise.all([cluster.check(), cluster.check()]);
  for (const one of both) expect(one).toSucceed();
});

test("an idempotent producer is proven against one that is not: that one writes the message twice", async () => {
  const { manifest } = cluster;
  const client = new KafkaClient(connectionTo(manifest));
  const own = new RunTopic(client, manifest);
  const signal = AbortSignal.timeout(60_000);
  try {
    const without = await sendWithLoss({ manifest, own, signal }, false);
    expect(without).toEqual({ lost: 1, sent: 10, written: 19 });
    expect(await sendWithLoss({ manifest, own, signal }, true)).toEqual({ lost: 1, sent: 10, written: 10 });
  } finally {
    await client.close();
    expect(await cleanUp(connectionTo(manifest), { topics: own.topics, groups: own.groups }, signal)).toEqual(
      [],
    );
  }
});

test("the report is written as JUnit XML and as one page, and its topology is that of the cluster", async () => {
  const [xml, html] = ["junit.xml", "report.html"].map((file) => join(cluster.folder, "reports", file));
  const { code, stdout } = await cluster.check("--quick", "--junit", xml!, "--html", html!, "--json");
  expect(code).toBe(0);
  const { topology } = JSON.parse(stdout) as VerifyReport;
  expect(topology).toMatchObject({
    brokers: cluster.manifest.brokers.map(({ external, id }) => ({ id, external })),
    containers: expect.arrayContaining([
      { container: "e2e-checks-1", status: "running", health: "healthy" },
    ]) as object,
    zookeepers: [{ id: 1, mode: "standalone" }],
  });
  expect(topology.topics!.map(({ internal, name }) => [name, internal])).toEqual([
    ["__consumer_offsets", true],
    ["__transaction_state", true],
  ]);
  expect(readFileSync(xml!, "utf8")).toContain('name="round-trip"');
  expect(readFileSync(html!, "utf8")).toContain("e2e-checks-1");
});

test("--watch shows round after round, and ends with an interrupt", async () => {
  const bin = join(__dirname, "..", "..", "dist", "bin", "kafka-docker.js");
  const watch = `node ${bin} check --manifest ${cluster.manifestFile} --only addresses,brokers --watch 1`;
  const { code, output } = await run("bash", ["-c", `${watch} & pid=$!; sleep 6; kill -INT $pid; wait $pid`]);
  expect(code).toBe(0);
  expect(output.match(/passed, 2 of 2 passed in/g)!.length).toBeGreaterThan(2);
});

test("servers are not stopped without a yes", async () => {
  const { code, output } = await cluster.check("--disruptive");
  expect({ code, output }).toMatchObject({ code: 64 });
  expect(output).toContain("without a terminal, say so with --yes");
});

test("an interrupted disruptive check starts what it has stopped", async () => {
  const bin = join(__dirname, "..", "..", "dist", "bin", "kafka-docker.js");
  const check = `node ${bin} check --manifest ${cluster.manifestFile} --quick --disruptive --yes`;
  const stopped = `until docker ps -aq --filter status=exited --filter name=e2e-checks | grep -q .; do sleep 0.2; done`;
  const { code, output } = await run("bash", [
    "-c",
    `${check} & pid=$!; ${stopped}; kill -INT $pid; wait $pid`,
  ]);
  expect({ code, output }).toMatchObject({ code: 130 });
  expect(output).not.toContain("left behind");
  expect(await docker("ps", "-aq", "--filter", "status=exited", "--filter", "name=e2e-checks")).toBe("");
  expect(await cluster.check("--quick")).toSucceed();
});

describe("something between the client and the brokers that", () => {
  async function behind(fault: Fault, use: (file: string) => Promise<void>): Promise<void> {
    const proxy = new FaultyProxy(fault);
    try {
      const addresses = await proxy.start(cluster.manifest.brokers.map(({ external }) => external));
      const brokers = cluster.manifest.brokers.map((broker, index) => ({
        ...broker,
        external: addresses[index]!,
      }));
      const file = join(cluster.folder, "proxy.manifest.json");
      writeFileSync(file, JSON.stringify({ ...cluster.manifest, brokers }));
      await use(file);
    } finally {
      await proxy.stop();
    }
  }
  const ONLY = ["--only", "addresses,brokers,partitions,topic,round-trip", "--timeout", "6"];

  test("changes nothing is not reported", () =>
    behind("none", async (file) => {
      expect(await check("--manifest", file, ...ONLY)).toSucceed();
    }));

  test("alters a message", () =>
    behind("alter", async (file) => {
      const actual = /message 1-7 of partition 1 with 256 bytes, sha256 \w+/;
      await expectFailure(
        file,
        "round-trip",
        { actual, remedy: /what lies between here and the brokers/ },
        ONLY,
      );
    }));

  test("drops what brokers say", () =>
    behind("drop", async (file) => {
      const cause = /it takes connections, but does not answer in 3 s/;
      await expectFailure(file, "brokers", { cause, remedy: /see whether .* runs and answers/ }, ONLY, 2);
    }));

  test("delays what brokers say for too long", () =>
    behind({ delayMs: 3500 }, async (file) => {
      const cause = /it takes connections, but does not answer in 3 s/;
      await expectFailure(file, "brokers", { cause, remedy: /see whether .* runs and answers/ }, ONLY, 2);
    }));

  test("delays it a little is measured, not reported", () =>
    behind({ delayMs: 30 }, async (file) => {
      const report = await reportOf(file, ["--only", "brokers,round-trip,latency"], 0);
      expect(report.latency!.p50Ms).toBeGreaterThan(30);
      expect(report.latency!.samplesMs).toHaveLength(100);
    }));
});

test("and nothing of all that is left", async () => {
  expect(await kafka("kafka-topics.sh", "--list")).not.toContain("check");
  expect(await kafka("kafka-consumer-groups.sh", "--list")).not.toContain("check");
  expect(await cluster.plan()).toSucceed();
});
