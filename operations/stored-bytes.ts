import { execute } from "../checks/docker-engine";
import { type ClusterManifest } from "../manifest/cluster-manifest";

/**
 * What a topic takes on the disks of all brokers, its indexes left out. Kafka's own request for it needs a right that
 * users of a secured cluster do not have.
 *
 * @param manifest - The cluster.
 * @param topic - Name of the topic.
 * @returns Bytes of all replicas.
 * @throws Error - where no broker has any.
 */
export async function storedBytes({ brokers }: ClusterManifest, topic: string): Promise<number> {
  const count = `cat /var/lib/kafka/data*/${topic}-*/*.log 2>/dev/null | wc -c`;
  const outputs = await Promise.all(brokers.map(({ container }) => execute(container, ["sh", "-c", count])));
  const bytes = outputs.reduce((sum, output) => sum + Number(output.trim()), 0);
  if (!(bytes > 0)) throw new Error(`no broker has anything of topic ${topic} in /var/lib/kafka/data`);
  return bytes;
}
