import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { must, run } from "../../test/support/deployment";
import { untilHealed } from "../healed";
import { type Row } from "../row";
import { type Scene } from "../scene";

const POINTS = 10;
/** An apply of two brokers takes longer. */
const LATEST_MS = 20_000;
const HEAL_SECONDS = 60;

/** What is interrupted, and how. */
const WAYS = ["Ctrl-C", "kill -9 of kafka-docker", "kill -9 of its Terraform"] as const;

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await run("pgrep", ["-P", String(pid)]);
  return stdout.split("\n").filter(Boolean).map(Number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** Starts an apply and ends it in its midst. */
async function interrupted({ cluster }: Scene, way: (typeof WAYS)[number], afterMs: number): Promise<void> {
  const child = spawn("node", cluster.deployment.commandLine("apply", "--yes"), { stdio: "ignore" });
  const ended = once(child, "exit");
  await Promise.race([sleep(afterMs), ended]);
  const running = child.exitCode === null ? await childrenOf(child.pid!) : [];
  if (way === "kill -9 of its Terraform") {
    // Its provider with it, as when memory is short.
    const providers = (await Promise.all(running.map(childrenOf))).flat();
    for (const pid of [...running, ...providers]) signal(pid, "SIGKILL");
  } else child.kill(way === "Ctrl-C" ? "SIGINT" : "SIGKILL");
  await ended;
  // A killed kafka-docker leaves its Terraform to finish what it has begun.
  const gone = async (pid: number) => (await run("ps", ["-o", "stat=", "-p", String(pid)])).code !== 0;
  for (const pid of running) while (!(await gone(pid))) await sleep(100);
}

/** The documented way back: apply again, where it says so after adopt. */
async function converge(scene: Scene, at: string): Promise<void> {
  const { deployment } = scene.cluster;
  let again = await deployment.gatedApply();
  let how = "converges";
  if (again.code === 3 && again.output.includes("unknown-to-state")) {
    await must("node", deployment.commandLine("adopt"));
    again = await deployment.gatedApply();
    how = "converges after adopt";
  }
  const { code, output } = again;
  scene.expect(
    `apply after ${at}`,
    "converges",
    code === 0 ? how : `${code}: ${output.slice(-500)}`,
    code === 0,
  );
}

async function round(scene: Scene, index: number): Promise<void> {
  const { cluster } = scene;
  const way = WAYS[index % WAYS.length]!;
  const afterMs = Math.round(Math.random() * LATEST_MS);
  const at = `${way} after ${(afterMs / 1000).toFixed(1)} s`;
  const changed = { "queued.max.requests": 510 + index };
  cluster.declare({ brokerConfig: { 1: changed, 3: changed } });
  await scene.during(at, () => interrupted(scene, way, afterMs));
  await scene.during("apply", () => converge(scene, at));
  await untilHealed(cluster, HEAL_SECONDS);
}

export const INTERRUPTED_APPLY: Row = {
  number: 25,
  fault: `kafka-docker apply interrupted at ${POINTS} random points`,
  leaders: "all",
  healSeconds: HEAL_SECONDS,
  run: async (scene) => {
    for (let index = 0; index < POINTS; index++) await round(scene, index);
  },
};
