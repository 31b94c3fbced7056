import { setTimeout as sleep } from "node:timers/promises";
import { containerState, isWell } from "../checks/docker-engine";
import { isBehind } from "../checks/kafka-replicas";
import { until } from "../checks/until";
import { type FaultCluster } from "./cluster";

/** It must be whole twice, so far apart. */
const TWICE_MS = 500;
const PAUSE_MS = 200;

/**
 * Waits until a cluster is whole, as each broker sees it (I6): all containers healthy, all brokers there, a leader for
 * every partition, every replica in sync.
 *
 * @param cluster - The cluster.
 * @param seconds - The bound.
 * @returns Seconds that it took.
 * @throws Error - with what is missing, when it is over.
 */
export async function untilHealed(cluster: FaultCluster, seconds: number): Promise<number> {
  const started = performance.now();
  const signal = AbortSignal.timeout(seconds * 1000);
  for (;;) {
    await until(signal, () => assertHealed(cluster), undefined, PAUSE_MS);
    const taken = (performance.now() - started) / 1000;
    // What a broker has yet to be told does not last.
    await sleep(TWICE_MS);
    const still = await assertHealed(cluster).then(
      () => true,
      () => false,
    );
    if (still) return taken;
  }
}

async function assertHealed(cluster: FaultCluster): Promise<void> {
  for (const container of [...cluster.brokers, ...cluster.zookeepers]) {
    const state = await containerState(container);
    if (!isWell(state)) throw new Error(`${container} is ${state.status} and ${state.health}`);
  }
  const ids = cluster.brokerIds;
  const views = await Promise.all(ids.map((id) => cluster.client(id).metadata()));
  views.forEach(({ brokers, topics }, at) => {
    const view = `as broker ${ids[at]} sees it`;
    if (brokers.length < ids.length)
      throw new Error(`brokers ${view}: ${brokers.map(({ id }) => id).join(", ")}`);
    const behind = topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(isBehind)
        .map(
          ({ inSync, leader, partition }) =>
            `${name}-${partition} led by ${leader}, in sync ${inSync.join(" ")}`,
        ),
    );
    if (behind.length > 0)
      throw new Error(`${behind.length} partitions ${view}: ${behind.slice(0, 3).join("; ")}`);
  });
}
