import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type VerifyReport } from "../../checks";
import { AlteringProxy } from "../support/altering-proxy";
import { check, Deployment, docker, must, run } from "../support/deployment";

// What the checks say of a sound cluster, and of the same one broken in every way that they must report.
const cluster = new Deployment("e2e-checks", { KAFKA_FIRST_PORT: "25092" });

beforeAll(() => cluster.deploy());
afterAll(() => cluster.cleanUp());

const kafka = (tool: string, ...args: string[]) => cluster.kafka(tool, ...args);

test("kafka-docker check reports what was found, as JSON too", async () => {
  const { code, output } = await cluster.check("--json");
  expect(code).toBe(0);
  const report = JSON.parse(output) as VerifyReport;
  expect(report).toMatchObject({ version: 1, cluster: "e2e-checks", outcome: "passed", leftBehind: [] });
  expect(report.checks.map(({ check, status }) => `${check} ${status}`)).toEqual([
    "containers passed",
    "brokers passed",
    "defaults passed",
    "topics passed",
    "topic passed",
    "round-trip passed",
  ]);
});

test("each check runs by itself", async () => {
  for (const name of ["containers", "brokers", "defaults", "topics", "topic", "round-trip"]) {
    expect(await cluster.check("--only", name)).toMatchObject({ code: 0 });
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
  for (const seconds of ["0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1.2"]) {
    // A check of a cluster that is warm may be over by then.
    expect([0, 130]).toContain((await run("bash", ["-c", script, "bash", seconds])).code);
  }
  expect(await kafka("kafka-topics.sh", "--list")).not.toContain("check");
  expect(await kafka("kafka-consumer-groups.sh", "--list")).not.toContain("check");
});

describe("reports a broken cluster:", () => {
  const broken = async (...args: string[]) => {
    const { code, output } = await cluster.check(...args);
    expect({ code, output }).toMatchObject({ code: 1 });
    return output;
  };

  describe("a broker that is stopped", () => {
    beforeAll(() => docker("stop", "e2e-checks-2"));
    afterAll(async () => {
      await docker("start", "e2e-checks-2");
      await must("bash", [
        "-c",
        `until [ "$(docker inspect -f {{.State.Health.Status}} e2e-checks-2)" = healthy ]; do sleep 0.3; done`,
      ]);
    });

    test("by its container, with the last lines of its log", async () => {
      const output = await broken();
      expect(output).toContain("expected  e2e-checks-2 running and healthy");
      expect(output).toContain("actual    e2e-checks-2 exited, last exit code 143");
      expect(output).toMatch(/last log lines of e2e-checks-2\n.*INFO/);
      expect(output).toContain("- round-trip  skipped: an earlier check did not pass");
    });

    test("by its address", async () => {
      const output = await broken("--only", "brokers", "--timeout", "5");
      expect(output).toContain("expected  1 at 127.0.0.1:25092, 2 at 127.0.0.1:25093, 3 at 127.0.0.1:25094");
      expect(output).toContain("127.0.0.1:25093 does not answer (connect ECONNREFUSED 127.0.0.1:25093)");
    });

    test("by a partition without full replication", async () => {
      const output = await broken("--only", "topic", "--timeout", "5");
      expect(output).toContain("expected  partition 0 led by 1, in sync 1, 2, 3");
      expect(output).toContain("actual    partition 0 led by 1, in sync 1, 3");
      expect(output).toContain("see why broker 2 does not replicate");
    });
  });

  test("no broker that can be reached has an exit code of its own", async () => {
    const file = join(cluster.folder, "nowhere.manifest.json");
    const brokers = cluster.manifest.brokers.map((broker) => ({ ...broker, external: "127.0.0.1:1" }));
    writeFileSync(file, JSON.stringify({ ...cluster.manifest, brokers }));
    const { code, output } = await check("--manifest", file, "--only", "brokers", "--timeout", "2");
    expect({ code, output }).toMatchObject({
      code: 2,
      output: expect.stringContaining("cannot be reached") as string,
    });
  });

  test("a wrong advertised address", async () => {
    const wrong = "advertised.listeners=[INTERNAL://e2e-checks-3:19092,EXTERNAL://127.0.0.1:9999]";
    const alter = (...args: string[]) =>
      kafka("kafka-configs.sh", "--alter", "--entity-type", "brokers", "--entity-name", "3", ...args);
    await alter("--add-config", wrong);
    try {
      const output = await broken("--only", "brokers", "--timeout", "5");
      expect(output).toContain("actual    1 at 127.0.0.1:25092, 2 at 127.0.0.1:25093, 3 at 127.0.0.1:9999");
      expect(output).toContain(
        "clients follow the advertised address: remove the setting of broker 3 that overrides it",
      );
    } finally {
      await alter("--delete-config", "advertised.listeners");
    }
    expect(await cluster.check("--only", "brokers")).toMatchObject({ code: 0 });
  });

  test("a default that was changed behind the constructs' back", async () => {
    const alter = (...args: string[]) =>
      kafka("kafka-configs.sh", "--alter", "--entity-type", "brokers", "--entity-default", ...args);
    await alter("--add-config", "min.insync.replicas=1");
    try {
      const output = await broken("--only", "defaults");
      expect(output).toContain("expected  min.insync.replicas=2");
      expect(output).toContain(
        "actual    min.insync.replicas=1 on broker 1, min.insync.replicas=1 on broker 2",
      );
    } finally {
      await alter("--delete-config", "min.insync.replicas");
    }
    expect(await cluster.check("--only", "defaults")).toMatchObject({ code: 0 });
  });

  test.each([
    [false, "and the proxy itself changes nothing else"],
    [true, "a message that was altered on the way"],
  ])("altered %s: %s", async (alter) => {
    const proxy = new AlteringProxy(alter);
    try {
      const addresses = await proxy.start(cluster.manifest.brokers.map(({ external }) => external));
      const brokers = cluster.manifest.brokers.map((broker, index) => ({
        ...broker,
        external: addresses[index]!,
      }));
      const file = join(cluster.folder, "proxy.manifest.json");
      writeFileSync(file, JSON.stringify({ ...cluster.manifest, brokers }));
      const { code, output } = await check("--manifest", file, "--only", "brokers,topic,round-trip");
      if (alter) {
        expect({ code, output }).toMatchObject({ code: 1 });
        expect(output).toMatch(/expected {2}message 1-7 of partition 1 with 256 bytes, sha256 \w+/);
        expect(output).toMatch(/actual {4}message 1-7 of partition 1 with 256 bytes, sha256 \w+/);
      } else {
        expect({ code, output }).toMatchObject({
          code: 0,
          output: expect.stringContaining("e2e-checks works") as string,
        });
      }
    } finally {
      await proxy.stop();
    }
  });

  test("a manifest that is newer than the deploy", async () => {
    const file = join(cluster.folder, "newer.manifest.json");
    const brokers = cluster.manifest.brokers.map((broker) => ({ ...broker, definition: "0123456789ab" }));
    writeFileSync(file, JSON.stringify({ ...cluster.manifest, brokers }));
    const { code, output } = await check("--manifest", file);
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).toContain("the manifest was synthesized after the last deploy: deploy the stack");
  });

  test("and the cluster is sound again after all of that", async () => {
    expect(await cluster.check()).toMatchObject({ code: 0 });
    expect(await cluster.plan()).toMatchObject({ code: 0 });
  });
});
