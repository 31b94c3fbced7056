import { KafkaCluster, type KafkaClusterProps } from "../../constructs";
import { container, synth, synthCluster, testStack } from "../support/synthesized";

const SECURED: KafkaClusterProps = { brokers: 1, security: true };

test("a secured cluster has limits of memory and weights for processors, ZooKeeper's above the brokers'", () => {
  const json = synthCluster(SECURED);
  expect(container(json, "kafka-1")).toMatchObject({ memory: 2048, memory_swap: 2048, cpu_shares: 2048 });
  expect(container(json, "kafka-zookeeper-1")).toMatchObject({ memory: 1024, cpu_shares: 4096 });
});

test("a small heap leaves Java 512 MiB beside it", () => {
  const json = synthCluster({ ...SECURED, heapMiB: 384, zookeeperHeapMiB: 64 });
  expect(container(json, "kafka-1")["memory"]).toBe(896);
  expect(container(json, "kafka-zookeeper-1")["memory"]).toBe(576);
});

test("what is chosen holds", () => {
  const json = synthCluster({ ...SECURED, memoryMiB: 6144, zookeeperMemoryMiB: 1500 });
  expect(container(json, "kafka-1")["memory"]).toBe(6144);
  expect(container(json, "kafka-zookeeper-1")["memory"]).toBe(1500);
});

test("processes are limited", () => {
  expect(new KafkaCluster(testStack(), "kafka", SECURED).manifest.processLimit).toBe(4096);
});

test("a cluster that is not secured has none of it", () => {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, "kafka");
  expect(kafka.manifest).not.toHaveProperty("processLimit");
  const json = synth(stack);
  expect(container(json, "kafka-1")).not.toHaveProperty("memory");
  expect(container(json, "kafka-1")).not.toHaveProperty("cpu_shares");
});
