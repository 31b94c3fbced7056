import { container, settings, synthCluster, startScript } from "../support/synthesized";

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
    expect(startScript(json, `kafka-zookeeper-${id}`)).toContain(`printf ${id} >/var/lib/kafka/data/myid`);
  }
});

test("tells brokers of which cluster its data are", () => {
  expect(startScript(synthCluster(), "kafka-zookeeper-1")).toContain('"-Duser.home=/cluster/$cluster" "$@"');
});

test("takes settings in ZooKeeper's own keys", () => {
  const json = synthCluster({ zookeeperConfig: { maxClientCnxns: 0 } });
  expect(settings(json, "kafka-zookeeper-1").get("maxClientCnxns")).toBe("0");
  expect(settings(json, "kafka-1").has("maxClientCnxns")).toBe(false);
});
