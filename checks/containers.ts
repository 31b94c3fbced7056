import { type Check, type CheckContext, CheckFailure, CheckSkipped } from "./check";
import { type ContainerState, containerState, engineProblem, memoryMiB } from "./docker-engine";
import { until } from "./until";

/** A killed broker may restart while its old session lives; more restarts than that are a broker that cannot start. */
const RESTARTS_OF_A_BROKER_THAT_CANNOT_START = 5;

interface Declared {
  readonly container: string;
  readonly definition: string;
}

/** Every declared container runs, is healthy, and is of the declared definition. */
export const containers: Check = {
  name: "containers",
  timeoutSeconds: 30,
  async run(context) {
    const problem = await engineProblem();
    if (problem !== undefined) throw new CheckSkipped(`the Docker Engine cannot be asked: ${problem}`);
    const declared: readonly Declared[] = [...context.manifest.zookeepers, ...context.manifest.brokers];
    await Promise.all(declared.map((one) => holds(one, context)));
    const memory = await Promise.all(
      declared.map(async ({ container }) => `${container} ${await memoryMiB(container)} MiB`),
    );
    return `${declared.length} running and healthy (${memory.join(", ")})`;
  },
};

async function holds(declared: Declared, { signal, startup }: CheckContext): Promise<void> {
  let final = false;
  await until(
    signal,
    async () => {
      const state = await containerState(declared.container);
      const current = state.definition === declared.definition;
      if (current && state.status === "running" && (state.health === "healthy" || state.health === undefined))
        return;
      final = startup ? current && cannotStart(state) : isFinal(state, current);
      throw failure(declared, state, current);
    },
    () => !final,
    250,
  );
}

/** Whether waiting is of no use, on a cluster that was deployed before. */
function isFinal(state: ContainerState, current: boolean): boolean {
  return (
    !state.exists ||
    !current ||
    ["exited", "dead", "paused", "created"].includes(state.status ?? "") ||
    cannotStart(state)
  );
}

function cannotStart({ restarts = 0, status }: ContainerState): boolean {
  return status === "dead" || restarts >= RESTARTS_OF_A_BROKER_THAT_CANNOT_START;
}

function failure({ container, definition }: Declared, state: ContainerState, current: boolean): CheckFailure {
  const expected = `${container} running and healthy`;
  if (!state.exists) {
    return new CheckFailure({ expected, actual: "no container of that name", remedy: "deploy the stack" });
  }
  if (!current) {
    return new CheckFailure({
      expected: `${container} of definition ${definition}`,
      actual: `definition ${state.definition ?? "unknown"}`,
      remedy: "the manifest was synthesized after the last deploy: deploy the stack",
    });
  }
  return new CheckFailure({ expected, actual: describe(state), remedy: remedy(container, state), container });
}

function describe({ exitCode, health, restarts = 0, status }: ContainerState): string {
  const again = restarts > 0 ? `, restarted ${restarts} times` : "";
  const ended = status === "running" || status === "paused" ? "" : `, last exit code ${exitCode}`;
  return `${status}${status === "running" ? ` and ${health}` : ""}${ended}${again}`;
}

function remedy(container: string, { status }: ContainerState): string {
  if (status === "paused") return `docker unpause ${container}`;
  if (status === "exited") return `docker start ${container}, or deploy the stack`;
  return "see the last lines of its log";
}
