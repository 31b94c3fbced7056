import { type Check, type CheckContext } from "./check";

const GRACE_MS = 5000;
/** As many as the time of a check is for: thirty on two processors took a round trip more than its 45 s. */
const BROKERS_IN_TIME = 10;

/**
 * The time of a check.
 *
 * @param check - The check.
 * @param cluster - Its brokers count.
 * @returns Seconds; in proportion to the brokers where there are many.
 */
export function secondsFor(
  { timeoutSeconds }: Pick<Check, "timeoutSeconds">,
  { brokers }: { readonly brokers: readonly unknown[] },
): number {
  return Math.ceil(timeoutSeconds * Math.max(1, brokers.length / BROKERS_IN_TIME));
}

/**
 * The check, or its end when its time is over: the client library has waits that nothing can interrupt.
 *
 * @param check - The check.
 * @param context - What it is given; its signal ends its time.
 * @returns What it has found.
 * @throws Error - of the check, or that there was no answer in time.
 */
export async function limited(check: Check, context: CheckContext): Promise<string> {
  // What stops servers ends when they run again, and bounds that itself.
  if (check.disruptive) return check.run(context);
  const { signal } = context;
  let timer: NodeJS.Timeout | undefined;
  let later: () => void = () => undefined;
  const end = new Promise<never>((_, reject) => {
    later = () => (timer = setTimeout(() => reject(new Error("no answer in time")), GRACE_MS));
    if (signal.aborted) later();
    signal.addEventListener("abort", later, { once: true });
  });
  try {
    return await Promise.race([check.run(context), end]);
  } finally {
    signal.removeEventListener("abort", later);
    clearTimeout(timer);
  }
}
