import { KafkaCluster } from "../../constructs";
import { synth, testStack } from "../support/synthesized";

// A contract with everybody who has deployed a cluster: construct ids and Docker names are addresses of what runs.
// Changing one replaces containers, or leaves data behind. It is a breaking change, and a new major version.

test("CONTRACT: ids of constructs", () => {
  const kafka = new KafkaCluster(testStack(), "kafka", { brokers: 2, zookeepers: 3 });
  kafka.addTopic("orders");
  const ids = kafka.node.findAll().map(({ node }) => node.path.replace(/^test\/kafka\/?/, ""));
  expect(ids.filter((id) => id !== "").sort()).toEqual([
    "Broker1",
    "Broker1/Resource",
    "Broker1/Volumes",
    "Broker1/Volumes/kafka-1-data",
    "Broker2",
    "Broker2/Resource",
    "Broker2/Volumes",
    "Broker2/Volumes/kafka-2-data",
    "Network",
    "Network/Resource",
    "Settings",
    "Settings/Resource",
    "Topic-orders",
    "Topics",
    "TopicsDeclared",
    "Verification",
    "Verification/Resource",
    "Zookeeper",
    ...["1", "2", "3"].flatMap((id) => [
      `Zookeeper/${id}`,
      `Zookeeper/${id}/Resource`,
      `Zookeeper/${id}/Volumes`,
      `Zookeeper/${id}/Volumes/kafka-zookeeper-${id}-data`,
    ]),
    "Zookeeper/BrokerStart",
  ]);
});

test("CONTRACT: addresses in the plan, and Docker names", () => {
  const stack = testStack();
  const options = { logDirsPerBroker: 2, zookeepers: 3, brokers: 2 };
  new KafkaCluster(stack, "kafka", options).addTopic("orders");
  const { resource } = synth(stack);
  const names = (type: string) => Object.entries(resource[type]!).map(([id, { name }]) => ({ id, name }));
  const same = (...all: string[]) => all.map((name) => ({ id: name, name }));
  expect(names("docker_network")).toEqual(same("kafka"));
  expect(names("docker_container")).toEqual(
    same(
      ...["kafka-1", "kafka-1-owner", "kafka-2", "kafka-2-owner"],
      ...["kafka-zookeeper-1", "kafka-zookeeper-2", "kafka-zookeeper-3"],
    ),
  );
  expect(names("docker_volume")).toEqual(
    same(
      ...["kafka-1-data", "kafka-1-data-2", "kafka-2-data", "kafka-2-data-2"],
      ...["kafka-zookeeper-1-data", "kafka-zookeeper-2-data", "kafka-zookeeper-3-data"],
    ),
  );
  expect(Object.keys(resource["terraform_data"]!)).toEqual([
    "kafka-settings",
    "kafka-topics",
    "kafka-verified",
  ]);
});

test("CONTRACT: labels by which commands find what belongs to a cluster", () => {
  const stack = testStack();
  new KafkaCluster(stack, "kafka", { brokers: 1 });
  const {
    docker_container: containers,
    docker_network: networks,
    docker_volume: volumes,
  } = synth(stack).resource;
  const labels = (one: Record<string, unknown>) =>
    (one["labels"] as Array<{ label: string }>).map(({ label }) => label);
  for (const one of Object.values({ ...networks, ...volumes })) {
    expect(labels(one)).toEqual(["cdktf-kafka-docker.cluster"]);
  }
  for (const one of Object.values(containers!)) {
    expect(labels(one)).toEqual([
      "cdktf-kafka-docker.cluster",
      "cdktf-kafka-docker.definition",
      "cdktf-kafka-docker.role",
    ]);
  }
});
