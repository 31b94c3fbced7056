import { ceilOf } from "./size-figure";
import { type Size } from "./size";
import { type SizeTarget } from "./size-target";

/** Java's own: code, classes, threads and buffers of the network. A rule of thumb. */
const OFF_HEAP_MIB = 256;
/** As many as `KafkaCluster` takes. */
export const MOST_BROKERS = 1000;

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
  const others = heapMiB + OFF_HEAP_MIB + ceilOf(pageCache.value);
  return { heapMiB, memoryMiB: Math.max(2 * heapMiB, others) };
}

/**
 * The cluster as code.
 *
 * @param target - What it is to carry.
 * @param size - The answer.
 * @returns Lines for the constructor of a stack; undefined where no cluster can be as large.
 */
export function sizeCode({ retentionHours }: SizeTarget, size: Size): string | undefined {
  if (size.brokers.value > MOST_BROKERS) return undefined;
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
