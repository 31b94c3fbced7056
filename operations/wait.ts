import { setTimeout as sleep } from "node:timers/promises";
import { reason } from "../checks/reason";
import { Interrupted, StoppedAtGate } from "./stops";

const POLL_MS = 250;
const TELL_MS = 5000;
const SHOWN = 3;

/** How long a wait is, and who is told. */
export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly gateSeconds: number;
  readonly say: (line: string) => void;
}

/** Waits for a cluster, and tells what for. */
export class Wait {
  /**
   * @param step - The step that waits.
   * @param options - How long.
   */
  public constructor(
    private readonly step: string,
    private readonly options: WaitOptions,
  ) {}

  /**
   * Waits until nothing is in the way. Two looks in a row must agree: a broker that has just come back may not have
   * told yet what it lacks.
   *
   * @param what - What is waited for.
   * @param look - Tells what is in the way; an error is.
   * @throws StoppedAtGate - when the time is over.
   * @throws Interrupted - when it was interrupted.
   */
  public async until(what: string, look: () => Promise<readonly string[]>): Promise<void> {
    const { gateSeconds, say, signal } = this.options;
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    let told = started;
    let clear = 0;
    for (;;) {
      const blocked = await look().catch((error: unknown) => [reason(error)]);
      clear = blocked.length === 0 ? clear + 1 : 0;
      if (clear === 2) return;
      if (signal.aborted) throw new Interrupted(`interrupted while ${this.step} waited for ${what}`);
      const shown = [
        ...blocked.slice(0, SHOWN),
        ...(blocked.length > SHOWN ? [`${blocked.length} in all`] : []),
      ];
      if (seconds() >= gateSeconds && blocked.length > 0) {
        throw new StoppedAtGate(`${this.step} waited ${gateSeconds} s for ${what}: ${shown.join("; ")}`);
      }
      if (performance.now() - told >= TELL_MS && blocked.length > 0) {
        told = performance.now();
        say(`  waits for ${what}, ${seconds().toFixed(0)} s: ${shown.join("; ")}`);
      }
      await sleep(clear === 1 ? POLL_MS / 2 : POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
