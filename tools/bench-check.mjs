import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// npm run bench:check -- [cluster]: what the checks cost on a cluster that runs, each run a process of its own: time,
// memory, and what each check takes; and whether any of them reports a sound cluster. --json for programs.
const COMMAND = fileURLToPath(new URL("../dist/bin/kafka-docker.js", import.meta.url));
const TELL_MEMORY =
  "data:text/javascript,process.on('exit',()=>console.error('maxRSS',process.resourceUsage().maxRSS))";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    manifest: { type: "string" },
    quick: { type: "boolean", default: false },
    load: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** One check, as a pipeline runs it. */
function check() {
  const args = ["--import", TELL_MEMORY, COMMAND, "check", "--json", ...positionals];
  if (values.manifest) args.push("--manifest", values.manifest);
  if (values.quick) args.push("--quick");
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - started) / 1000;
      const megabytes = Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024;
      if (!stdout.startsWith("{")) reject(new Error(`kafka-docker check ended with ${code}: ${stderr}`));
      else resolve({ code, seconds, megabytes, report: JSON.parse(stdout) });
    });
  });
}

/** Keeps every processor busy until it is ended. */
function busy() {
  const loops = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
  );
  return () => loops.forEach((loop) => loop.kill());
}

const idle = values.load ? busy() : () => {};
const runs = [];
try {
  for (let run = 0; run < Number(values.runs); run++) runs.push(await check());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  idle();
}
if (runs.length > 0) print();

function print() {
  const alarms = runs.filter(({ code }) => code !== 0);
  const names = runs[0].report.checks.map(({ check: name }) => name);
  const secondsOf = (name) =>
    runs.map(({ report }) => report.checks.find((one) => one.check === name)?.seconds ?? 0);
  const result = {
    version: 1,
    runs: runs.length,
    load: values.load,
    alarms: alarms.map(({ report }) => report.checks.filter(({ status }) => status === "failed")),
    medianSeconds: round(median(runs.map(({ seconds }) => seconds))),
    maxSeconds: round(Math.max(...runs.map(({ seconds }) => seconds))),
    peakMiB: Math.round(Math.max(...runs.map(({ megabytes }) => megabytes))),
    medianSecondsOfChecks: Object.fromEntries(names.map((name) => [name, median(secondsOf(name))])),
  };
  process.exitCode = alarms.length === 0 ? 0 : 1;
  if (values.json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  const what = `${values.quick ? "the quick selection" : "the whole ladder"}${values.load ? ", processors busy" : ""}`;
  console.log(`${what}, ${runs.length} runs, each a process from start to end:`);
  console.log(
    `  median ${result.medianSeconds} s, longest ${result.maxSeconds} s, at most ${result.peakMiB} MiB, ${alarms.length} alarms`,
  );
  for (const [name, seconds] of Object.entries(result.medianSecondsOfChecks)) {
    console.log(`  ${name.padEnd(16)} ${seconds.toFixed(2)} s`);
  }
  for (const failed of result.alarms.flat()) console.log(`  alarm: ${failed.check}: ${failed.actual}`);
}

function round(seconds) {
  return Math.round(seconds * 100) / 100;
}
