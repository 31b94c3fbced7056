import { setTimeout as sleep } from "node:timers/promises";

/**
 * Tries again until it succeeds or the time is over: a cluster that has just started needs a moment.
 *
 * @param signal - Ends the tries.
 * @param attempt - Throws while it does not hold.
 * @param shouldRetry - Whether an error is worth another try; by default every error is.
 * @param pauseMs - Milliseconds between two tries.
 * @returns What the first successful attempt returned.
 * @throws The last attempt's error, when the time is over or it is not worth another try.
 */
export async function until<T>(
  signal: AbortSignal,
  attempt: () => Promise<T>,
  shouldRetry: (error: unknown) => boolean = () => true,
  pauseMs = 50,
): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || !shouldRetry(error)) throw error;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}
