import { type Check } from "./check";
import { assertEngine } from "./docker-engine";
import { Load } from "./load";
import { allReadable, backInSync, whileStopped } from "./outage";

const WRITES = 50;
const SYNC_SECONDS = 120;

/** After a restart of all servers every acknowledged record is still there. */
export const restart: Check = {
  name: "restart",
  title: "after a stop and a start of all servers every acknowledged message is still there",
  timeoutSeconds: 600,
  needs: ["brokers", "containers", "zookeeper", "partitions", "topics", "round-trip", "broker-outage"],
  disruptive: true,
  async run(context) {
    await assertEngine();
    const { client, manifest, own, signal } = context;
    await own.ready(signal);
    const load = await Load.start(client, own, "restart");
    try {
      await load.more(WRITES, signal);
    } finally {
      await load.stop();
    }
    const names = (servers: ReadonlyArray<{ container: string }>) =>
      servers.map(({ container }) => container);
    // Brokers first: without ZooKeeper they could not shut down in order.
    const phases = [names(manifest.brokers), names(manifest.zookeepers)];
    const seconds = await whileStopped(context, phases, () => Promise.resolve());
    await backInSync(context, SYNC_SECONDS);
    await allReadable(context, load, "after the restart");
    const servers = manifest.brokers.length + manifest.zookeepers.length;
    return `${servers} servers: ${load.acknowledged} acknowledged messages are all there, healthy again after ${seconds.toFixed(1)} s`;
  },
};
