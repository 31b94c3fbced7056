import { type ServerResources } from "./server";

/**
 * Processes and threads that a server of a secured cluster may have. A broker has some hundred threads, and more with
 * processors, listeners and brokers, not with clients: the limit stops what runs away, and nothing else.
 */
export const PROCESS_LIMIT = 4096;

/** Beside its heap Java needs some, however small the heap is. */
const LEAST_BESIDE_HEAP_MIB = 512;

/** Weight of a container that says nothing is 1024. */
export const CPU_SHARES = { broker: 2048, zookeeper: 4096 } as const;

/**
 * What a server of a secured cluster gets where nothing else was chosen: a limit of its memory, and its weight where
 * processors are scarce.
 *
 * @param resources - What was chosen.
 * @param cpuShares - Weight against other containers. ZooKeeper comes before brokers: one that answers late makes them
 *   lose their sessions.
 * @returns All of it.
 */
export function limited(resources: ServerResources, cpuShares: number): ServerResources {
  const { heapMiB, memoryMiB = heapMiB + Math.max(heapMiB, LEAST_BESIDE_HEAP_MIB) } = resources;
  return { ...resources, memoryMiB, cpuShares };
}
