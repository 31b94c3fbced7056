import { createInterface } from "node:readline/promises";
import { type ClusterManifest } from "../manifest";
import { UsageError } from "./choose-manifest";

/**
 * Asks whether servers may be stopped.
 *
 * @param manifest - The cluster.
 * @param yes - Whether that was said already.
 * @throws UsageError - when it may not, or there is nobody to ask.
 */
export async function confirmDisruption(
  { brokers, name, zookeepers }: ClusterManifest,
  yes: boolean,
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new UsageError("--disruptive stops servers of the cluster: without a terminal, say so with --yes");
  }
  const ensemble = zookeepers.length > 2 ? ", one ZooKeeper server" : "";
  // Standard output is the report's.
  console.error(
    `This stops each of ${brokers.length} brokers in turn${ensemble}, then all servers, and starts them again.\n` +
      "Clients see pauses of some seconds; topics with one replica cannot be used meanwhile.",
  );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Type the name of the cluster (${name}) to go on: `);
    if (answer.trim() !== name) throw new UsageError("nothing was stopped");
  } finally {
    terminal.close();
  }
}
