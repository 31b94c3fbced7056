import { type ClusterManifest } from "../manifest/cluster-manifest";
import { observeCluster } from "./brokers";
import {
  type Check,
  type CheckContext,
  CheckFailure,
  CheckSkipped,
  type Finding,
  type Observed,
} from "./check";
import { cleanUp } from "./clean-up";
import { connectionTo } from "./connection";
import { containers, STARTUP_SECONDS } from "./containers";
import { deadline } from "./deadline";
import { diagnose } from "./diagnosis";
import { KafkaClient } from "./kafka-client";
import { reason } from "./reason";
import { type CheckResult, REPORT_VERSION, type VerifyReport } from "./report";
import { RunTopic } from "./run-topic";
import { select, type Selection } from "./select";
import { limited, secondsFor } from "./time-limit";

const CLEAN_UP = "clean-up";
const CLEAN_UP_SECONDS = 20;

/** How to verify. */
export interface VerifyOptions extends Selection {
  /** Seconds for each check that stops no server. Default: each check's own, and more of them with over 10 brokers. */
  readonly timeoutSeconds?: number;
  /** Only wait until these containers are healthy, and stop early at one that cannot start. */
  readonly starting?: ReadonlySet<string>;
  /** Interrupts the run; what it made is removed, and what it stopped is started, all the same. */
  readonly signal?: AbortSignal;
  /** Called when a check begins to be waited for. */
  readonly onBegin?: (check: string) => void;
  /** Called when a check has ended. */
  readonly onResult?: (result: CheckResult) => void;
}

/**
 * Verifies that a running cluster does what its manifest promises, from the outside in. A check without which others
 * are meaningless has them skipped when it fails; the others go on.
 *
 * @param manifest - What the cluster promises.
 * @param options - How to verify.
 * @returns What was found; a cluster that fails is a result, not an error.
 * @throws Error - when an option is wrong.
 */
export async function verify(manifest: ClusterManifest, options: VerifyOptions = {}): Promise<VerifyReport> {
  const asked = options.starting === undefined ? select(options) : [containers];
  // What is asked for by name is told of, even if there is nothing to verify.
  const selected = asked.filter(
    ({ appliesTo, name }) => options.only?.includes(name) || (appliesTo?.(manifest) ?? true),
  );
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const client = new KafkaClient(connectionTo(manifest));
  const run: Run = {
    manifest,
    options,
    client,
    own: new RunTopic(client, manifest),
    observed: { topology: {} },
    leftBehind: [],
    hopeless: new AbortController(),
  };
  const outcomes = new Map<string, Outcome>();
  const tell = (outcome: Outcome) => {
    outcomes.set(outcome.result.check, outcome);
    options.onResult?.(outcome.result);
  };
  for (const [check, begun] of begin(selected, run)) {
    options.onBegin?.(check.name);
    tell(await begun);
  }
  await run.own.close();
  await client.close();
  const { brokers } = run.observed.topology;
  if (brokers === undefined && outcomes.get("addresses")?.blocks)
    await observeCluster(manifest, run.observed);
  if (run.own.touched && client.reached) {
    options.onBegin?.(CLEAN_UP);
    tell(await removeOwn(run));
  }
  const all = [...outcomes.values()];
  return {
    version: REPORT_VERSION,
    cluster: manifest.name,
    startedAt,
    seconds: secondsSince(started),
    outcome: outcomeOf(run, all),
    checks: all.map(({ result }) => result),
    leftBehind: run.leftBehind,
    ...run.observed,
  };
}

/** Begins each check when it is its turn: after all before it, or after those that it needs. */
function begin(checks: readonly Check[], run: Run): Map<Check, Promise<Outcome>> {
  const begun = new Map<Check, Promise<Outcome>>();
  const { signal } = run.options;
  const names = checks.map(({ name }) => name);
  for (const check of checks) {
    // Where what it needs is left out, what comes before it is all there is to tell when.
    const isConcurrent = check.concurrent && check.needs.every((name) => names.includes(name));
    const before = [...begun].filter(([{ name }]) => !isConcurrent || check.needs.includes(name));
    const turn = Promise.all(before.map(([, outcome]) => outcome));
    begun.set(
      check,
      turn.then((outcomes) => {
        if (signal?.aborted) return skipped(check, "interrupted");
        const blocking = outcomes.find(({ blocks, result }) => blocks && check.needs.includes(result.check));
        return blocking ? skipped(check, `${blocking.result.check} did not pass`) : runOne(check, run);
      }),
    );
  }
  return begun;
}

/** What the checks of one run share. */
interface Run {
  readonly manifest: ClusterManifest;
  readonly options: VerifyOptions;
  readonly client: KafkaClient;
  readonly own: RunTopic;
  readonly observed: Observed;
  readonly leftBehind: string[];
  /** Ends every wait, once it is known that nothing will change by itself. */
  readonly hopeless: AbortController;
}

interface Outcome {
  readonly result: CheckResult;
  readonly finding?: Finding;
  /** Whether checks that need this one are meaningless. */
  readonly blocks: boolean;
}

function skipped({ name, title }: Check, detail: string): Outcome {
  return { result: { check: name, title, status: "skipped", seconds: 0, detail }, blocks: true };
}

async function runOne(check: Check, run: Run): Promise<Outcome> {
  const { client, hopeless, leftBehind, manifest, observed, options, own } = run;
  const started = performance.now();
  const asked = check.disruptive ? undefined : options.timeoutSeconds;
  const timeoutSeconds = options.starting === undefined ? check.timeoutSeconds : STARTUP_SECONDS;
  const seconds = asked ?? secondsFor({ timeoutSeconds }, manifest);
  const warnings: string[] = [];
  const context: CheckContext = {
    manifest,
    client,
    own,
    observed,
    ...(options.starting === undefined ? {} : { starting: options.starting }),
    signal: deadline(seconds, hopeless.signal, options.signal),
    warn: (text) => warnings.push(text),
    leave: (text) => leftBehind.push(text),
  };
  const base = { check: check.name, title: check.title };
  const told = () => ({
    seconds: secondsSince(started),
    ...(warnings.length > 0 ? { warnings } : {}),
  });
  try {
    const detail = await limited(check, context);
    return { result: { ...base, status: "passed", ...told(), detail }, blocks: false };
  } catch (error) {
    if (error instanceof CheckSkipped) {
      const result = { ...base, status: "skipped", ...told(), detail: error.message } satisfies CheckResult;
      return { result, blocks: false };
    }
    // What it had found by then may be what it waited for to change.
    if (options.signal?.aborted) return skipped(check, "interrupted");
    const failed = error instanceof CheckFailure;
    const finding = failed ? error.finding : unexpected(check, seconds, error, run);
    if (finding.final) hopeless.abort();
    const errors = failed ? [] : [reason(error), ...client.errors];
    const diagnosis = await diagnose(finding, manifest, errors);
    const { actual, expected } = finding;
    const result: CheckResult = { ...base, status: "failed", ...told(), expected, actual, ...diagnosis };
    return { result, finding, blocks: true };
  }
}

async function removeOwn({ leftBehind, manifest, own }: Run): Promise<Outcome> {
  const started = performance.now();
  const title = "nothing that this run has made is left behind";
  const made = { topics: own.topics, groups: own.groups };
  const seconds = secondsFor({ timeoutSeconds: CLEAN_UP_SECONDS }, manifest);
  const left = await cleanUp(connectionTo(manifest), made, AbortSignal.timeout(seconds * 1000));
  leftBehind.push(...left);
  const base = { check: CLEAN_UP, title, seconds: secondsSince(started) };
  if (left.length === 0) {
    return {
      result: { ...base, status: "passed", detail: "topic and groups of this run removed" },
      blocks: false,
    };
  }
  const finding = { expected: "nothing left", actual: left.join("; "), remedy: "remove it by hand as told" };
  return { result: { ...base, status: "failed", ...finding }, finding, blocks: true };
}

/** An error that is no finding: whatever the client was told, and whichever broker has logged why. */
function unexpected(check: Check, seconds: number, error: unknown, { client, manifest }: Run): Finding {
  return {
    expected: `${check.name} to hold within ${seconds} s`,
    actual: [...new Set([reason(error), ...client.errors])].join("; "),
    remedy: client.reached
      ? "see the brokers' logs"
      : "see whether the brokers run, and can be reached from here",
    containers: manifest.brokers.map(({ container }) => container),
    unreachable: !client.reached,
  };
}

function outcomeOf({ leftBehind, options }: Run, outcomes: readonly Outcome[]): VerifyReport["outcome"] {
  if (options.signal?.aborted) return "interrupted";
  const findings = outcomes.flatMap(({ finding }) => finding ?? []);
  if (findings.some(({ unreachable }) => unreachable)) return "unreachable";
  if (findings.length > 0) return "failed";
  // To have verified nothing is not to have passed.
  if (outcomes.every(({ result }) => result.status === "skipped")) return "unreachable";
  return leftBehind.length > 0 ? "failed" : "passed";
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 10) / 100;
}
