import { type Check, type CheckContext, CheckFailure, CheckSkipped, type Finding } from "./check";
import { type ContainerState, containerState, engineProblem, memoryMiB } from "./docker-engine";
import { REFUSAL } from "../manifest/labels";
import { until } from "./until";

/** A killed broker may restart while its old session lives; more restarts than that are a broker that cannot start. */
const RESTARTS_OF_A_BROKER_THAT_CANNOT_START = 5;

/** Time for Terraform to have them created, which an image that is pulled or few at a time can exceed. */
const SECONDS_TO_APPEAR = 60;

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
    await (context.startup ? allStart(declared, context) : allHold(declared, context));
    const found = `${declared.length} running and healthy`;
    // Docker Engine takes up to a second for it, which a start has and a check does not.
    return context.startup ? `${found} (${await memory(declared)})` : found;
  },
};

/** For information alone: an engine that does not tell it is no fault of the cluster. */
async function memory(declared: readonly Declared[]): Promise<string> {
  const each = declared.map(async ({ container }) => `${container} ${await memoryMiB(container)} MiB`);
  return Promise.all(each).then(
    (all) => all.join(", "),
    () => "memory unknown",
  );
}

/** Watches containers that are about to be created, unless they do not appear: Terraform may create them later. */
async function allStart(declared: readonly Declared[], context: CheckContext): Promise<void> {
  const appeared = AbortSignal.any([context.signal, AbortSignal.timeout(SECONDS_TO_APPEAR * 1000)]);
  const absent = await Promise.all(
    declared.map((one) =>
      until(appeared, () => appears(one)).then(
        () => undefined,
        () => one.container,
      ),
    ),
  );
  const missing = absent.filter((name) => name !== undefined);
  if (missing.length > 0) {
    throw new CheckSkipped(`${missing.join(", ")} not created within ${SECONDS_TO_APPEAR} s`);
  }
  await allHold(declared, context);
}

async function appears({ container, definition }: Declared): Promise<void> {
  const state = await containerState(container);
  const foreign = state.exists && state.definition === undefined;
  if (state.definition !== definition && !foreign) throw new Error(`${container} is not there yet`);
}

/** The first that fails ends the wait for the others; what is wrong with them by then is told as well. */
async function allHold(declared: readonly Declared[], { signal, startup }: CheckContext): Promise<void> {
  const first = new AbortController();
  const either = AbortSignal.any([signal, first.signal]);
  const findings: Finding[] = [];
  await Promise.all(
    declared.map((one) =>
      holds(one, either, startup).catch((error: unknown) => {
        first.abort();
        if (!(error instanceof CheckFailure)) throw error;
        findings.push(error.finding);
      }),
    ),
  );
  if (findings.length === 0) return;
  // A broker that tells why it does not start explains the others that do not.
  const explained = findings.filter(({ explains }) => explains);
  const told = explained.length > 0 ? explained : findings;
  const joined = (texts: ReadonlyArray<string | undefined>) => [...new Set(texts)].join("; ");
  throw new CheckFailure({
    expected: joined(told.map(({ expected }) => expected)),
    actual: joined(told.map(({ actual }) => actual)),
    remedy: joined(told.map(({ remedy }) => remedy)),
    container: told.find(({ container }) => container !== undefined)?.container,
  });
}

async function holds(declared: Declared, signal: AbortSignal, startup: boolean): Promise<void> {
  let final = false;
  await until(
    signal,
    async () => {
      const state = await containerState(declared.container);
      const current = state.definition === declared.definition;
      if (current && state.status === "running" && (state.health ?? "healthy") === "healthy") return;
      final =
        cannotStart(state, current) || refusal(state) !== undefined || (!startup && isFinal(state, current));
      throw failure(declared, state, current);
    },
    () => !final,
    250,
  );
}

/** Whether waiting is of no use on a cluster that was deployed before. */
function isFinal({ exists, status = "" }: ContainerState, current: boolean): boolean {
  return !exists || !current || ["exited", "paused", "created"].includes(status);
}

/** Whether it is of no use in any case: a container of somebody else, or one of ours that does not come up. */
function cannotStart(
  { definition, error, exists, restarts = 0, status }: ContainerState,
  current: boolean,
): boolean {
  if (!current) return exists && definition === undefined;
  // Restarts are counted since the container was made: those of last month say nothing of one that runs.
  const again = status === "restarting" && restarts >= RESTARTS_OF_A_BROKER_THAT_CANNOT_START;
  return status === "dead" || error !== undefined || again;
}

/** Cause and remedy, when a broker does not start by its own decision. */
function refusal({ healthOutput = "", status }: ContainerState): readonly string[] | undefined {
  if (status !== "running" || !healthOutput.startsWith(REFUSAL)) return undefined;
  return healthOutput.slice(REFUSAL.length).trim().split("|");
}

function failure({ container, definition }: Declared, state: ContainerState, current: boolean): CheckFailure {
  const [cause, wayOut] = (current ? refusal(state) : undefined) ?? [];
  if (cause !== undefined) {
    return new CheckFailure({
      expected: "data of the brokers and of ZooKeeper that belong together",
      actual: cause,
      remedy: wayOut,
      explains: true,
    });
  }
  if (!state.exists) {
    return new CheckFailure({
      expected: `${container} running and healthy`,
      actual: `there is no container ${container}`,
      remedy: "deploy the stack",
    });
  }
  if (state.definition === undefined) {
    return new CheckFailure({
      expected: `${container} made by this stack`,
      actual: `a container ${container} made by something else`,
      remedy: `remove it (docker rm -f ${container}), or give the cluster another 'name'`,
    });
  }
  if (!current) {
    return new CheckFailure({
      expected: `${container} of definition ${definition}`,
      actual: `${container} of definition ${state.definition ?? "unknown"}`,
      remedy: "the manifest was synthesized after the last deploy: deploy the stack",
    });
  }
  return new CheckFailure({
    expected: `${container} running and healthy`,
    actual: `${container} ${describe(state)}`,
    remedy: remedy(container, state),
    container,
  });
}

function describe({ error, exitCode, health, restarts = 0, status }: ContainerState): string {
  const again = restarts > 0 ? `, restarted ${restarts} times` : "";
  if (error !== undefined) return `could not be started: ${error}`;
  if (status === "running") return `running and ${health}${again}`;
  return status === "paused" ? "paused" : `${status}, last exit code ${exitCode}${again}`;
}

function remedy(container: string, { status }: ContainerState): string {
  if (status === "paused") return `docker unpause ${container}`;
  if (status === "exited") return `docker start ${container}, or deploy the stack`;
  return `see the last lines of the log of ${container}`;
}
