import { ZookeeperEnsemble } from "../../constructs";
import { container, settings, synthCluster, testStack } from "../support/synthesized";

test("brokers refer to servers by name, which is known at plan", () => {
  const json = synthCluster({ zookeepers: 3 });
  expect(settings(json, "kafka-1").get("zookeeper.connect")).toBe(
    [1, 2, 3].map((id) => `\${docker_container.kafka-zookeeper-${id}.name}:2181`).join(","),
  );
});

test("no server waits for another: they are created side by side", () => {
  const json = synthCluster({ zookeepers: 3 });
  for (const id of [1, 2, 3]) {
    expect(JSON.stringify(container(json, `kafka-zookeeper-${id}`))).not.toContain("docker_container.");
  }
});

test("each server has its own number", () => {
  const json = synthCluster({ zookeepers: 3 });
  for (const id of [1, 2, 3]) {
    const [, , script] = container(json, `kafka-zookeeper-${id}`)["entrypoint"] as string[];
    expect(script).toContain(`printf ${id} >/var/lib/kafka/data/myid`);
  }
});

test("fails when it cannot have a majority", () => {
  const props = { cluster: "kafka", image: "x", network: "kafka", size: 4 };
  expect(() => new ZookeeperEnsemble(testStack(), "Zookeeper", props)).toThrow(
    "'size' must be 1, 3 or 5, so that a majority can be formed, got 4",
  );
});
