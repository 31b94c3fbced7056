import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { KafkaCluster } from "../../constructs";
import { readManifest } from "../../manifest";
import { synth, testStack } from "../support/synthesized";

const listeners = { LAN: { firstPort: 9192, hostAddress: "10.0.0.5" } };

test("a cluster of another app has the addresses of its manifest, and declares nothing", () => {
  const { bootstrapServers, internalBootstrapServers, manifest } = new KafkaCluster(testStack(), "kafka", {
    listeners,
  });
  const stack = testStack();
  const imported = KafkaCluster.fromManifest(stack, "imported", manifest);
  expect(imported).toMatchObject({
    name: "kafka",
    networkName: "kafka",
    bootstrapServers,
    internalBootstrapServers,
  });
  expect(imported.bootstrapServersOf("LAN")).toBe("10.0.0.5:9192,10.0.0.5:9193,10.0.0.5:9194");
  expect(() => imported.bootstrapServersOf("constructor")).toThrow(
    `'listeners' of cluster kafka has LAN, got "constructor"`,
  );
  expect(synth(stack)).not.toHaveProperty("resource");
});

describe("topics that a stack adds to a cluster of another", () => {
  function added() {
    const owner = new KafkaCluster(testStack(), "kafka", { brokers: 2, numPartitions: 5 });
    owner.addTopic("clicks.v1");
    const stack = testStack();
    const imported = KafkaCluster.fromManifest(stack, "imported", owner.manifest);
    const topic = imported.addTopic("orders", { config: { "retention.ms": 1000 }, removalPolicy: "destroy" });
    return { imported, stack, topic };
  }

  test("have the defaults of that cluster", () => {
    expect(added().topic).toMatchObject({ name: "orders", partitions: 5, replicationFactor: 2 });
  });

  test("have steps of their own, one of them for a destroy, and a resource that waits for them", () => {
    const { imported, stack } = added();
    const json = synth(stack);
    const data = json.resource["terraform_data"]! as Record<string, Record<string, unknown>>;
    const prefix = "kafka-test-imported-topics";
    expect(Object.keys(data)).toEqual([
      prefix,
      ...["applied", "verified", "withdrawn"].map((step) => `${prefix}-${step}`),
    ]);
    expect(json.locals[prefix]).toMatchObject({ orders: { partitions: 5, replication_factor: 2 } });
    const file = "kafka.test-imported.manifest.json";
    const main = `node -e "require('cdktf-kafka-docker/command').main()" --`;
    expect(data[`${prefix}-applied`]!["provisioner"]).toEqual([
      { "local-exec": { command: `${main} apply-topics --manifest ${file}` } },
    ]);
    expect(data[`${prefix}-verified`]!["depends_on"]).toEqual([`terraform_data.${prefix}-applied`]);
    expect(data[`${prefix}-withdrawn`]!["provisioner"]).toEqual([
      { "local-exec": { command: `${main} apply-topics --manifest ${file} --withdraw`, when: "destroy" } },
    ]);
    expect(imported.ready).toHaveLength(1);
  });

  test("are in a manifest of their own, and not in that of the cluster", () => {
    const outdir = mkdtempSync(join(tmpdir(), "imported-"));
    try {
      const { imported } = added();
      const app = new App({ outdir });
      const again = KafkaCluster.fromManifest(new TerraformStack(app, "two"), "kafka", imported.manifest);
      again.addTopic("orders", { removalPolicy: "destroy" });
      app.synth();
      expect(readManifest(join(outdir, "stacks/two/kafka.two-kafka.manifest.json"))).toMatchObject({
        name: "kafka",
        owner: "two-kafka",
        topics: [{ name: "orders", removalPolicy: "destroy" }],
      });
      expect(imported.manifest.topics.map(({ name }) => name)).toEqual(["clicks.v1"]);
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});
