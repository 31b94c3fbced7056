import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { install } from "./apt.mjs";
import { BROWSERS, findBrowser } from "./browser.mjs";
import { provideNodeImage } from "./node-image.mjs";
import { prepare, ROOT } from "./prepare.mjs";
import { providePython } from "./python.mjs";
import { which } from "./run.mjs";
import { fail, step, StepError } from "./step.mjs";

const BIN = join(ROOT, "node_modules");
const node = (...path) => [process.execPath, [join(BIN, ...path)]];

const SLOWEST = 15;

/** What is run, in this order: the cheap first. */
const STAGES = [
  { name: "format", command: node("prettier", "bin", "prettier.cjs"), args: ["--check", "."] },
  { name: "lint", command: node("eslint", "bin", "eslint.js"), args: [".", "--max-warnings", "0"] },
  { name: "types", command: node("typescript", "bin", "tsc"), args: ["--noEmit"] },
  {
    name: "constructs",
    command: node("jest", "bin", "jest.js"),
    args: ["--selectProjects", "constructs", "--coverage", "--coverageReporters", "text"],
    jest: true,
  },
  { name: "unit", command: node("jest", "bin", "jest.js"), args: ["--selectProjects", "unit"], jest: true },
  {
    name: "e2e",
    command: node("jest", "bin", "jest.js"),
    args: ["--selectProjects", "e2e", "--runInBand"],
    jest: true,
  },
  {
    name: "paired",
    command: node("jest", "bin", "jest.js"),
    args: ["--selectProjects", "paired", "--maxWorkers", "2"],
    jest: true,
  },
  {
    name: "broken",
    command: node("jest", "bin", "jest.js"),
    // One at a time: checks with few seconds must find the cause in them.
    args: ["--selectProjects", "broken", "--runInBand"],
    jest: true,
  },
];

// npm test: everything on real Docker, from a fresh clone; the last line is "N passed, N failed".
try {
  await prepare();
  await step("kcat", provideKcat);
  await step("chromium", provideChromium);
  await step("python", providePython);
  // Of the examples; tests start containers of it as well.
  process.env.NODE_IMAGE = (await step("node", provideNodeImage)).image;
  const total = { passed: 0, failed: 0 };
  const files = [];
  for (const stage of STAGES) {
    const { failed, passed, ...ran } = await runStage(stage);
    total.passed += passed;
    total.failed += failed;
    files.push(...ran.files);
  }
  console.log(`\nSlowest files:\n${slowest(files)}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  fail(error);
  console.log("\n0 passed, 1 failed");
}

/** A client of another make than the package's own proves the addresses that it prints. */
async function provideKcat(say) {
  if (which("kcat")) return "found";
  say("apt-get install kcat");
  await install(["kcat"], say);
  if (!which("kcat"))
    throw new StepError("The tests need kcat (https://github.com/edenhill/kcat): install it.");
  return "installed";
}

/** The HTML report is tested in a real browser. */
async function provideChromium(say) {
  if (findBrowser()) return "found";
  say("apt-get install chromium");
  await install(["chromium"], say);
  if (!findBrowser()) throw new StepError(`The tests need Chromium (${BROWSERS.join(", ")}): install it.`);
  return "installed";
}

/** Runs one stage with its output shown, and counts: each test of jest, or the stage as a whole. */
async function runStage({ args, command: [program, first], jest, name }) {
  console.log(`\n— ${name}`);
  const results = join(ROOT, "coverage", `${name}.json`);
  mkdirSync(join(ROOT, "coverage"), { recursive: true });
  rmSync(results, { force: true });
  // What a failed test leaves open must not keep the runner from its end.
  const more = jest ? ["--forceExit", "--json", `--outputFile=${results}`] : [];
  const start = Date.now();
  const code = await show(program, [...first, ...args, ...more]);
  console.log(`— ${name} took ${((Date.now() - start) / 1000).toFixed(1)} s`);
  const counted = jest && existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : undefined;
  const passed = counted?.numPassedTests ?? (code === 0 ? 1 : 0);
  const failed = counted ? counted.numFailedTests + counted.numRuntimeErrorTestSuites : code === 0 ? 0 : 1;
  const files = (counted?.testResults ?? []).map(({ endTime, name: file, startTime }) => ({
    file: relative(ROOT, file),
    seconds: (endTime - startTime) / 1000,
  }));
  // A runner that fails without a failed test has failed all the same, and so has one that ran nothing.
  return { passed, failed: (code !== 0 || passed === 0) && failed === 0 ? 1 : failed, files };
}

/** Where the time goes; of those that run two at a time, the sum is more than it took. */
function slowest(files) {
  const sorted = files.sort((one, other) => other.seconds - one.seconds).slice(0, SLOWEST);
  return sorted.map(({ file, seconds }) => `${seconds.toFixed(0).padStart(6)} s  ${file}`).join("\n");
}

function show(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
