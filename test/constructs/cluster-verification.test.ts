import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { KafkaCluster } from "../../constructs";
import { DYNAMIC_SETTINGS } from "../../constructs/config/dynamic-settings";
import { readManifest } from "../../manifest";
import { synth, synthCluster, testStack } from "../support/synthesized";

interface TerraformData {
  readonly provisioner: Array<{ "local-exec": { command: string } }>;
  readonly triggers_replace: Record<string, string>;
}

const data = (name: string, json = synthCluster()) =>
  json.resource["terraform_data"]![name] as unknown as TerraformData;

test("a deploy makes the cluster what is declared, and checks it, as a resource of its own", () => {
  const json = synthCluster();
  expect(data("kafka-verified", json).provisioner).toEqual([
    {
      "local-exec": {
        command: `node -e "require('cdktf-kafka-docker/command').main()" -- complete --manifest kafka.manifest.json --check`,
      },
    },
  ]);
  for (const one of Object.values(json.resource["docker_container"]!))
    expect(one["provisioner"]).toBeUndefined();
});

test("it does so again for each new container, and each other manifest", () => {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, "kafka", { brokers: 2 });
  kafka.addTopic("orders", { config: { note: "${x}" } });
  const triggers = data("kafka-verified", synth(stack)).triggers_replace;
  expect(triggers["containers"]).toBe(
    "${docker_container.kafka-zookeeper-1.id} ${docker_container.kafka-1.id} ${docker_container.kafka-2.id}",
  );
  expect(triggers["manifest"]).toContain('"note": "$${x}"');
});

test("nothing is checked when 'verify' is false", () => {
  const json = synthCluster({ verify: false });
  expect(Object.keys(json.resource["terraform_data"]!)).toEqual(["kafka-completed", "kafka-settings"]);
  expect(data("kafka-completed", json).provisioner[0]!["local-exec"].command).toMatch(
    / complete --manifest kafka\.manifest\.json$/,
  );
});

test("the manifest is written beside the stack's configuration, and is valid", () => {
  const outdir = mkdtempSync(join(tmpdir(), "manifest-"));
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "two");
    new DockerProvider(stack, "docker", {});
    const a = new KafkaCluster(stack, "a", { brokers: 1 });
    const b = new KafkaCluster(stack, "b", { firstPort: 9192, verify: false });
    app.synth();
    expect(readManifest(join(outdir, "stacks/two/a.manifest.json"))).toEqual(a.manifest);
    expect(readManifest(join(outdir, "stacks/two/b.manifest.json"))).toEqual(b.manifest);
    expect(JSON.parse(readFileSync(join(outdir, "stacks/two/cdk.tf.json"), "utf8"))).toHaveProperty(
      "resource",
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test("the manifest promises brokers, addresses and defaults", () => {
  const { manifest } = new KafkaCluster(new TerraformStack(new App(), "s"), "kafka", {
    brokers: 1,
    config: { "auto.create.topics.enable": true, "log.retention.hours": 1 },
  });
  const definition = expect.stringMatching(/^[0-9a-f]{12}$/) as string;
  expect(manifest).toEqual({
    version: 1,
    name: "kafka",
    network: "kafka",
    brokers: [
      {
        id: 1,
        container: "kafka-1",
        definition,
        image: "apache/kafka:3.9.2",
        internal: "kafka-1:19092",
        external: "127.0.0.1:9092",
        listeners: {},
        config: { "log.retention.ms": "3600000" },
      },
    ],
    zookeepers: [{ id: 1, container: "kafka-zookeeper-1", definition, image: "apache/kafka:3.9.2" }],
    defaults: {
      "num.partitions": "12",
      "default.replication.factor": "1",
      "min.insync.replicas": "1",
      "offsets.topic.replication.factor": "1",
      "transaction.state.log.replication.factor": "1",
      "transaction.state.log.min.isr": "1",
      "auto.create.topics.enable": "true",
      "unclean.leader.election.enable": "false",
    },
    dynamicSettings: DYNAMIC_SETTINGS,
    topics: [],
  });
});
