import { type Properties } from "cdktf-kafka-docker";
import { declare } from "../support/declared-stack";
import { Deaths } from "../support/deaths";
import { Deployment, docker, untilHealthy } from "../support/deployment";

const cluster = new Deployment("e2e-startup", {});
const deaths = new Deaths();

afterAll(() => cluster.cleanUp());

/** A stack of a user's own: one broker, with settings. */
const synth = (config: Properties) => declare(cluster, { brokers: 1, firstPort: 23092, config });

test("a broker that cannot start fails the deploy, with the last lines of its log", async () => {
  synth({ "log.retention.bytes": "much" });
  const { code, output } = await cluster.apply();
  expect(code).toBe(1);
  expect(output).toContain("expected  e2e-startup-1 running and healthy");
  expect(output).toMatch(/actual {4}e2e-startup-1 \w+.*, restarted [5-9] times/);
  expect(output).toContain("last log lines of e2e-startup-1");
  expect(output).toContain("Invalid value much for configuration log.retention.bytes");
});

test("its volume is kept, and the fixed setting converges", async () => {
  const volumes = () => docker("volume", "ls", "-q", "--filter", "name=e2e-startup-1-data");
  expect(await volumes()).toBe("e2e-startup-1-data\n");
  synth({ "log.retention.bytes": 1_000_000, "a.text": "${HOME} %{if x}" });
  expect(await cluster.apply()).toSucceed();
  expect(await cluster.plan()).toSucceed();
});

const kafka = (tool: string, ...args: string[]) => cluster.kafka(tool, ...args);
const id = () => docker("inspect", "--format", "{{.Id}}", "e2e-startup-1");

test("literal ${ and %{ reach the broker as they were written", async () => {
  const settings = await docker("exec", "e2e-startup-1", "cat", "/tmp/server.properties");
  expect(settings).toContain("a.text=${HOME} %{if x}\n");
});

test("a broker that was killed comes back by itself, although its old session still lives", async () => {
  // Not docker kill, which switches the restart policy off.
  process.kill(Number(await docker("inspect", "--format", "{{.State.Pid}}", "e2e-startup-1")), "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await untilHealthy("e2e-startup-1");
  expect(await cluster.check()).toSucceed();
});

test("a check that fails does not replace a broker at the next deploy", async () => {
  const before = await id();
  await docker("pause", "e2e-startup-1");
  const { code, output } = await cluster.apply("-replace=terraform_data.e2e-startup-verified");
  expect({ code, output }).toMatchObject({ code: 1 });
  expect(output).toContain("actual    e2e-startup-1 paused");
  expect(output).toContain("to do     docker unpause e2e-startup-1");
  expect((await cluster.plan()).output).toContain("Plan: 1 to add, 0 to change, 1 to destroy.");
  await docker("unpause", "e2e-startup-1");
  expect(await cluster.apply()).toSucceed();
  expect(await id()).toBe(before);
});

test("a plan leaves a stopped broker alone, and the next deploy brings it back with its data", async () => {
  await kafka("kafka-topics.sh", "--create", "--topic", "kept");
  const stopped = await id();
  await docker("stop", "e2e-startup-1");
  expect(await cluster.plan()).toMatchObject({ code: 2 });
  // Providers before 4.0 deleted it here.
  expect(await id()).toBe(stopped);
  expect(await cluster.apply()).toSucceed();
  expect(await kafka("kafka-topics.sh", "--list")).toContain("kept");
  expect(await cluster.plan()).toSucceed();
});

test("destroy leaves nothing, and nothing but the one broker above was killed", async () => {
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
  expect(deaths.stop("e2e-startup-").filter((exitCode) => exitCode === "137")).toEqual(["137"]);
});
