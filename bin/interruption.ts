/**
 * A signal that ends with the first Ctrl-C or request to end.
 *
 * @param options - What is said then, and whether a second one is ignored. Default: it ends the process at once.
 * @returns The signal.
 */
export function interruption({
  ignoresMore = false,
  say = () => undefined,
}: { readonly ignoresMore?: boolean; readonly say?: () => void } = {}): AbortSignal {
  const interrupt = new AbortController();
  const stop = () => {
    if (!interrupt.signal.aborted) say();
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    if (ignoresMore) process.on(signal, stop);
    else process.once(signal, stop);
  }
  return interrupt.signal;
}
