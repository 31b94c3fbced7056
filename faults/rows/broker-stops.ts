import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../../test/support/deployment";
import { inspect } from "../cluster";
import { start, stop, untilWell } from "../inject";
import { type Row } from "../row";
import { type Scene } from "../scene";

const WAIT_MS = 3000;
const OFFLINE_MS = 8000;
const DOWN_MS = 8000;

/** While two of three are down, writes are refused, and what the last broker knows to be committed is read. */
async function oneIsLeft(scene: Scene): Promise<void> {
  await sleep(WAIT_MS);
  const { acknowledged } = scene.load;
  const probes = await scene.probe();
  const refused = probes.filter(({ outcome }) => outcome.kind === "refused").length;
  scene.same("probes that are refused", `${probes.length}`, `${refused}`);
  await scene.read("with one broker", true);
  await sleep(DOWN_MS);
  scene.same("records acknowledged meanwhile", "0", `${scene.load.acknowledged - acknowledged}`);
}

export const BROKER_STOPS: readonly Row[] = [
  {
    number: 4,
    fault: "graceful stop of the leader, and its start",
    leaders: "one",
    healSeconds: 60,
    gapSeconds: 2,
    run: async (scene) => {
      const container = scene.broker(await scene.cluster.leader(scene.topic));
      await scene.during(`stop ${container}`, async () => {
        await stop(container);
        await sleep(WAIT_MS);
        await start(container);
      });
      await untilWell(container);
      const since = await inspect(container, "{{.State.StartedAt}}");
      const log = await docker("logs", "--since", since, container);
      scene.contains("it starts without log recovery", "since clean shutdown file was found", log);
      const recovered = log.split("\n").filter((line) => /Recovering unflushed segment/.test(line)).length;
      scene.same("segments recovered", "0", `${recovered}`);
    },
  },
  {
    number: 5,
    fault: "two of three brokers down",
    leaders: "all",
    healSeconds: 60,
    run: async (scene) => {
      const down = [scene.broker(1), scene.broker(2)];
      await scene.during(`stop ${down.join(", ")}`, async () => {
        for (const container of down) await stop(container);
        await oneIsLeft(scene);
      });
      await scene.during(`start ${down[0]!}`, async () => {
        await start(down[0]!);
        await scene.load.more(1000, 60);
      });
      scene.expect("writable with two in sync", "yes", "yes", true);
      await start(down[1]!);
    },
  },
  {
    number: 6,
    fault: "brokers stopped one after the other, the stale ones started first",
    leaders: "all",
    healSeconds: 120,
    run: async (scene) => {
      const { brokers } = scene.cluster;
      const [one, two, last] = brokers as [string, string, string];
      await scene.during("stop 1, 2, 3", async () => {
        for (const container of brokers) {
          await stop(container);
          await sleep(WAIT_MS);
        }
      });
      await scene.during("start 1, 2", async () => {
        await start(one, two);
        await Promise.all([untilWell(one), untilWell(two)]);
        await sleep(OFFLINE_MS);
      });
      const partitions = await scene.cluster.partitions(scene.topic, [1, 2]);
      const offline = partitions.filter(({ leader }) => leader === null).length;
      scene.same("partitions offline without the last", `${partitions.length}`, `${offline}`);
      await scene.during("start 3", async () => {
        await start(last);
        await scene.load.more(1);
      });
    },
  },
];
