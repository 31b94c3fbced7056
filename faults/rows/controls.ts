import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../../test/support/deployment";
import { kill, start, whilePaused } from "../inject";
import { type Row } from "../row";
import { otherLeader } from "./broker-kills";

const LAG_MS = 4000;

/** Rows in which something must be found: a suite that finds nothing there would find nothing anywhere. */
export const CONTROLS: readonly Row[] = [
  {
    number: 24,
    fault: "acks=1, one in sync is enough, unclean election on; the leader killed while followers lag",
    leaders: "one",
    topic: { "min.insync.replicas": "1", "unclean.leader.election.enable": "true" },
    load: { acks: 1, "enable.idempotence": false },
    healSeconds: 60,
    mustReport: "losses",
    run: async (scene) => {
      const { cluster } = scene;
      const leader = await cluster.leader(scene.topic);
      const others = cluster.brokerIds.filter((id) => id !== leader);
      const container = scene.broker(leader);
      await scene.during("followers paused", () =>
        whilePaused(
          others.map((id) => scene.broker(id)),
          async () => {
            await sleep(LAG_MS);
            await kill(container);
            // Not started again by Docker: it would come back with what only it has, before another is elected.
            await docker("stop", "-t", "0", container);
          },
        ),
      );
      await scene.during(`${container} down`, async () => {
        await otherLeader(scene, leader);
        await scene.load.more(2000);
        await start(container);
      });
    },
  },
];
