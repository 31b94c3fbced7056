import { setTimeout as sleep } from "node:timers/promises";
import { verify, type VerifyOptions, type VerifyReport } from "../checks";
import { type ClusterManifest } from "../manifest";
import { type Output } from "../reports/console";
import { RollingView } from "../reports/rolling-view";

/** How to watch. */
export interface WatchOptions {
  /** Seconds between the end of a round and the next. */
  readonly seconds: number;
  /** Where the view is shown; without it, each report is printed as one line of JSON. */
  readonly output: Output | undefined;
  /** Called after each round. */
  readonly onRound: (report: VerifyReport) => Promise<void>;
}

/**
 * Verifies again and again, until it is interrupted.
 *
 * @param manifest - The cluster.
 * @param settings - How to verify; its signal ends the watch.
 * @param options - How to watch.
 * @returns The last whole report, or the interrupted one if there is none.
 */
export async function watch(
  manifest: ClusterManifest,
  settings: VerifyOptions & { readonly signal: AbortSignal },
  { onRound, output, seconds }: WatchOptions,
): Promise<VerifyReport> {
  const { signal } = settings;
  const view = output && new RollingView(output, manifest, seconds);
  let last: VerifyReport | undefined;
  for (;;) {
    const report = await verify(manifest, { ...settings, onBegin: (name) => view?.checking(name) });
    const whole = report.outcome !== "interrupted";
    if (whole || last === undefined) last = report;
    if (whole) {
      if (view) view.round(report);
      else console.log(JSON.stringify(report));
      await onRound(report);
    }
    if (signal.aborted) return last;
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return last;
  }
}
