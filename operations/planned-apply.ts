import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restartsAgainAndAgain } from "../checks/containers";
import { type ContainerState, containerState, logLines } from "../checks/docker-engine";
import { assertPlanned, isAsPlanned, readPlan, realChanges } from "./plan-file";
import { type StackPlan } from "./stack-plan";
import { type Terraform, TerraformError } from "./terraform";

const LOG_LINES = 15;
const TELL_MS = 10_000;
const LOOK_MS = 2000;

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
   * @throws TerraformError - with its words, and what the containers have logged last; it does not wait for one that
   *   restarts again and again.
   */
  public async apply(file: string, containers: readonly string[]): Promise<void> {
    const loop = new AbortController();
    const stop = this.watch(containers, (container, { restarts }) => {
      this.say(`  ${container}: restarted ${restarts} times, it cannot start`);
      loop.abort();
    });
    try {
      await this.terraform.apply(file, { signal: loop.signal });
    } catch (error) {
      if (!(error instanceof TerraformError)) throw error;
      throw new TerraformError([error.message, ...(await logs(containers))].join("\n"));
    } finally {
      stop();
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

  /** A container that does not come up keeps the provider waiting for minutes. */
  private watch(
    containers: readonly string[],
    onLoop: (container: string, state: ContainerState) => void,
  ): () => void {
    const started = performance.now();
    const tell = setInterval(() => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      this.say(`  ${containers.join(", ")}: stopped, or not healthy yet, ${seconds} s`);
    }, TELL_MS);
    let isOver = false;
    const stop = () => {
      isOver = true;
      clearInterval(tell);
      clearInterval(look);
    };
    const look = setInterval(() => {
      for (const container of containers)
        void containerState(container).then(
          (state) => {
            if (isOver || !restartsAgainAndAgain(state)) return;
            stop();
            onLoop(container, state);
          },
          // Terraform says it better, when the Docker Engine does not answer.
          () => undefined,
        );
    }, LOOK_MS);
    return stop;
  }
}

async function logs(containers: readonly string[]): Promise<string[]> {
  const all = containers.map(async (container) => {
    const lines = await logLines(container).catch(() => []);
    const last = lines.slice(-LOG_LINES).map((line) => `  | ${line}`);
    return last.length > 0 ? [`last lines of ${container}:`, ...last] : [];
  });
  return (await Promise.all(all)).flat();
}
