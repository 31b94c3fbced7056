import { type Size } from "./size";
import { type SizeTarget } from "./size-target";

/**
 * Heap and memory of a broker, in whole numbers: page cache counts as memory of the container, and the heap is at most
 * half of it.
 *
 * @param size - The answer.
 * @returns Both, in MiB.
 */
export function memoryOf({ eachBroker: { heap, pageCache } }: Size): {
  readonly heapMiB: number;
  readonly memoryMiB: number;
} {
  const heapMiB = Math.ceil(heap.value);
  return { heapMiB, memoryMiB: Math.max(2 * heapMiB, heapMiB + Math.ceil(pageCache.value)) };
}

/**
 * The cluster as code.
 *
 * @param target - What it is to carry.
 * @param size - The answer.
 * @returns Lines for the constructor of a stack.
 */
export function sizeCode({ retentionHours }: SizeTarget, size: Size): string {
  const { brokers, minInsyncReplicas, partitions, replication, zookeepers } = size;
  const { heapMiB, memoryMiB } = memoryOf(size);
  return `const kafka = new KafkaCluster(this, "kafka", {
  brokers: ${brokers.value},
  zookeepers: ${zookeepers},
  defaultReplicationFactor: ${replication},
  minInsyncReplicas: ${minInsyncReplicas},
  heapMiB: ${heapMiB},
  memoryMiB: ${memoryMiB},
  config: { "log.retention.ms": ${Math.round(retentionHours * 3_600_000)} },
});
kafka.addTopic("events", { partitions: ${partitions.value} });`;
}
