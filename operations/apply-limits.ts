import { limitProcesses } from "../checks/docker-engine";
import { type ClusterManifest } from "../manifest/cluster-manifest";

/**
 * Gives the containers of a cluster the limit of processes that is promised. The Docker Engine keeps it when they are
 * started again.
 *
 * @param manifest - What the cluster promises.
 * @returns Names of the containers; none where no limit is promised.
 * @throws Error - when the Docker Engine cannot be asked, has no such container, or cannot limit it.
 */
export async function applyLimits({ brokers, processLimit, zookeepers }: ClusterManifest): Promise<string[]> {
  if (processLimit === undefined) return [];
  const containers = [...zookeepers, ...brokers].map(({ container }) => container);
  await Promise.all(containers.map((container) => limitProcesses(container, processLimit)));
  return containers;
}
