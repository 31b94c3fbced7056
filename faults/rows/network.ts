import { setTimeout as sleep } from "node:timers/promises";
import { SESSION_SECONDS } from "../cluster";
import { whileCut } from "../inject";
import { type Row } from "../row";

const CUT_MS = 60_000;
const CHECK_AFTER_MS = 15_000;

export const NETWORK: readonly Row[] = [
  {
    number: 10,
    fault: "the leader cut from the network for 60 s",
    leaders: "one",
    healSeconds: 60,
    gapSeconds: SESSION_SECONDS + 12,
    run: async (scene) => {
      const { cluster } = scene;
      const container = scene.broker(await cluster.leader(scene.topic));
      await scene.during(`cut ${container}`, () =>
        whileCut(container, cluster.name, async () => {
          await sleep(CHECK_AFTER_MS);
          const { code, output } = await cluster.deployment.check("--only", "containers", "--timeout", "3");
          scene.same("exit code of the check meanwhile", "1", String(code));
          scene.contains("the check reports the cut", `${container}`, output);
          scene.contains("and its cause", "was disconnected from the network by hand", output);
          const { acknowledged } = scene.load;
          await sleep(CUT_MS - CHECK_AFTER_MS);
          scene.expect(
            "the majority goes on",
            "> 20,000 records",
            `${scene.load.acknowledged - acknowledged}`,
            scene.load.acknowledged - acknowledged > 20_000,
          );
        }),
      );
    },
  },
];
