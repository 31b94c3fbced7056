import { KafkaCluster } from "../../constructs";
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
