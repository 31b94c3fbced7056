import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BrokerConfig, type KafkaClusterProps } from "cdktf-kafka-docker";
import { DYNAMIC_SETTINGS } from "../../constructs/config/dynamic-settings";
import { declare } from "../support/declared-stack";
import { check, COMMAND, Deployment, docker, run } from "../support/deployment";
import { OTHER_SETTINGS } from "../support/other-settings";

// One cluster, told step by step: each test needs the ones before it.
const NAME = "e2e-set";
const cluster = new Deployment(NAME, {});
const SMALL = { heapMiB: 300, zookeeperHeapMiB: 128, firstPort: 21392 };

const declared = (config: BrokerConfig, more: KafkaClusterProps = {}) =>
  declare(cluster, { ...SMALL, config, ...more });
const starts = () =>
  docker(
    ...["inspect", "--format", "{{.Id}} {{.State.StartedAt}}"],
    ...[1, 2, 3].map((id) => `${NAME}-${id}`),
  );
const applySettings = (...args: string[]) => cluster.command("apply-settings", ...args);
const alter = (...args: string[]) =>
  cluster.kafka("kafka-configs.sh", "--alter", "--entity-type", "brokers", "--entity-default", ...args);

/** What the first broker uses, and where it has it from. */
const described = (...args: string[]) =>
  cluster.kafka("kafka-configs.sh", "--describe", "--entity-type", "brokers", ...args);

/** Deploys what was just synthesized; no broker may be another or have restarted. */
async function deployWithoutRestart(): Promise<string> {
  const before = await starts();
  expect(await cluster.changes()).toEqual({});
  const { code, output } = await cluster.apply();
  expect({ code, output }).toSucceed();
  expect(output).toMatch(/✓ defaults +\d+ settings of 3 brokers as declared/);
  expect(await starts()).toBe(before);
  expect(await cluster.plan()).toSucceed();
  return output;
}

afterAll(() => cluster.cleanUp());

test("brokers start with what is declared, and nothing is left to be changed", async () => {
  declared({ "log.retention.hours": 24 });
  const { code, output } = await cluster.apply();
  expect({ code, output }).toSucceed();
  expect(output).toContain(`${NAME}: 0 settings of brokers changed while they run`);
  expect(await cluster.plan()).toSucceed();
});

test("Kafka itself says of the same settings that it changes them while it runs", async () => {
  const java = ["java", "-Xmx64m", "-cp", "/opt/kafka/libs/*", "kafka.server.KafkaConfig"];
  const html = await docker("exec", `${NAME}-1`, ...java);
  const settings = html.split('<h4><a id="').slice(1);
  const dynamic = settings.filter((text) => text.includes("<th>Update Mode:</th><td>cluster-wide</td>"));
  const keys = dynamic.map((text) => text.slice(0, text.indexOf('"')));
  const left = ["log.flush.interval.ms", "metric.reporters"];
  expect(keys.sort()).toEqual([...DYNAMIC_SETTINGS, ...left].sort());
});

test("changed settings are in force without a restart, of all brokers and of one, also where it takes steps", async () => {
  declared(
    { "log.retention.hours": 1, "message.max.bytes": 2_000_000, "num.io.threads": 40 },
    { brokerConfig: { 2: { "num.io.threads": 6 } }, minInsyncReplicas: 1 },
  );
  const output = await deployWithoutRestart();
  for (const line of [
    "~ log.retention.ms 86400000 -> 3600000",
    "~ message.max.bytes 1048588 -> 2000000",
    "~ min.insync.replicas 2 -> 1",
    "~ num.io.threads 8 -> 40 (broker 1, 3)",
    "~ num.io.threads 8 -> 6 (broker 2)",
    `${NAME}: 4 settings of brokers changed while they run`,
  ])
    expect(output).toContain(line);
});

test("what was set by hand is set back where it is declared, and stays and is told where it is not", async () => {
  await alter("--add-config", "log.retention.ms=5,background.threads=12");
  expect(await cluster.check("--only", "defaults")).toMatchObject({ code: 1 });
  const { code, stdout } = await applySettings();
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout:
      "~ log.retention.ms 5 -> 3600000\n" +
      "? background.threads=12 was set by hand, and stays: declare it, or remove it\n" +
      `${NAME}: 1 settings of brokers changed while they run\n`,
  });
  expect(await cluster.check("--only", "defaults")).toSucceed();
  await alter("--delete-config", "background.threads");
});

test("settings that are taken out are Kafka's defaults again, without a restart", async () => {
  declared({});
  await deployWithoutRestart();
  const { code, stdout } = await applySettings("--json");
  expect({ code, report: JSON.parse(stdout) as object }).toEqual({
    code: 0,
    report: { version: 1, cluster: NAME, settings: [], foreign: [] },
  });
  const all = await described("--entity-name", "1", "--all");
  for (const setting of ["message.max.bytes=1048588", "num.io.threads=8", "min.insync.replicas=2"])
    expect(all).toContain(`  ${setting} `);
  // Its file still has another.
  expect(all).toContain("  log.retention.ms=604800000 ");
  expect(await described("--entity-default")).not.toMatch(/message|num\.io|min\.insync/);
});

test("Kafka takes every one of them, after a run that was killed too, and goes back to where it was", async () => {
  const { brokers, ...rest } = cluster.manifest;
  const defaults = { ...rest.defaults, ...OTHER_SETTINGS };
  const others = { ...rest, brokers: brokers.map((broker) => ({ ...broker, config: {} })), defaults };
  expect(Object.keys(OTHER_SETTINGS)).toEqual(rest.dynamicSettings);
  const file = join(cluster.folder, "others.manifest.json");
  writeFileSync(file, JSON.stringify(others));
  await run("timeout", ["-s", "KILL", "1", "node", COMMAND, "apply-settings", "--manifest", file]);
  expect(await run("node", [COMMAND, "apply-settings", "--manifest", file])).toSucceed();
  expect(await check("--manifest", file, "--only", "defaults")).toSucceed();
  expect(await applySettings()).toSucceed();
  expect(await cluster.check("--only", "defaults")).toSucceed();
  // The brokers' files still have a time of retention that is not declared any more.
  const left = await described("--entity-default");
  expect(left.match(/^ {2}\S+/gm)).toEqual(["  log.retention.ms=604800000"]);
});

test("fails with Kafka's words when Kafka refuses a value, and leaves everything as it was", async () => {
  const before = await starts();
  declared({ "num.io.threads": 0 });
  const { code, output } = await cluster.apply();
  expect({ code, output }).toMatchObject({ code: 1 });
  expect(output).toMatch(
    /e2e-set: settings of brokers could not be changed: num\.io\.threads=0 of all brokers: .*Invalid value 0 for configuration num\.io\.threads: Value must be at least 1/,
  );
  declared({});
  expect(await cluster.apply()).toSucceed();
  expect(await starts()).toBe(before);
});

test("a setting that is read at the start replaces the brokers, which then have all of it from their files", async () => {
  declared({ "queued.max.requests": 100, "log.retention.hours": 2, "num.io.threads": 4 });
  const brokers = [1, 2, 3].map((id) => `docker_container.${NAME}-${id}`);
  expect(await cluster.changes()).toEqual(Object.fromEntries(brokers.map((one) => [one, "delete create"])));
  expect(await cluster.apply()).toSucceed();
  expect(await cluster.plan()).toSucceed();
  const file = await docker("exec", `${NAME}-3`, "cat", "/tmp/server.properties");
  for (const setting of ["queued.max.requests=100", "log.retention.ms=7200000", "num.io.threads=4"])
    expect(file).toContain(`${setting}\n`);
  expect(await described("--entity-default")).not.toMatch(/retention|threads/);
});

test("destroy leaves nothing", async () => {
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
});
