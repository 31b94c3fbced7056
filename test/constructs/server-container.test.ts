import { TerraformLocal } from "cdktf";
import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { container, synth, synthCluster, type Synthesized, testStack } from "../support/synthesized";

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

  test("comes back by itself", () => {
    expect(one).toMatchObject({ restart: "unless-stopped", must_run: true });
  });

  test("Java replaces the shell, so that it gets the signal to stop", () => {
    const [shell, flags, script] = one["entrypoint"] as string[];
    expect([shell, flags]).toEqual(["bash", "-euc"]);
    expect(script!.split("\n").at(-1)).toMatch(/^exec java /);
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

test("Terraform waits for brokers, and for ZooKeeper servers only through them", () => {
  const json = synthCluster({ zookeepers: 3 });
  expect(container(json, "kafka-1")).toMatchObject({ wait: true, wait_timeout: 180 });
  expect(container(json, "kafka-zookeeper-1")["wait"]).toBe(false);
});

describe("the label that replaces a container", () => {
  const definition = (props: KafkaClusterProps, name = "kafka-1") => label(synthCluster(props), name);

  test("changes with what the provider does not see: the port of the health check", () => {
    expect(definition({ firstPort: 19092 })).not.toBe(definition({}));
  });

  test("changes with a setting of the brokers, and not for ZooKeeper", () => {
    const config = { "log.retention.hours": 1 };
    expect(definition({ config })).not.toBe(definition({}));
    expect(definition({ config }, "kafka-zookeeper-1")).toBe(definition({}, "kafka-zookeeper-1"));
  });

  test("stays when a broker is added", () => {
    expect(definition({ brokers: 4, numPartitions: 6 })).toBe(definition({}));
  });

  test("stays when something else is added to the stack", () => {
    const stack = testStack();
    const local = new TerraformLocal(stack, "before", "x");
    expect(local.asString).toContain("TfToken");
    new KafkaCluster(stack, "kafka");
    expect(label(synth(stack), "kafka-1")).toBe(definition({}));
  });
});
