import { type CheckContext, CheckFailure } from "./check";
import { deadline } from "./deadline";
import { containerState, isWell, startContainer, stopContainer } from "./docker-engine";
import { isBehind } from "./kafka-replicas";
import { type Load } from "./load";
import { Reader } from "./reader";
import { reason } from "./reason";
import { until } from "./until";

const GRACE_SECONDS = 60;
const RESTORE_SECONDS = 120;

/**
 * Stops containers, does something, and starts them again whatever happens.
 *
 * @param context - What the check was given.
 * @param phases - Containers to stop side by side, phase by phase; they are started in the reverse order.
 * @param meanwhile - What to do while they are stopped.
 * @returns Seconds from the start of the last until it was healthy.
 */
export async function whileStopped(
  context: CheckContext,
  phases: ReadonlyArray<readonly string[]>,
  meanwhile: () => Promise<void>,
): Promise<number> {
  let began = 0;
  try {
    for (const phase of phases) {
      const stops = await Promise.allSettled(phase.map((one) => stopContainer(one, GRACE_SECONDS)));
      // Only then: one that is still about to stop would stop after it was started again.
      for (const stop of stops) if (stop.status === "rejected") throw stop.reason;
    }
    await meanwhile();
  } finally {
    // Not by the check's own signal: an interrupted check puts back what it has changed.
    const signal = AbortSignal.timeout(RESTORE_SECONDS * 1000);
    began = performance.now();
    for (const phase of [...phases].reverse()) {
      await Promise.all(phase.map((one) => restore(one, context, signal)));
    }
  }
  return (performance.now() - began) / 1000;
}

async function restore(container: string, { leave }: CheckContext, signal: AbortSignal): Promise<void> {
  try {
    await until(signal, () => startContainer(container));
    await until(signal, async () => {
      const state = await containerState(container);
      if (isWell(state)) return;
      const { health, status = "absent" } = state;
      throw new Error(`it is ${status}${health === undefined ? "" : ` and ${health}`}`);
    });
  } catch (error) {
    leave(`${container} was stopped and does not run again (${reason(error)}): docker start ${container}`);
  }
}

/**
 * Waits until every partition of the cluster is in sync again.
 *
 * @param context - What the check was given.
 * @param seconds - The bound.
 * @throws CheckFailure - when it is over.
 */
export async function backInSync({ client, signal }: CheckContext, seconds: number): Promise<void> {
  const bound = deadline(seconds, signal);
  await until(bound, async () => {
    const { topics } = await client.metadata();
    const behind = topics.flatMap(({ name, partitions }) =>
      partitions.filter(isBehind).map(({ partition }) => `${name}-${partition}`),
    );
    if (behind.length === 0) return;
    throw new CheckFailure({
      expected: `every partition in sync ${seconds} s after the restart`,
      actual: `${behind.length} are not: ${behind.slice(0, 5).join(", ")}`,
      remedy: "see the log of the broker that was restarted",
    });
  });
}

/**
 * Reads everything that was acknowledged, with a reader of its own.
 *
 * @param context - What the check was given.
 * @param load - What was written.
 * @param when - In which state of the cluster, for the error.
 * @throws CheckFailure - when something is missing.
 */
export async function allReadable(context: CheckContext, load: Load, when: string): Promise<void> {
  const { client, own, signal } = context;
  const reader = await Reader.open(client, own.name, own.group(), signal);
  try {
    const bound = deadline(30, signal);
    const missing = await load.missing(reader, bound);
    if (missing.length === 0) return;
    throw new CheckFailure({
      expected: `every acknowledged message readable ${when}`,
      actual: `${missing.length} of ${load.acknowledged} are missing, the first "${missing[0]}"`,
      cause: "acknowledged records were lost, or cannot be read",
      remedy: "see whether 'unclean.leader.election.enable' is on, and whether all data are on volumes",
    });
  } finally {
    await reader.close();
  }
}
