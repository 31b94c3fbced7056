import { randomUUID } from "node:crypto";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { brokers } from "./brokers";
import { type Check, type CheckContext, CheckFailure, CheckSkipped, type Finding } from "./check";
import { cleanUp } from "./clean-up";
import { containers } from "./containers";
import { defaults } from "./defaults";
import { lastLogLines, type LogLines } from "./docker-engine";
import { KafkaClient } from "./kafka-client";
import { reason } from "./reason";
import { roundTrip } from "./round-trip";
import { topic } from "./topic";
import { topics } from "./topics";

const CHECKS: readonly Check[] = [containers, brokers, defaults, topics, topic, roundTrip];

/** Names of the checks, in the order in which they run. */
export const CHECK_NAMES: readonly string[] = CHECKS.map(({ name }) => name);

const CLEAN_UP_SECONDS = 15;
const STARTUP_SECONDS = 180;

/** How to verify. */
export interface VerifyOptions {
  /** Checks to run, by name. Default: all. */
  readonly only?: readonly string[];
  /** Seconds for each check. Default: each check's own. */
  readonly timeoutSeconds?: number;
  /** Only watch containers that may still be about to be created, and stop early at one that cannot start. */
  readonly startup?: boolean;
  /** Interrupts the run; what it created is removed all the same. */
  readonly signal?: AbortSignal;
  /** Called when a check begins. */
  readonly onBegin?: (check: string) => void;
  /** Called when a check has ended. */
  readonly onResult?: (result: CheckResult) => void;
}

/** What one check found. */
export interface CheckResult {
  readonly check: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly seconds: number;
  /** What was found, or why it was skipped. */
  readonly detail?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly remedy?: string;
  /** The last lines of the log of the container at fault. */
  readonly log?: LogLines;
}

/** What a verification found. */
export interface VerifyReport {
  /** Version of the report's form. */
  readonly version: 1;
  readonly cluster: string;
  readonly outcome: "passed" | "failed" | "unreachable" | "interrupted";
  readonly seconds: number;
  readonly checks: readonly CheckResult[];
  /** What the run created and could not remove. */
  readonly leftBehind: readonly string[];
}

/**
 * Verifies that a running cluster does what its manifest promises. Checks run one after the other, from the outside
 * in; the first that fails makes the later ones meaningless, and they are skipped.
 *
 * @param manifest - What the cluster promises.
 * @param options - How to verify.
 * @returns What was found; a cluster that fails is a result, not an error.
 * @throws Error - when `only` names a check that does not exist.
 */
export async function verify(manifest: ClusterManifest, options: VerifyOptions = {}): Promise<VerifyReport> {
  const started = performance.now();
  const selected = select(options);
  const name = `cdktf-kafka-docker-check-${randomUUID()}`;
  const addresses = manifest.brokers.map(({ external }) => external);
  const client = new KafkaClient(addresses);
  const results: CheckResult[] = [];
  let failed: Finding | undefined;
  let wrote = false;
  for (const check of selected) {
    let result: CheckResult;
    if (failed !== undefined || options.signal?.aborted) {
      result = { check: check.name, status: "skipped", seconds: 0, detail: "an earlier check did not pass" };
    } else {
      options.onBegin?.(check.name);
      wrote ||= check === topic || check === roundTrip;
      const context = { manifest, client, topic: name, startup: options.startup ?? false };
      const outcome = await runOne(check, context, options);
      failed = outcome.finding;
      result = outcome.result;
    }
    results.push(result);
    options.onResult?.(result);
  }
  await client.close();
  const leftBehind =
    wrote && client.reached
      ? await cleanUp(addresses, name, AbortSignal.timeout(CLEAN_UP_SECONDS * 1000))
      : [];
  return {
    version: 1,
    cluster: manifest.name,
    outcome: outcomeOf(options, failed, results, leftBehind),
    seconds: secondsSince(started),
    checks: results,
    leftBehind,
  };
}

function select({ only, startup }: VerifyOptions): readonly Check[] {
  const unknown = only?.filter((name) => !CHECK_NAMES.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`'only' must name checks (${CHECK_NAMES.join(", ")}), got "${unknown.join('", "')}"`);
  }
  if (startup) return [containers];
  return CHECKS.filter(({ name }) => only?.includes(name) ?? true);
}

async function runOne(check: Check, context: Omit<CheckContext, "signal">, options: VerifyOptions) {
  const started = performance.now();
  const seconds = options.timeoutSeconds ?? (options.startup ? STARTUP_SECONDS : check.timeoutSeconds);
  const over = AbortSignal.timeout(seconds * 1000);
  const signal = AbortSignal.any([over, ...(options.signal ? [options.signal] : [])]);
  const base = { check: check.name };
  try {
    const detail = await limited(check, { ...context, signal });
    return {
      result: { ...base, status: "passed", seconds: secondsSince(started), detail } satisfies CheckResult,
    };
  } catch (error) {
    const spent = secondsSince(started);
    if (error instanceof CheckSkipped) {
      return {
        result: { ...base, status: "skipped", seconds: spent, detail: error.message } satisfies CheckResult,
      };
    }
    const finding =
      error instanceof CheckFailure ? error.finding : unexpected(check, seconds, error, context.client);
    const { container, expected, actual, remedy } = finding;
    const log = container === undefined ? undefined : await lastLogLines(container);
    return {
      finding,
      result: {
        ...base,
        status: "failed",
        seconds: spent,
        expected,
        actual,
        remedy,
        log,
      } satisfies CheckResult,
    };
  }
}

/** The check, or its end when its time is over: the client library has waits that nothing can interrupt. */
async function limited(check: Check, context: CheckContext): Promise<string> {
  const { signal } = context;
  const GRACE_MS = 5000;
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    const later = () => (timer = setTimeout(() => reject(new Error("no answer in time")), GRACE_MS));
    if (signal.aborted) later();
    signal.addEventListener("abort", later, { once: true });
  });
  try {
    return await Promise.race([check.run(context), end]);
  } finally {
    clearTimeout(timer);
  }
}

function unexpected(check: Check, seconds: number, error: unknown, client: KafkaClient): Finding {
  const said = [reason(error), client.lastError].filter((text) => text !== undefined);
  return {
    expected: `${check.name} to hold within ${seconds} s`,
    actual: [...new Set(said)].join("; "),
    remedy: client.reached
      ? "see the brokers' logs"
      : "see whether the brokers run, and can be reached from here",
    unreachable: !client.reached,
  };
}

function outcomeOf(
  { signal, startup }: VerifyOptions,
  failed: Finding | undefined,
  results: readonly CheckResult[],
  leftBehind: readonly string[],
): VerifyReport["outcome"] {
  if (signal?.aborted) return "interrupted";
  if (failed !== undefined) return failed.unreachable ? "unreachable" : "failed";
  // To have verified nothing is not to have passed, but to have been too early is no fault of a start.
  if (!startup && results.every(({ status }) => status === "skipped")) return "unreachable";
  return leftBehind.length > 0 ? "failed" : "passed";
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 10) / 100;
}
