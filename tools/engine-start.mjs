import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasPackage, install } from "./apt.mjs";
import { cacheDirectory } from "./cache.mjs";
import { lastLines, run, which } from "./run.mjs";
import { StepError } from "./step.mjs";

const START_TIMEOUT_MS = 60_000;
/** What an engine that has ended leaves for another one, started by someone else, to answer. */
const AFTER_END_MS = 5_000;
const POLL_MS = 250;

/**
 * Installs what is missing of the Docker Engine from the packages of Debian or Ubuntu.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<boolean>} whether anything was missing
 */
export async function installEngine(say) {
  // Not every release of the engine's package asks for iptables; without it there are no networks.
  const packages = [
    ...(which("dockerd") ? [] : ["docker.io", "ca-certificates"]),
    ...(which("iptables") ? [] : ["iptables"]),
  ];
  if (packages.length > 0) await install(packages, say);
  if (which("docker")) return packages.length > 0;
  // Newer releases have the client in a package of its own.
  await install([(await hasPackage("docker-cli")) ? "docker-cli" : "docker.io"], say);
  return true;
}

/** Where no init system has done so, mounts what the engine limits its containers with. */
async function provideControlGroups() {
  if (/ cgroup2? /.test(readFileSync("/proc/mounts", "utf8"))) return;
  await run("mount", ["-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"]);
}

/** Starts dockerd in a session of its own: it outlives this program and the terminal. */
function launch(log) {
  mkdirSync(cacheDirectory(), { recursive: true });
  const file = openSync(log, "w");
  const child = spawn("dockerd", [], { detached: true, stdio: ["ignore", file, file] });
  closeSync(file);
  child.unref();
  const state = { ended: undefined };
  const end = (reason) => (state.ended ??= { reason, at: Date.now() });
  child.once("error", (error) => end(error.message));
  child.once("exit", (code, signal) => end(`it ended with ${signal ?? `exit code ${code}`}`));
  return state;
}

async function waitFor(answers, state) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (await answers()) return undefined;
    if (state.ended && Date.now() > state.ended.at + AFTER_END_MS) return state.ended.reason;
    await sleep(POLL_MS);
  }
  return `it does not answer after ${START_TIMEOUT_MS / 1000} s`;
}

/**
 * Starts the Docker Engine of this machine and waits until it answers.
 * @param {() => Promise<boolean>} answers whether it answers
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<void>}
 * @throws {StepError} with the end of its log
 */
export async function startEngine(answers, say) {
  say("starting the Docker Engine");
  if (existsSync("/run/systemd/system")) {
    const remedy = ["systemctl status docker", "journalctl -u docker"];
    await run("systemctl", ["start", "docker"], { check: true, remedy });
    const failure = await waitFor(answers, {});
    if (failure) throw new StepError(`The Docker Engine was started, but ${failure}.`, remedy);
    return;
  }
  await provideControlGroups();
  const log = join(cacheDirectory(), "dockerd.log");
  const failure = await waitFor(answers, launch(log));
  if (!failure) return;
  const said = lastLines(readFileSync(log, "utf8"), 10).map((line) => `\n  | ${line}`);
  throw new StepError(`The Docker Engine was started, but ${failure}.${said.join("")}`, [`Its log: ${log}`]);
}
