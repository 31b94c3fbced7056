import { until } from "../../checks/until";
import { SESSION_SECONDS } from "../cluster";
import { untilHealed } from "../healed";
import { kill } from "../inject";
import { type Row } from "../row";
import { type Scene } from "../scene";

/** ZooKeeper ends the session, the controller elects, the client learns: 5.9 to 7.6 s were measured. */
const FAILOVER_SECONDS = SESSION_SECONDS + 3;
const BETWEEN = 1000;
const PATIENCE_MS = 60_000;

/** Waits until every partition has another leader, and tells that of the first. */
export function otherLeader({ cluster, topic }: Scene, leader: number): Promise<number> {
  const others = cluster.brokerIds.filter((id) => id !== leader);
  return until(AbortSignal.timeout(PATIENCE_MS), async () => {
    const leaders = (await cluster.partitions(topic, others)).map((partition) => partition.leader);
    if (leaders.some((one) => one === null || one === leader))
      throw new Error(`${topic} has no other leader`);
    return leaders[0]!;
  });
}

/** Kills the broker that leads, and waits until another does. */
async function killLeader(scene: Scene): Promise<void> {
  const { cluster, topic } = scene;
  const leader = await cluster.leader(topic);
  const others = cluster.brokerIds.filter((id) => id !== leader);
  const before = (await cluster.partitions(topic, others))[0]!.inSync;
  const next = await scene.during(`kill -9 ${scene.broker(leader)}`, async () => {
    await kill(scene.broker(leader));
    return otherLeader(scene, leader);
  });
  scene.expect(
    "the next leader is one that was in sync",
    before.join(" or "),
    String(next),
    before.includes(next),
  );
}

/**
 * Kills the leader, waits until the cluster is whole, and kills the next.
 *
 * @param kills - How often.
 */
export function leaderKills(kills: number): Row {
  return {
    number: 2,
    fault: `kill -9 of the leader, ${kills} times, following it`,
    leaders: "one",
    healSeconds: 60,
    gapSeconds: FAILOVER_SECONDS,
    run: async (scene) => {
      for (let kill = 0; kill < kills; kill++) {
        if (kill > 0) {
          await untilHealed(scene.cluster, 60);
          await scene.load.more(BETWEEN);
        }
        await killLeader(scene);
      }
    },
  };
}

export const BROKER_KILLS: readonly Row[] = [
  {
    number: 1,
    fault: "kill -9 of a follower",
    leaders: "one",
    healSeconds: 60,
    // The leader waits for a follower that is gone until ZooKeeper gives it up.
    gapSeconds: FAILOVER_SECONDS,
    run: async (scene) => {
      const leader = await scene.cluster.leader(scene.topic);
      const follower = scene.broker(leader === 3 ? 2 : 3);
      await scene.during(`kill -9 ${follower}`, async () => {
        await kill(follower);
        await scene.load.more(BETWEEN);
      });
    },
  },
  leaderKills(5),
  {
    number: 3,
    fault: "kill -9 of the controller",
    leaders: "all",
    healSeconds: 60,
    gapSeconds: FAILOVER_SECONDS,
    run: async (scene) => {
      const { cluster, topic } = scene;
      const { controller } = await cluster.metadata();
      const other = `${topic}-other`;
      const started = performance.now();
      await scene.during(`kill -9 ${scene.broker(controller!)} (controller)`, async () => {
        await kill(scene.broker(controller!));
        await until(AbortSignal.timeout(60_000), () => cluster.tryToCreate(other, [[1, 2, 3]]));
      });
      scene.atMost("a topic can be made", FAILOVER_SECONDS, (performance.now() - started) / 1000);
      await untilHealed(scene.cluster, 60);
      await cluster.deleteTopics([other]);
    },
  },
  {
    number: 7,
    fault: "kill -9 of all brokers at once",
    leaders: "all",
    healSeconds: 120,
    run: async (scene) => {
      const { brokers } = scene.cluster;
      await scene.during("kill -9 of all brokers", async () => {
        await kill(...brokers);
        await scene.load.more(1);
      });
    },
  },
];
