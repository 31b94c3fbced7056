import { setMaxListeners } from "node:events";

/**
 * A signal that ends with one of others, or when its time is over. Not `AbortSignal.any`: Node.js may forget the time
 * limit that it was made of before that ends (https://github.com/nodejs/node/issues/57736), and the wait has no end.
 *
 * @param seconds - The time.
 * @param signals - The others; one that is undefined never ends.
 * @returns The signal.
 * @throws RangeError - when the time is none that a timer takes.
 */
export function deadline(seconds: number, ...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  if (!(seconds * 1000 < 2 ** 31))
    throw new RangeError(`a time limit must be under 24 days, got ${seconds} s`);
  const controller = new AbortController();
  const end = () => controller.abort();
  for (const signal of signals) {
    if (signal === undefined) continue;
    if (signal.aborted) end();
    // Many may be under way; each is taken away when its time is over.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", end, { once: true, signal: controller.signal });
  }
  setTimeout(end, seconds * 1000).unref();
  return controller.signal;
}
