import { setTimeout as sleep } from "node:timers/promises";
import { SESSION_SECONDS } from "../cluster";
import { whilePaused } from "../inject";
import { type Row } from "../row";

const LONG_SECONDS = 2.5 * SESSION_SECONDS;
const SHORT_SECONDS = SESSION_SECONDS / 2;

/** A row in which the leader stands still. */
function freeze(number: number, seconds: number, more: Pick<Row, "fault" | "gapSeconds">): Row {
  return {
    ...more,
    number,
    leaders: "one",
    healSeconds: 60,
    run: async (scene) => {
      const container = scene.broker(await scene.cluster.leader(scene.topic));
      await scene.during(`pause ${container}`, () => whilePaused([container], () => sleep(seconds * 1000)));
    },
  };
}

export const BROKER_FREEZES: readonly Row[] = [
  freeze(8, LONG_SECONDS, {
    fault: `pause of the leader for ${LONG_SECONDS} s, longer than its session`,
    gapSeconds: SESSION_SECONDS + 5,
  }),
  freeze(9, SHORT_SECONDS, {
    fault: `pause of the leader for ${SHORT_SECONDS} s, shorter than its session`,
    gapSeconds: SHORT_SECONDS + 5,
  }),
];
