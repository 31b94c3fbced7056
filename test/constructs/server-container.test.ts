import { TerraformLocal } from "cdktf";
import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { PROFILES } from "../../constructs/config/profile";
import {
  container,
  synth,
  synthCluster,
  type Synthesized,
  testStack,
  startScript,
} from "../support/synthesized";

const SERVERS = ["kafka-1", "kafka-zookeeper-1"];

function label(json: Synthesized, name: string): string {
  const labels = container(json, name)["labels"] as Array<{ label: string; value: string }>;
  return labels.find((one) => one.label === "cdktf-kafka-docker.definition")!.value;
}

describe.each(SERVERS)("%s", (name) => {
  const one = container(synthCluster(), name);

  test("is not root and has no capability", () => {
    expect(one).toMatchObject({
      user: "1000:1000",
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
    });
  });

  test("has a read-only file system, and an exec-able /tmp for the codecs' libraries", () => {
    expect(one["read_only"]).toBe(true);
    expect((one["tmpfs"] as Record<string, string>)["/tmp"]).toMatch(/(^|,)exec(,|$)/);
    // The provider's uploads fail on a read-only file system.
    expect(one["upload"]).toBeUndefined();
  });

  test("keeps its data in a named volume", () => {
    expect(one["volumes"]).toEqual([
      { container_path: "/var/lib/kafka/data", volume_name: `\${docker_volume.${name}-data.name}` },
    ]);
  });

  test("bounds its logs, and leaves none of it to the daemon's defaults", () => {
    expect(one).toMatchObject({ log_driver: "json-file", log_opts: { "max-file": "3", "max-size": "10m" } });
  });

  test("has no limits of memory and processors unless it is told", () => {
    expect(one).not.toHaveProperty("memory");
    expect(one).not.toHaveProperty("cpus");
  });

  test("comes back by itself", () => {
    expect(one).toMatchObject({ restart: "unless-stopped", must_run: true });
  });

  test("Java replaces the shell, so that it gets the signal to stop", () => {
    const [shell, flags] = one["entrypoint"] as string[];
    expect([shell, flags]).toEqual(["bash", "-euc"]);
    expect(startScript(synthCluster(), name).split("\n").at(-1)).toMatch(/^exec java /);
  });

  test("has no fixed address, and its name as an alias", () => {
    expect(one["networks_advanced"]).toEqual([{ aliases: [name], name: "${docker_network.kafka.name}" }]);
  });

  test("is stopped gracefully", () => {
    const seconds = name === "kafka-1" ? 60 : 30;
    expect(one).toMatchObject({
      destroy_grace_seconds: seconds,
      stop_timeout: seconds,
      stop_signal: "SIGTERM",
    });
  });
});

describe("the label that replaces a container", () => {
  const definition = (props: KafkaClusterProps, name = "kafka-1") => label(synthCluster(props), name);

  test("changes with what the provider does not see: the port of the health check", () => {
    expect(definition({ firstPort: 19092 })).not.toBe(definition({}));
  });

  test("changes with a setting of the brokers, and not for ZooKeeper", () => {
    const config = { "queued.max.requests": 100 };
    expect(definition({ config })).not.toBe(definition({}));
    expect(definition({ config }, "kafka-zookeeper-1")).toBe(definition({}, "kafka-zookeeper-1"));
  });

  test("changes with the interval of the health check", () => {
    expect(definition({ healthCheckIntervalSeconds: 2 })).not.toBe(definition({}));
  });

  test("changes with the script that starts a broker, which the JSON has once", () => {
    const dataHostPath = { dataRetention: "retain", dataHostPath: "/srv/kafka" } as const;
    const script = (props: KafkaClusterProps) => startScript(synthCluster(props), "kafka-1");
    expect(script(dataHostPath)).not.toBe(script({}));
    expect(definition(dataHostPath)).not.toBe(definition({}));
    const json = synthCluster();
    expect(JSON.stringify(json).match(/belong together\?/g)).toHaveLength(1);
  });

  test("stays when volumes are given out of Terraform's hands", () => {
    expect(definition({ dataRetention: "retain" })).toBe(definition({}));
  });

  test("stays when a broker is added", () => {
    expect(definition({ brokers: 4 })).toBe(definition({}));
  });

  test("stays when something else is added to the stack", () => {
    const stack = testStack();
    const local = new TerraformLocal(stack, "before", "x");
    expect(local.asString).toContain("TfToken");
    new KafkaCluster(stack, "kafka");
    expect(label(synth(stack), "kafka-1")).toBe(definition({}));
  });
});

describe("what it is told", () => {
  const given: KafkaClusterProps = {
    ...{
      heapMiB: 700,
      memoryMiB: 1500,
      cpus: 1.5,
      env: { A: "1" },
      jvmOptions: ["-Xss1m"],
      stopGraceSeconds: 90,
    },
    ...{ zookeeperHeapMiB: 200, zookeeperMemoryMiB: 450, zookeeperCpus: 0.5, zookeeperEnv: { B: "2" } },
    ...{ zookeeperJvmOptions: ["-Xss2m"], zookeeperStopGraceSeconds: 20 },
    ...{ healthCheckIntervalSeconds: 7, containerLogMaxSizeMiB: 50, containerLogMaxFiles: 2 },
  };
  const json = synthCluster(given);

  test.each([
    [
      "kafka-1",
      { memory: 1500, memory_swap: 1500, cpus: "1.5", stop_timeout: 90, destroy_grace_seconds: 90 },
    ],
    [
      "kafka-zookeeper-1",
      { memory: 450, memory_swap: 450, cpus: "0.5", stop_timeout: 20, destroy_grace_seconds: 20 },
    ],
  ])("%s gets", (name, expected) => {
    expect(container(json, name)).toMatchObject({
      ...expected,
      log_opts: { "max-file": "2", "max-size": "50m" },
      healthcheck: { test: ["CMD", "bash", "-c", expect.stringContaining("sleep 6;") as string] },
    });
  });

  test("Java gets its heap, and the user's options after those of the package", () => {
    const java = (name: string) => (container(json, name)["entrypoint"] as string[]).slice(4);
    expect(java("kafka-1")).toContain("-Xmx700m");
    expect(java("kafka-zookeeper-1")).toContain("-Xmx200m");
    expect(java("kafka-1").indexOf("-Xss1m")).toBeGreaterThan(java("kafka-1").indexOf("-XX:+UseG1GC"));
    expect(java("kafka-1").indexOf("-Xss1m")).toBeLessThan(java("kafka-1").indexOf("kafka.Kafka"));
    expect(java("kafka-zookeeper-1")).toContain("-Xss2m");
  });

  test("another garbage collector takes the place of G1: Java does not start with two", () => {
    const java = container(synthCluster({ jvmOptions: ["-XX:+UseZGC"] }), "kafka-1")[
      "entrypoint"
    ] as string[];
    expect(java.filter((option) => /^-XX:\+Use\w+GC$/.test(option))).toEqual(["-XX:+UseZGC"]);
  });

  test("a profile chooses the collector and the compiler of brokers and ZooKeeper, and nothing else", () => {
    const { production, development } = Object.fromEntries(
      PROFILES.map((profile) => [profile, synthCluster({ profile })]),
    ) as Record<(typeof PROFILES)[number], Synthesized>;
    expect(production).toEqual(synthCluster());
    for (const name of SERVERS) {
      const tuned = (json: Synthesized) => {
        const { entrypoint, labels: _, ...rest } = container(json, name);
        const java = (entrypoint as string[]).slice(4);
        const options = java.filter((option) => option.startsWith("-XX:") && !/OutOfMemory/.test(option));
        const others = [java.filter((option) => !options.includes(option)), rest];
        return { options, others: JSON.stringify(others, undefined, 1) };
      };
      expect(tuned(production).options).toEqual(["-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"]);
      expect(tuned(development).options).toEqual(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]);
      // Memory that Java would zero at each start, and a wait of replicas.
      const { others } = tuned(development);
      const own = ["log.cleaner.dedupe.buffer.size=33554432\\n", "replica.fetch.backoff.ms=200\\n"];
      for (const line of own)
        expect(others.includes(line)).toBe(name.startsWith("kafka-") && !/zoo/.test(name));
      expect(own.reduce((rest, line) => rest.replace(line, ""), others)).toBe(tuned(production).others);
    }
  });

  test("what the user says of collector and compiler holds against a profile", () => {
    const jvmOptions = ["-XX:+UseG1GC", "-XX:TieredStopAtLevel=4"];
    const json = synthCluster({ profile: "development", jvmOptions });
    const java = container(json, "kafka-1")["entrypoint"] as string[];
    expect(java.filter((option) => /Use\w+GC|Tiered/.test(option))).toEqual([
      "-XX:TieredStopAtLevel=1",
      ...jvmOptions,
    ]);
    expect(container(json, "kafka-zookeeper-1")["entrypoint"]).toContain("-XX:+UseSerialGC");
  });

  test("processors are written as Docker takes them, with at most nine digits", () => {
    expect(container(synthCluster({ cpus: 1 / 3 }), "kafka-1")["cpus"]).toBe("0.333333333");
  });

  test("variables reach their own servers", () => {
    expect(container(json, "kafka-1")["env"]).toContain("A=1");
    expect(container(json, "kafka-zookeeper-1")["env"]).toContain("B=2");
    expect(container(json, "kafka-zookeeper-1")["env"]).not.toContain("A=1");
  });

  test("variables are in the order in which the provider reads them back", () => {
    const env = container(synthCluster({ env: { Z: "1", A: "2" } }), "kafka-1")["env"] as string[];
    expect(env.map((entry) => entry.split("=")[0])).toEqual([
      "A",
      "LOG4J_PROPERTIES",
      "SERVER_PROPERTIES",
      "Z",
    ]);
  });

  test("literal ${ and %{ survive in every text of the user", () => {
    const text = "${HOME} %{x}";
    const all = synthCluster({ env: { A: text }, jvmOptions: [`-Da=${text}`], config: { a: text } });
    const { entrypoint, env } = container(all, "kafka-1") as Record<string, string[]>;
    expect(env).toContain("A=$${HOME} %%{x}");
    expect(entrypoint).toContain("-Da=$${HOME} %%{x}");
    expect(JSON.stringify([entrypoint, env])).not.toMatch(/(?<!\$)\$\{(?!docker_|local\.)|(?<!%)%\{/);
  });
});
