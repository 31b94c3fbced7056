import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../../test/support/deployment";
import { inspect } from "../cluster";
import { start, stop } from "../inject";
import { type Row } from "../row";
import { type Scene } from "../scene";

const ONE_DOWN_MS = 20_000;
const ALL_DOWN_MS = 60_000;
const ASK_AFTER_MS = 10_000;

/** When the processes of the brokers began. */
async function startTimes({ cluster }: Scene): Promise<string> {
  return (await Promise.all(cluster.brokers.map((one) => inspect(one, "{{.State.StartedAt}}")))).join(" ");
}

/** The server that leads the quorum, or the first: losing it is the worst case. */
async function quorumLeader({ cluster }: Scene): Promise<string> {
  const script = "exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; cat <&3";
  for (const container of cluster.zookeepers)
    if ((await docker("exec", container, "bash", "-c", script)).includes("Mode: leader")) return container;
  return cluster.zookeepers[0]!;
}

export const ZOOKEEPER: readonly Row[] = [
  {
    number: 11,
    fault: "one of three ZooKeepers down, the one that leads",
    leaders: "all",
    healSeconds: 60,
    gapSeconds: 2,
    run: async (scene) => {
      const container = await quorumLeader(scene);
      const before = await startTimes(scene);
      await scene.during(`stop ${container}`, async () => {
        await stop(container);
        await sleep(ONE_DOWN_MS);
        await start(container);
      });
      await scene.healed(60);
      const { code, output } = await scene.cluster.deployment.check("--only", "zookeeper");
      scene.expect(
        "all three serve again",
        "the check passes",
        code === 0 ? "the check passes" : output,
        code === 0,
      );
      scene.same("starts of brokers", before, await startTimes(scene));
    },
  },
  {
    number: 12,
    fault: "all ZooKeepers down for 60 s",
    leaders: "all",
    healSeconds: 60,
    gapSeconds: 2,
    run: async (scene) => {
      const { cluster } = scene;
      const before = await startTimes(scene);
      await scene.during("stop all ZooKeepers", async () => {
        await stop(...cluster.zookeepers);
        await sleep(ASK_AFTER_MS);
        const asked = await cluster.tryToCreate(`${scene.topic}-other`, [[1, 2, 3]]).then(
          () => "made",
          (error: Error) => `refused: ${error.message}`,
        );
        scene.expect("a new topic", "refused", asked, asked.startsWith("refused"));
        const { output } = await cluster.deployment.check("--only", "zookeeper", "--timeout", "3");
        scene.contains("the check names the cause", `the quorum of ${cluster.name} is lost`, output);
        await sleep(ALL_DOWN_MS - ASK_AFTER_MS);
        await start(...cluster.zookeepers);
      });
      await scene.healed(60);
      scene.same("starts of brokers", before, await startTimes(scene));
      // It may have been made in the end: the request was taken, and its answer came too late.
      await cluster.deleteTopics([`${scene.topic}-other`]).catch(() => undefined);
    },
  },
];
