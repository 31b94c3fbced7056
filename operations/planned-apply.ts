import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restartsAgainAndAgain, STARTUP_SECONDS } from "../checks/containers";
import { deadline } from "../checks/deadline";
import { type ContainerState, containerState, isWell, logLines } from "../checks/docker-engine";
import { secondsFor } from "../checks/time-limit";
import { until } from "../checks/until";
import { assertPlanned, isAsPlanned, readPlan, realChanges } from "./plan-file";
import { type StackPlan } from "./stack-plan";
import { type Terraform, TerraformError } from "./terraform";

const LOG_LINES = 15;
const TELL_MS = 10_000;
const LOOK_MS = 250;

/** Carries parts of a plan out, each compared with the plan as a whole before anything is done. */
export class PlannedApply {
  private readonly folder = mkdtempSync(join(tmpdir(), "kafka-docker-"));
  private parts = 0;

  /**
   * @param terraform - Terraform in the stack's folder.
   * @param plan - The plan as a whole.
   * @param say - Told what is waited for.
   */
  public constructor(
    private readonly terraform: Terraform,
    private readonly plan: StackPlan,
    private readonly say: (line: string) => void,
  ) {}

  /**
   * Plans a part.
   *
   * @param targets - Its addresses; what they need is part of it.
   * @returns The file of its plan.
   * @throws StoppedAtGate - when it would do anything else than the plan as a whole.
   * @throws TerraformError - with its words.
   */
  public async prepare(targets: readonly string[]): Promise<string> {
    const file = join(this.folder, `part-${++this.parts}.tfplan`);
    const drifted = targets.some((one) => this.plan.drift.includes(one));
    await this.terraform.plan(file, { targets, refresh: drifted });
    await this.assertAsPlanned(file);
    return file;
  }

  /**
   * Carries a part out.
   *
   * @param file - Its plan.
   * @param containers - Those that it makes or removes.
   * @param brokers - Those of them that must be healthy then.
   * @throws TerraformError - with its words, and what the containers have logged last; it does not wait for one that
   *   restarts again and again.
   */
  public async apply(file: string, containers: readonly string[], brokers: readonly string[]): Promise<void> {
    const started = performance.now();
    const tell = setInterval(() => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      this.say(`  ${containers.join(", ")}: stopped, or not healthy yet, ${seconds} s`);
    }, TELL_MS);
    try {
      await this.terraform.apply(file);
      await allHealthy(brokers);
    } catch (error) {
      if (!(error instanceof TerraformError)) throw error;
      throw new TerraformError([error.message, ...(await logs(containers))].join("\n"));
    } finally {
      clearInterval(tell);
    }
  }

  /**
   * Carries out what is left.
   *
   * @param onLine - Told each line of Terraform.
   * @throws Error - as `prepare` and `apply` do.
   */
  public async rest(onLine: (line: string) => void): Promise<void> {
    const file = join(this.folder, "rest.tfplan");
    if (!(await this.terraform.plan(file, { refresh: false }))) return;
    await this.assertAsPlanned(file);
    await this.terraform.apply(file, { onLine });
  }

  /** Removes its files. */
  public dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async assertAsPlanned(file: string): Promise<void> {
    assertPlanned(realChanges(await readPlan(this.terraform, file)), this.plan.changes, isAsPlanned);
  }

  /**
   * Sees that no broker starts again and again, as one that was changed before may, and is not changed any more.
   *
   * @param brokers - Containers of brokers that are not in the cluster, and not in the plan.
   * @throws TerraformError - that says so, and what they have logged last.
   */
  public async assertNoneLoops(brokers: readonly string[]): Promise<void> {
    for (const broker of brokers) {
      const state = await containerState(broker).catch(() => undefined);
      if (state === undefined || !restartsAgainAndAgain(state)) continue;
      throw new TerraformError([cannotStart(broker, state), ...(await logs([broker]))].join("\n"));
    }
  }
}

async function allHealthy(brokers: readonly string[]): Promise<void> {
  const end = new AbortController();
  const time = deadline(secondsFor({ timeoutSeconds: STARTUP_SECONDS }, { brokers }), end.signal);
  try {
    await Promise.all(brokers.map((broker) => healthy(broker, time)));
  } finally {
    end.abort();
  }
}

/** One that cannot be seen from here is found by whether it is in the cluster. */
async function healthy(container: string, time: AbortSignal): Promise<void> {
  await until(
    time,
    async () => {
      const state = await containerState(container).catch(() => ({ exists: false }) as ContainerState);
      if (!state.exists || isWell(state)) return;
      if (restartsAgainAndAgain(state)) throw new CannotStart(cannotStart(container, state));
      throw new TerraformError(`${container} did not get healthy in time`);
    },
    (error) => !(error instanceof CannotStart),
    LOOK_MS,
  );
}

/** It is of no use to wait for it. */
class CannotStart extends TerraformError {}

function cannotStart(container: string, { restarts }: ContainerState): string {
  return `${container}: restarted ${restarts} times, it cannot start`;
}

async function logs(containers: readonly string[]): Promise<string[]> {
  const all = containers.map(async (container) => {
    const lines = await logLines(container).catch(() => []);
    const last = lines.slice(-LOG_LINES).map((line) => `  | ${line}`);
    return last.length > 0 ? [`last lines of ${container}:`, ...last] : [];
  });
  return (await Promise.all(all)).flat();
}
