import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../../test/support/deployment";
import { errorOf, type FaultCluster, inspect } from "../cluster";
import { type Row } from "../row";
import { type Scene } from "../scene";

const POINTS = 5;
const LATEST_MS = 15_000;
const VICTIM = 2;
const TERRAFORM = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

/** Ids and starts of servers that no abort may touch. */
async function states(containers: readonly string[]): Promise<string> {
  const all = await Promise.all(
    containers.map((one) => inspect(one, "{{.Name}} {{.Id}} {{.State.StartedAt}}")),
  );
  return all.join("\n");
}

/** Starts an apply and interrupts it: Ctrl-C, which it obeys when it can, or the end of the process alone. */
async function interrupted(
  cluster: FaultCluster,
  signal: "SIGINT" | "SIGKILL",
  afterMs: number,
): Promise<void> {
  const args = ["apply", "-auto-approve", "-input=false", "-no-color"];
  // A group of its own: the provider outlives a killed Terraform, and must not stay behind.
  const options = { cwd: cluster.deployment.stack, detached: true, stdio: "ignore" } as const;
  const child: ChildProcess = spawn(TERRAFORM, args, options);
  const ended = once(child, "exit");
  const early = await Promise.race([sleep(afterMs), ended.then(() => "ended")]);
  if (early !== "ended") child.kill(signal);
  await ended;
  try {
    process.kill(-child.pid!, "SIGKILL");
  } catch {
    // The whole group has ended.
  }
}

/** Applies again. Where a container was made that the state does not know, it is removed, as the error says. */
async function converge(scene: Scene, at: string): Promise<void> {
  const { cluster } = scene;
  const first = await cluster.deployment.apply();
  if (first.code === 0) return scene.expect(`apply after ${at}`, "converges", "converges", true);
  const orphan = /The container name "\/?([^"]+)" is already in use/.exec(first.output)?.[1];
  if (orphan === undefined)
    return scene.expect(`apply after ${at}`, "converges", errorOf(first.output), false);
  await docker("rm", "-f", orphan);
  const { code, output } = await cluster.deployment.apply();
  const measured =
    code === 0 ? `converges once ${orphan}, unknown to the state, is removed` : errorOf(output);
  scene.expect(`apply after ${at}`, "converges", measured, code === 0);
}

async function abort(scene: Scene, round: number): Promise<void> {
  const { cluster } = scene;
  const signal = round % 2 === 0 ? "SIGINT" : "SIGKILL";
  const afterMs = Math.round(Math.random() * LATEST_MS);
  const at = `${signal} after ${(afterMs / 1000).toFixed(1)} s`;
  const healthy = [...cluster.brokers.filter((one) => one !== cluster.broker(VICTIM)), ...cluster.zookeepers];
  const before = await states(healthy);
  cluster.declare({
    brokerConfig: { [VICTIM]: { "log.cleaner.backoff.ms": 15_000 + Math.round(Math.random() * 1000) } },
  });
  await scene.during(at, () => interrupted(cluster, signal, afterMs));
  const touched = (await states(healthy)) === before ? "untouched" : "touched";
  scene.same(`other servers at ${at}`, "untouched", touched);
  await scene.during("apply", () => converge(scene, at));
  await scene.healed(60);
}

async function withoutState(scene: Scene): Promise<void> {
  const { deployment, brokers, zookeepers } = scene.cluster;
  const state = join(deployment.folder, "state.tfstate");
  const kept = `${state}.kept`;
  copyFileSync(state, kept);
  const before = await states([...brokers, ...zookeepers]);
  await scene.during("state lost, apply", async () => {
    renameSync(state, `${state}.lost`);
    const { code, output } = await deployment.apply();
    scene.same("exit code of the apply without its state", "1", String(code));
    // The network comes first, so that no container is tried.
    scene.contains("its error", `network with name ${scene.cluster.name} already exists`, output);
  });
  scene.same("servers", before, await states([...brokers, ...zookeepers]));
  copyFileSync(kept, state);
  scene.same("exit code of the plan with the state restored", "0", String((await deployment.plan()).code));
  await scene.during("state truncated, plan", async () => {
    truncateSync(state, Math.floor(readFileSync(state).length / 2));
    const { code, output } = await deployment.plan();
    scene.same("exit code of a plan with half a state", "1", String(code));
    scene.contains("its error", "state", output.toLowerCase());
  });
  copyFileSync(kept, state);
  scene.same("exit code of the plan with it restored again", "0", String((await deployment.plan()).code));
  scene.same("servers after all of it", before, await states([...brokers, ...zookeepers]));
  for (const file of [kept, `${state}.lost`]) rmSync(file, { force: true });
}

export const TERRAFORM_ROWS: readonly Row[] = [
  {
    number: 17,
    fault: `terraform apply interrupted at ${POINTS} random points`,
    leaders: "all",
    healSeconds: 60,
    run: async (scene) => {
      for (let round = 0; round < POINTS; round++) await abort(scene, round);
    },
  },
  {
    number: 18,
    fault: "state file lost, state file truncated",
    leaders: "all",
    healSeconds: 60,
    gapSeconds: 2,
    run: withoutState,
  },
];
