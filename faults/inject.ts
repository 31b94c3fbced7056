import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../checks/until";
import { docker, run } from "../test/support/deployment";
import { inspect } from "./cluster";

/** Seconds that a stopped server gets: those of the package's own brokers. */
const GRACE_SECONDS = 60;
const PAUSE_MS = 10_000;

/**
 * Kills the process of a container, as the kernel does when memory is short. `docker kill` would not do: Docker takes
 * it for a stop by hand, and does not start the container again.
 */
export async function kill(...containers: string[]): Promise<void> {
  const pids = await Promise.all(containers.map((one) => inspect(one, "{{.State.Pid}}")));
  for (const pid of pids) {
    if (!(Number(pid) > 1)) throw new Error(`${containers.join(", ")}: not all of them run`);
    process.kill(Number(pid), "SIGKILL");
  }
}

/** Stops containers side by side, with time to do so. */
export const stop = (...containers: string[]) => docker("stop", "-t", String(GRACE_SECONDS), ...containers);

/** Starts containers side by side. */
export const start = (...containers: string[]) => docker("start", ...containers);

/** Freezes all processes of containers, does something, and lets them go on whatever happens. */
export async function whilePaused(
  containers: readonly string[],
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  try {
    // A process of a health check that begins meanwhile makes the kernel's freezer give up, on a busy machine.
    for (const one of containers) await until(AbortSignal.timeout(PAUSE_MS), () => docker("pause", one));
    await meanwhile();
  } finally {
    for (const one of containers) await run("docker", ["unpause", one]);
  }
}

/** Cuts a container from its network, does something, and connects it again under its name. */
export async function whileCut(
  container: string,
  network: string,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  await docker("network", "disconnect", network, container);
  try {
    await meanwhile();
  } finally {
    await docker("network", "connect", "--alias", container, network, container);
  }
}

/** Waits until a container is healthy. */
export function untilWell(container: string, seconds = 60): Promise<void> {
  return until(AbortSignal.timeout(seconds * 1000), async () => {
    const state = await inspect(container, "{{.State.Status}} {{.State.Health.Status}}");
    if (state !== "running healthy") throw new Error(`${container} is ${state}`);
    await sleep(100);
  });
}
