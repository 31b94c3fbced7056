import { type Attachment, detached, isAttached } from "./attachment";
import { type Check, type CheckContext, CheckFailure, type Finding } from "./check";
import { assertEngine, type ContainerState, containerState, isWell } from "./docker-engine";
import { REFUSAL } from "../manifest/labels";
import { split } from "./addresses";
import { assertProcessLimit, type LimitedContainer } from "./process-limit";
import { type ObservedContainer } from "./report";
import { until } from "./until";
import { warmUp } from "./warm-up";

/** A killed broker may restart while its old session lives; more restarts than that are a server that cannot start. */
const RESTARTS_OF_A_SERVER_THAT_CANNOT_START = 5;

/** How long a start is waited for; longer with over 10 brokers. */
export const STARTUP_SECONDS = 180;

const POLL_MS = 250;
/** Nothing else is done meanwhile, and a deploy waits for it. */
const STARTUP_POLL_MS = 100;

interface Declared extends Attachment, LimitedContainer {
  readonly definition: string;
}

/** Every declared container runs, is healthy, is on its network, and is of the declared definition. */
export const containers: Check = {
  name: "containers",
  title: "every declared container runs, is healthy, on its network, and as it was declared",
  timeoutSeconds: 30,
  needs: [],
  concurrent: true,
  quick: true,
  async run(context) {
    await assertEngine();
    const {
      brokers,
      network,
      processLimit: limit,
      zookeeperNetwork = network,
      zookeepers,
    } = context.manifest;
    const { starting } = context;
    // Whether it could be set is told by what sets it.
    const processLimit = starting === undefined ? limit : undefined;
    const networks = [...new Set([network, zookeeperNetwork])];
    const all: readonly Declared[] = [
      ...zookeepers.map((one) => ({
        ...one,
        processLimit,
        networks: [zookeeperNetwork],
        apart: zookeeperNetwork !== network,
        host: one.container,
      })),
      ...brokers.map((one) => ({
        ...one,
        processLimit,
        networks,
        apart: false,
        host: split(one.internal).host,
      })),
    ];
    const declared = all.filter(({ container }) => starting?.has(container) ?? true);
    await allHold(declared, context);
    const found = `${declared.length} running, healthy, on network ${networks.join(" and ")}`;
    if (starting !== undefined) await warmUp(context);
    return found;
  },
};

/** The first that fails ends the wait for the others; what is wrong with them by then is told as well. */
async function allHold(declared: readonly Declared[], context: CheckContext): Promise<void> {
  const { observed, signal } = context;
  const first = new AbortController();
  const either = AbortSignal.any([signal, first.signal]);
  const findings: Finding[] = [];
  await Promise.all(
    declared.map((one) =>
      holds(one, either, context).catch((error: unknown) => {
        first.abort();
        if (!(error instanceof CheckFailure)) throw error;
        findings.push(error.finding);
      }),
    ),
  );
  const seen = await Promise.all(declared.map(observe));
  observed.topology = { ...observed.topology, containers: seen };
  if (findings.length === 0) return;
  // A broker that tells why it does not start explains the others that do not.
  const explained = findings.filter(({ explains }) => explains);
  const told = explained.length > 0 ? explained : findings;
  const joined = (texts: ReadonlyArray<string | undefined>) => [...new Set(texts)].join("; ");
  throw new CheckFailure({
    expected: joined(told.map(({ expected }) => expected)),
    actual: joined(told.map(({ actual }) => actual)),
    remedy: joined(told.map(({ remedy }) => remedy)),
    cause: told.some(({ cause }) => cause !== undefined) ? joined(told.map(({ cause }) => cause)) : undefined,
    containers: told.flatMap(({ containers: one = [] }) => one),
    final: true,
  });
}

async function observe({ container }: Declared): Promise<ObservedContainer> {
  const { exists, health, status = "unknown" } = await containerState(container);
  return { container, status: exists ? status : "absent", ...(health === undefined ? {} : { health }) };
}

async function holds(declared: Declared, signal: AbortSignal, { starting }: CheckContext): Promise<void> {
  let final = false;
  await until(
    signal,
    async () => {
      const state = await containerState(declared.container);
      const current = state.definition === declared.definition;
      if (current && isWell(state) && isAttached(state, declared)) {
        // Nothing sets it while a check waits.
        final = true;
        assertProcessLimit(state, declared);
        return;
      }
      final = isFinal(state, declared);
      throw failure(declared, state, current);
    },
    () => !final,
    starting === undefined ? POLL_MS : STARTUP_POLL_MS,
  );
}

/** Whether it takes somebody to change it: waiting is of no use. */
function isFinal(state: ContainerState, declared: Declared): boolean {
  const { definition, error, exists, status = "" } = state;
  if (!exists || definition !== declared.definition) return true;
  if (error !== undefined || refusal(state) !== undefined || restartsAgainAndAgain(state)) return true;
  if (status === "running") return !isAttached(state, declared);
  return ["created", "dead", "exited", "paused"].includes(status);
}

/**
 * Whether a container does not come up. Restarts are counted since it was made: those of last month say nothing of one
 * that runs.
 *
 * @param state - What the Docker Engine says of it.
 * @returns Whether it is of no use to wait for it.
 */
export function restartsAgainAndAgain({ restarts = 0, status }: ContainerState): boolean {
  return status === "restarting" && restarts >= RESTARTS_OF_A_SERVER_THAT_CANNOT_START;
}

/**
 * Whether a container starts, or has just been made.
 *
 * @param state - What the Docker Engine says of it.
 * @param now - The time.
 * @returns Whether a deploy waits for it. One that was made long ago, and fails, is left to the check.
 */
export function isStarting({ created, health, restarts = 0 }: ContainerState, now: number): boolean {
  if (created !== undefined && now - created.getTime() < STARTUP_SECONDS * 1000) return true;
  return health === "starting" && restarts < RESTARTS_OF_A_SERVER_THAT_CANNOT_START;
}

/** Cause and remedy, when a broker does not start by its own decision. */
function refusal({ healthOutput = "", status }: ContainerState): readonly string[] | undefined {
  if (status !== "running" || !healthOutput.startsWith(REFUSAL)) return undefined;
  return healthOutput.slice(REFUSAL.length).trim().split("|");
}

function failure(declared: Declared, state: ContainerState, current: boolean): CheckFailure {
  const { container, definition } = declared;
  const [cause, wayOut] = (current ? refusal(state) : undefined) ?? [];
  if (cause !== undefined) {
    return new CheckFailure({
      expected: "data of the brokers and of ZooKeeper that belong together",
      actual: cause,
      remedy: wayOut,
      explains: true,
    });
  }
  const expected = `${container} running and healthy`;
  if (!state.exists) {
    return new CheckFailure({
      expected,
      actual: `there is no container ${container}`,
      cause: "it was removed by hand, or not deployed yet",
      remedy: "deploy the stack",
      containers: [container],
    });
  }
  if (state.definition === undefined) {
    return new CheckFailure({
      expected: `${container} made by this stack`,
      actual: `a container ${container} made by something else`,
      cause: "its name was taken when the stack was deployed",
      remedy: `remove it (docker rm -f ${container}), or give the cluster another 'name'`,
    });
  }
  if (!current) {
    return new CheckFailure({
      expected: `${container} of definition ${definition}`,
      actual: `${container} of definition ${state.definition ?? "unknown"}`,
      cause: "the manifest was synthesized after the last deploy",
      remedy: "deploy the stack",
    });
  }
  if (state.status === "running" && !isAttached(state, declared)) return detached(state, declared);
  const actual = `${container} ${describe(state)}`;
  return new CheckFailure({ expected, actual, remedy: remedy(container, state), containers: [container] });
}

function describe({ error, exitCode, health, restarts = 0, status }: ContainerState): string {
  const again = restarts > 0 ? `, restarted ${restarts} times` : "";
  if (error !== undefined) return `could not be started: ${error}`;
  if (status === "running") return `running and ${health}${again}`;
  return status === "paused" ? "paused" : `${status}, last exit code ${exitCode}${again}`;
}

function remedy(container: string, { status }: ContainerState): string {
  if (status === "exited") return `docker start ${container}, or deploy the stack`;
  return `see the last lines of the log of ${container}`;
}
