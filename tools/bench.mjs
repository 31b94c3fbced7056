import { spawn } from "node:child_process";
import { join } from "node:path";
import { provideCompose } from "./compose.mjs";
import { prepare, ROOT } from "./prepare.mjs";
import { fail, step } from "./step.mjs";

// npm run bench: what it compares is made available, as npm start does; then bench/run.ts measures.
try {
  const args = process.argv.slice(2);
  // Steps are told as they come: with --json they must not be among the figures.
  if (args.includes("--json")) console.log = console.error;
  await prepare();
  const { command } = await step("compose", provideCompose);
  const node = ["--import", "tsx", join(ROOT, "bench", "run.ts"), ...args];
  const child = spawn(process.execPath, node, {
    cwd: ROOT,
    env: { ...process.env, BENCH_COMPOSE: JSON.stringify(command) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  // It cleans up by itself; this one waits for it.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code) => (process.exitCode = code ?? 1));
} catch (error) {
  fail(error);
}
