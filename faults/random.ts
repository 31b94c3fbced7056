import { setTimeout as sleep } from "node:timers/promises";
import { SESSION_SECONDS } from "./cluster";
import { untilHealed } from "./healed";
import { kill, start, stop, whileCut, whilePaused } from "./inject";
import { type Random, randomOf } from "./random-numbers";
import { type Row } from "./row";
import { type Scene } from "./scene";

/** Minutes after which everything is read and checked, and the next topic begun. */
const LEG_MINUTES = 10;
const HEAL_SECONDS = 120;
const [LEAST_PAUSE_MS, MOST_PAUSE_MS] = [15_000, 60_000];

interface RandomFault {
  readonly text: string;
  readonly make: () => Promise<unknown>;
}

function pick<T>(random: Random, all: readonly T[]): T {
  return all[random(all.length)]!;
}

/** One of the faults that a cluster must survive, at a random server, for a random time. */
function faultOf(random: Random, { cluster }: Scene): RandomFault {
  const broker = pick(random, cluster.brokers);
  const zookeeper = pick(random, cluster.zookeepers);
  const seconds = 1 + random(3 * SESSION_SECONDS);
  const wait = () => sleep(seconds * 1000);
  const stopped = async (...containers: string[]) => {
    await stop(...containers);
    await wait();
    await start(...containers);
  };
  return pick<RandomFault>(random, [
    { text: `kill -9 ${broker}`, make: () => kill(broker) },
    { text: `kill -9 ${broker}`, make: () => kill(broker) },
    { text: "kill -9 of all brokers", make: () => kill(...cluster.brokers) },
    { text: `kill -9 ${zookeeper}`, make: () => kill(zookeeper) },
    { text: `pause ${broker} ${seconds} s`, make: () => whilePaused([broker], wait) },
    { text: `pause ${zookeeper} ${seconds} s`, make: () => whilePaused([zookeeper], wait) },
    { text: `cut ${broker} ${seconds} s`, make: () => whileCut(broker, cluster.name, wait) },
    { text: `stop ${broker} ${seconds} s`, make: () => stopped(broker) },
    { text: `stop ${zookeeper} ${seconds} s`, make: () => stopped(zookeeper) },
    { text: `stop all ZooKeepers ${seconds} s`, make: () => stopped(...cluster.zookeepers) },
  ]);
}

/** Faults at random times, each healed before the next, until the time is over. */
async function leg(scene: Scene, random: Random, endMs: number, say: (text: string) => void): Promise<void> {
  while (Date.now() < endMs) {
    await sleep(LEAST_PAUSE_MS + random(MOST_PAUSE_MS - LEAST_PAUSE_MS));
    const { make, text } = faultOf(random, scene);
    await scene.during(text, make);
    const seconds = await untilHealed(scene.cluster, HEAL_SECONDS);
    say(`  ${text}: whole again after ${seconds.toFixed(1)} s`);
  }
}

/**
 * Random faults for some time: a row for each part of it, after which everything is checked.
 *
 * @param minutes - How long.
 * @param seed - The same seed gives the same faults.
 * @param say - Is told of each fault.
 */
export function* randomRows(
  minutes: number,
  seed: number,
  say: (text: string) => void,
): Generator<readonly [Row, number]> {
  const random = randomOf(seed);
  const end = Date.now() + minutes * 60_000;
  for (let run = 1; Date.now() < end; run++) {
    const legEnd = Math.min(end, Date.now() + LEG_MINUTES * 60_000);
    const row: Row = {
      number: 0,
      fault: `random faults, seed ${seed}`,
      leaders: "all",
      healSeconds: HEAL_SECONDS,
      run: (scene) => leg(scene, random, legEnd, say),
    };
    yield [row, run];
  }
}
