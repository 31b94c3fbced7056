import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../checks/until";
import { must, run } from "../../test/support/deployment";
import { type Row } from "../row";

const DOWN_MS = 5000;
/** It stops all containers first, and answers until it has. */
const END_MS = 120_000;

/** Restarts the Docker Engine as this machine does it: by its service manager, or by the set-up that has started it. */
async function restartEngine(): Promise<void> {
  const service = await run("systemctl", ["restart", "docker"]);
  if (service.code === 0) return;
  const pid = (await run("pidof", ["dockerd"])).stdout.trim();
  if (!/^\d+$/.test(pid)) throw new Error(`one dockerd must run, got "${pid}"`);
  process.kill(Number(pid), "SIGTERM");
  await until(AbortSignal.timeout(END_MS), async () => {
    if ((await run("pidof", ["dockerd"])).code === 0)
      throw new Error(`dockerd did not end in ${END_MS / 1000} s`);
  });
  await sleep(DOWN_MS);
  const begin = 'import { findEngine } from "./tools/engine.mjs"; await findEngine(() => {});';
  await must("node", ["--input-type=module", "--eval", begin]);
}

export const ENGINE: readonly Row[] = [
  {
    number: 16,
    fault: "the Docker Engine restarted",
    leaders: "all",
    healSeconds: 180,
    needs: "restart-engine",
    run: async (scene) => {
      await scene.during("dockerd restarted", async () => {
        await restartEngine();
        await until(AbortSignal.timeout(60_000), async () => {
          const { code } = await run("docker", ["info"]);
          if (code !== 0) throw new Error("the Docker Engine does not answer");
        });
      });
    },
  },
];
