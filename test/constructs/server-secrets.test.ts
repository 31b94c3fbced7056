import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { synth, testStack } from "../support/synthesized";

function secured(security: KafkaClusterProps["security"] = true, props: KafkaClusterProps = {}) {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, "kafka", { security, ...props });
  return { kafka, resources: synth(stack).resource };
}

type Named = Record<string, unknown>;
const settingsOf = (container: unknown) =>
  (container as { env: string[] }).env.find((one) => one.startsWith("SERVER_PROPERTIES="))!;

test("each server has its own part of the folder, read-only, by a path of whoever deploys", () => {
  const { resources } = secured();
  const containers = resources["docker_container"] as Record<string, Named>;
  for (const server of ["kafka-1", "kafka-3", "kafka-zookeeper-1"]) {
    expect(containers[server]!["volumes"]).toContainEqual({
      container_path: "/etc/kafka/secrets",
      host_path: `\${pathexpand("~/.kafka-docker/kafka/servers/${server}")}`,
      read_only: true,
    });
    expect(containers[server]!["depends_on"]).toEqual(["terraform_data.kafka-secrets"]);
  }
});

test("a folder that is given is used as it is", () => {
  const { resources } = secured({ folder: "/srv/secrets" });
  const [broker] = Object.values(resources["docker_container"] as Record<string, Named>).filter(
    ({ name }) => name === "kafka-1",
  );
  expect(JSON.stringify(broker!["volumes"])).toContain('"/srv/secrets/servers/kafka-1"');
});

test("ZooKeeper is on a network of its own, which leads nowhere, and brokers are on both", () => {
  const { kafka, resources } = secured();
  const networks = resources["docker_network"] as Record<string, Named>;
  expect(networks["kafka-zookeeper"]).toMatchObject({ name: "kafka-zookeeper", internal: true });
  const containers = resources["docker_container"] as Record<string, Named>;
  const names = (server: string) =>
    (containers[server]!["networks_advanced"] as Array<{ name: string }>).map(({ name }) => name);
  expect(names("kafka-zookeeper-1")).toEqual(["${docker_network.kafka-zookeeper.name}"]);
  expect(names("kafka-1")).toEqual([
    "${docker_network.kafka.name}",
    "${docker_network.kafka-zookeeper.name}",
  ]);
  expect(kafka.manifest.zookeeperNetwork).toBe("kafka-zookeeper");
});

test("brokers prove themselves by certificates, users by passwords, and nobody may do what is not granted", () => {
  const { resources } = secured();
  const settings = settingsOf((resources["docker_container"] as Record<string, Named>)["kafka-1"]);
  for (const line of [
    "authorizer.class.name=kafka.security.authorizer.AclAuthorizer",
    "allow.everyone.if.no.acl.found=false",
    "inter.broker.listener.name=BROKERS",
    "listener.name.admin.ssl.client.auth=required",
    "listener.name.brokers.ssl.client.auth=required",
    "listener.name.external.sasl.enabled.mechanisms=SCRAM-SHA-512",
    "listener.name.external.ssl.client.auth=none",
    "ssl.enabled.protocols=TLSv1.3",
    "super.users=User:CN=broker,O=kafka;User:CN=admin,O=kafka",
    "zookeeper.set.acl=true",
  ]) {
    expect(settings.replace("SERVER_PROPERTIES=", "").split("\n")).toContain(line);
  }
});

test("each part can be left out", () => {
  const { kafka, resources } = secured({
    authorization: false,
    clientAuthentication: "tls",
    protocols: ["TLSv1.3", "TLSv1.2"],
    zookeeper: false,
  });
  const containers = resources["docker_container"] as Record<string, Named>;
  const settings = settingsOf(containers["kafka-1"]);
  expect(settings).not.toMatch(/authorizer|super\.users|zookeeper\.set\.acl|sasl/);
  expect(settings).toContain("listener.name.external.ssl.client.auth=required");
  expect(settings).toContain("ssl.enabled.protocols=TLSv1.3,TLSv1.2");
  expect(Object.keys(resources["docker_network"]!)).toEqual(["kafka"]);
  expect(containers["kafka-zookeeper-1"]!["depends_on"]).toBeUndefined();
  expect(kafka.manifest).not.toHaveProperty("zookeeperNetwork");
});

test("the manifest has references to the files, and the administrator's addresses", () => {
  const { kafka } = secured(true, { firstPort: 12000 });
  expect(kafka.manifest.security).toEqual({
    folder: "~/.kafka-docker/kafka",
    protocols: ["TLSv1.3"],
    clientAuthentication: "scram-sha-512",
    authorization: true,
  });
  expect(kafka.manifest.brokers.map(({ admin }) => admin)).toEqual([
    "127.0.0.1:13000",
    "127.0.0.1:13001",
    "127.0.0.1:13002",
  ]);
});

test("further super users are named by their certificates", () => {
  const { resources } = secured({ superUsers: ["CN=operator,O=Example"] });
  const settings = settingsOf((resources["docker_container"] as Record<string, Named>)["kafka-1"]);
  expect(settings).toContain(";User:CN=operator,O=Example\n");
});

/** What a deploy makes secrets anew for, when it changes. */
function triggersOf(declare: (kafka: KafkaCluster) => void = () => undefined): unknown {
  const stack = testStack();
  declare(new KafkaCluster(stack, "kafka", { brokers: 1, security: true }));
  return synth(stack).resource["terraform_data"]!["kafka-secrets"]!["triggers_replace"];
}

test("a user that is added later gets its password or its certificate", () => {
  const before = triggersOf();
  expect(triggersOf((kafka) => kafka.addUser("billing"))).not.toEqual(before);
  const [password, certificate] = ["scram-sha-512", "tls"] as const;
  expect(triggersOf((kafka) => kafka.addUser("billing", { authentication: certificate }))).not.toEqual(
    triggersOf((kafka) => kafka.addUser("billing", { authentication: password })),
  );
});

test("topics, rights and limits of users need no secrets", () => {
  const before = triggersOf((kafka) => kafka.addUser("billing"));
  const after = triggersOf((kafka) => {
    const billing = kafka.addUser("billing", { quotas: { producerByteRate: 1 } });
    kafka.addTopic("orders").grantRead(billing);
  });
  expect(after).toEqual(before);
});
