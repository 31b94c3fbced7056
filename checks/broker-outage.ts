import { type ManifestBroker } from "../manifest/cluster-manifest";
import { type Check, type CheckContext, CheckFailure, CheckSkipped } from "./check";
import { deadline } from "./deadline";
import { assertEngine } from "./docker-engine";
import { Load } from "./load";
import { allReadable, backInSync, whileStopped } from "./outage";
import { reason } from "./reason";

const WRITES = 10;
const WRITE_SECONDS = 30;
const SYNC_SECONDS = 60;

/** While any one broker is down writes go on, what was acknowledged is readable, and it comes back in sync. */
export const brokerOutage: Check = {
  name: "broker-outage",
  title:
    "with each broker down in turn writes go on, nothing acknowledged is lost, and it comes back in sync",
  timeoutSeconds: 1800,
  needs: ["brokers", "containers", "zookeeper", "partitions", "topics", "round-trip"],
  disruptive: true,
  async run(context) {
    await assertEngine();
    const { defaults } = context.manifest;
    const [replication, minimum] = ["default.replication.factor", "min.insync.replicas"].map((key) =>
      Number(defaults[key]),
    );
    if (replication! - 1 < minimum!) {
      throw new CheckSkipped(
        `with replication ${replication} and min.insync.replicas ${minimum} writes stop when a broker is down`,
      );
    }
    await context.own.ready(context.signal);
    const load = await Load.start(context.client, context.own, "broker-outage");
    const back: number[] = [];
    try {
      for (const broker of context.manifest.brokers) back.push(await outage(context, broker, load));
    } finally {
      await load.stop();
    }
    await allReadable(context, load, "after all brokers are back");
    const pause = (load.longestPauseMs / 1000).toFixed(1);
    return `${back.length} brokers in turn: ${load.acknowledged} writes acknowledged and kept, longest pause ${pause} s, in sync again after ${Math.max(...back).toFixed(1)} s at most`;
  },
};

async function outage(context: CheckContext, broker: ManifestBroker, load: Load): Promise<number> {
  const { signal } = context;
  await load.more(1, signal);
  let failed: CheckFailure | undefined;
  const began = await whileStopped(context, [[broker.container]], async () => {
    const bound = deadline(WRITE_SECONDS, signal);
    await load.more(WRITES, bound).catch((error: unknown) => {
      failed = failure(broker, reason(error));
    });
    if (failed === undefined) await allReadable(context, load, `while broker ${broker.id} is down`);
  });
  if (signal.aborted) throw new Error("interrupted");
  if (failed !== undefined) throw failed;
  const started = performance.now();
  await backInSync(context, SYNC_SECONDS);
  return began + (performance.now() - started) / 1000;
}

function failure({ container, id }: ManifestBroker, actual: string): CheckFailure {
  return new CheckFailure({
    expected: `writes to every partition while broker ${id} (${container}) is down`,
    actual,
    cause: "fewer brokers than 'min.insync.replicas' are in sync, or no new leader was elected",
    remedy: "see the logs of the other brokers, first the controller's",
  });
}
