import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { StepError } from "./step.mjs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const KILL_AFTER_MS = 5_000;
const REPEAT_MS = 1_000;
const OUTPUT_AFTER_EXIT_MS = 2_000;
const LAST_LINES = 20;

/** The children alive; each is the leader of a process group of its own. */
const children = new Set();

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Every first signal is passed on as SIGINT: Terraform's providers ignore no other, and would end in the middle of
 * creating what the state then does not know. npm and the terminal may both send the same one: repeats at once are
 * one. The second that is meant makes Terraform give up, the third ends it.
 */
function onSignal(signal) {
  for (const child of children) {
    child.interrupted ??= signal;
    if (child.signalledAt !== undefined && Date.now() - child.signalledAt < REPEAT_MS) continue;
    interrupt(child);
  }
}

function interrupt(child) {
  child.signals = (child.signals ?? 0) + 1;
  child.signalledAt = Date.now();
  signalGroup(child, child.signals > 2 ? "SIGKILL" : "SIGINT");
}

const onExit = () => children.forEach((child) => signalGroup(child, "SIGKILL"));

function track(child) {
  if (children.size === 0) {
    SIGNALS.forEach((signal) => process.on(signal, onSignal));
    process.on("exit", onExit);
  }
  children.add(child);
}

function untrack(child) {
  children.delete(child);
  if (children.size > 0) return;
  SIGNALS.forEach((signal) => process.off(signal, onSignal));
  process.off("exit", onExit);
}

function interruption(signal) {
  const error = new StepError(`Interrupted (${signal}).`);
  error.exitCode = signal === "SIGINT" ? 130 : 143;
  return error;
}

/** Gives each complete line of a stream to `onLine`; a carriage return ends a line too (progress bars). */
function eachLine(stream, onLine) {
  let rest = "";
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split(/[\r\n]+/);
    rest = lines.pop();
    lines.filter((line) => line.trim()).forEach((line) => onLine(line));
  });
}

/**
 * The last lines of some output, for an error message.
 * @param {string} text the output
 * @param {number} count how many lines
 * @returns {string[]} the lines, without empty ones
 */
export function lastLines(text, count = LAST_LINES) {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim())
    .slice(-count);
}

/**
 * Runs a program and collects its output. A signal that ends this process is passed on to it, exactly once:
 * the child has a process group of its own, as a second SIGINT makes Terraform drop its state.
 * @param {string} command the program
 * @param {string[]} args its arguments
 * @param {object} [options] how to run it
 * @param {string} [options.cwd] where
 * @param {Record<string, string | undefined>} [options.env] its whole environment
 * @param {string} [options.input] what it reads
 * @param {number} [options.timeout] milliseconds; it is then ended, with the code 124
 * @param {AbortSignal} [options.stop] ends it with SIGINT when it is no longer wanted
 * @param {boolean} [options.check] throw when it does not end with 0
 * @param {string[]} [options.remedy] the ways out to name in that case
 * @param {(line: string, extend: (milliseconds: number) => void) => void} [options.onLine] is given each line of its
 *   output as it comes, and a way to let the timeout begin anew
 * @returns {Promise<{code: number, stdout: string, stderr: string}>} 127 if it could not be started
 * @throws {StepError} when interrupted by a signal, or with `check` when it fails
 */
export function run(command, args = [], options = {}) {
  const { cwd, env = process.env, input, timeout, check = false, remedy = [], onLine, stop } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: [input ? "pipe" : "ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    child.stdout.setEncoding("utf8").on("data", (chunk) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk) => (stderr += chunk));
    const expire = () => {
      timedOut = true;
      signalGroup(child, "SIGTERM");
      timer = setTimeout(() => signalGroup(child, "SIGKILL"), KILL_AFTER_MS);
    };
    let timer = timeout && setTimeout(expire, timeout);
    const end = () => {
      // One that a signal has reached already ends by itself.
      if (child.signals === undefined) interrupt(child);
    };
    if (stop?.aborted) end();
    stop?.addEventListener("abort", end, { once: true });
    const extend = (milliseconds) => {
      clearTimeout(timer);
      if (!timedOut) timer = setTimeout(expire, milliseconds);
    };
    if (onLine)
      [child.stdout, child.stderr].forEach((stream) => eachLine(stream, (line) => onLine(line, extend)));

    const finish = (code) => {
      clearTimeout(timer);
      stop?.removeEventListener("abort", end);
      untrack(child);
      if (child.interrupted) return reject(interruption(child.interrupted));
      if (code === 0 || !check) return resolve({ code, stdout, stderr });
      const output = lastLines(`${stdout}\n${stderr}`).map((line) => `| ${line}`);
      const what = timedOut ? `did not end in ${timeout / 1000} s` : `failed (exit code ${code})`;
      reject(new StepError([`\`${[command, ...args].join(" ")}\` ${what}:`, ...output].join("\n  "), remedy));
    };
    child.once("error", (error) => {
      stderr += error.message;
      finish(127);
    });
    child.once("exit", () => {
      // A daemon that it has started may hold on to its output.
      const streams = [child.stdout, child.stderr];
      setTimeout(() => streams.forEach((stream) => stream.destroy()), OUTPUT_AFTER_EXIT_MS).unref();
    });
    child.once("close", (code) => finish(timedOut ? 124 : (code ?? 1)));
    if (child.pid) track(child);
    if (!input) return;
    // A program that ends without reading all of its input is judged by its exit code.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/**
 * Finds a program as a shell would.
 * @param {string} name the program's name
 * @param {string} [path] the directories to search, PATH by default
 * @returns {string | undefined} its path
 */
export function which(name, path = process.env.PATH ?? "") {
  for (const directory of path.split(delimiter).filter(Boolean)) {
    const file = join(directory, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
