import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import {
  container,
  settings,
  synth,
  synthCluster,
  type Synthesized,
  testStack,
} from "../support/synthesized";

const volumes = (json: Synthesized) => Object.keys(json.resource["docker_volume"] ?? {});

test("Terraform owns a volume for each server, so that destroy leaves nothing", () => {
  const json = synthCluster();
  expect(volumes(json)).toEqual(["kafka-1-data", "kafka-2-data", "kafka-3-data", "kafka-zookeeper-1-data"]);
  expect(json).not.toHaveProperty("removed");
});

test("a volume that was retained before is not replaced for its labels", () => {
  const [volume] = Object.values(synthCluster().resource["docker_volume"]!);
  expect(volume!["lifecycle"]).toEqual({ ignore_changes: ["labels"] });
});

describe("retained data", () => {
  const json = synthCluster({ dataRetention: "retain", brokers: 1 });

  test("is in volumes that Terraform does not know, of the same names", () => {
    expect(volumes(json)).toEqual([]);
    expect(container(json, "kafka-1")["volumes"]).toEqual([
      { container_path: "/var/lib/kafka/data", volume_name: "kafka-1-data" },
    ]);
    expect(container(json, "kafka-zookeeper-1")["volumes"]).toEqual([
      { container_path: "/var/lib/kafka/data", volume_name: "kafka-zookeeper-1-data" },
    ]);
  });

  test("is let go, not deleted, where Terraform once owned it", () => {
    expect(json).toHaveProperty("removed", [
      { from: "docker_volume.kafka-zookeeper-1-data", lifecycle: [{ destroy: false }] },
      { from: "docker_volume.kafka-1-data", lifecycle: [{ destroy: false }] },
    ]);
  });

  test("of two clusters of a stack is let go alike", () => {
    const stack = testStack();
    const props = { brokers: 1, dataRetention: "retain" } as const;
    new KafkaCluster(stack, "a", props);
    new KafkaCluster(stack, "b", { ...props, firstPort: 9192 });
    const { removed } = synth(stack) as unknown as { removed: Array<{ from: string }> };
    expect(removed.map(({ from }) => from)).toEqual([
      "docker_volume.a-zookeeper-1-data",
      "docker_volume.a-1-data",
      "docker_volume.b-zookeeper-1-data",
      "docker_volume.b-1-data",
    ]);
  });
});

describe("several log directories", () => {
  const json = synthCluster({ logDirsPerBroker: 2, brokers: 1 });

  test("are volumes of their own, for brokers alone", () => {
    expect(volumes(json)).toEqual(["kafka-1-data", "kafka-1-data-2", "kafka-zookeeper-1-data"]);
    expect(settings(json, "kafka-1").get("log.dirs")).toBe("/var/lib/kafka/data,/var/lib/kafka/data-2");
  });

  test("are handed over to the broker's user before it starts: the image does not have them", () => {
    expect(container(json, "kafka-1")["depends_on"]).toEqual(["docker_container.kafka-1-owner"]);
    expect(container(json, "kafka-1-owner")).toMatchObject({
      entrypoint: ["chown", "1000:1000", "/volumes/1", "/volumes/2"],
      capabilities: { drop: ["ALL"], add: ["CAP_CHOWN"] },
      network_mode: "none",
      attach: true,
      must_run: false,
    });
    expect(container(json, "kafka-zookeeper-1")["depends_on"]).toBeUndefined();
  });
});

test("folders of the Docker host hold a folder for each server, which is handed over", () => {
  const props: KafkaClusterProps = { brokers: 1, dataRetention: "retain", dataHostPath: "/srv/${kafka}/" };
  const json = synthCluster(props);
  expect(volumes(json)).toEqual([]);
  expect(container(json, "kafka-1")["volumes"]).toEqual([
    { container_path: "/var/lib/kafka/data", host_path: "/srv/$${kafka}/kafka-1-data" },
  ]);
  expect(container(json, "kafka-zookeeper-1")["depends_on"]).toEqual([
    "docker_container.kafka-zookeeper-1-owner",
  ]);
});
