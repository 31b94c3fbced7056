import { type Check, type CheckContext, CheckFailure, CheckSkipped } from "./check";
import { deadline } from "./deadline";
import { assertEngine } from "./docker-engine";
import { Load } from "./load";
import { backInSync, whileStopped } from "./outage";
import { reason } from "./reason";

const WRITES = 10;
const SECONDS = 30;

/** While the leader of the ensemble is down writes go on, and a topic can be created. */
export const zookeeperOutage: Check = {
  name: "zookeeper-outage",
  title: "with the leader of ZooKeeper down writes go on, and a topic can be created",
  timeoutSeconds: 300,
  needs: ["brokers", "containers", "zookeeper", "partitions", "topics", "round-trip", "broker-outage"],
  disruptive: true,
  async run(context) {
    await assertEngine();
    const { manifest, observed, own, signal } = context;
    const size = manifest.zookeepers.length;
    if (size < 3) throw new CheckSkipped(`an ensemble of ${size} cannot lose one`);
    const leader = observed.topology.zookeepers?.find(({ mode }) => mode === "leader")?.id ?? 1;
    const { container } = manifest.zookeepers.find(({ id }) => id === leader)!;
    await own.ready(signal);
    const load = await Load.start(context.client, own, "zookeeper-outage");
    let seconds = 0;
    try {
      await load.more(1, signal);
      await whileStopped(context, [[container]], async () => {
        seconds = await stillWorks(context, load, container);
      });
      await backInSync(context, SECONDS);
    } finally {
      await load.stop();
    }
    const pause = (load.longestPauseMs / 1000).toFixed(1);
    return `without its leader ${leader}: a topic created after ${seconds.toFixed(1)} s, ${load.acknowledged} writes, longest pause ${pause} s`;
  },
};

async function stillWorks(context: CheckContext, load: Load, container: string): Promise<number> {
  const { own } = context;
  const signal = deadline(SECONDS, context.signal);
  const started = performance.now();
  try {
    await load.more(WRITES, signal);
    await own.another(signal);
    return (performance.now() - started) / 1000;
  } catch (error) {
    if (context.signal.aborted) throw error;
    throw new CheckFailure({
      expected: `writes, and a topic created within ${SECONDS} s, while ${container} is down`,
      actual: reason(error),
      cause: "the other ZooKeeper servers have no quorum, or brokers did not find them",
      remedy: "see the logs of the other ZooKeeper servers and of the controller",
    });
  }
}
