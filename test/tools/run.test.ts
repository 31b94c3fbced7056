import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const TOOLS = join(__dirname, "..", "..", "tools");

/** Runs lines of an ES module in the folder of the tools. */
const esm = (code: string, ...args: string[]) => ["--input-type=module", "-e", code, ...args] as const;

test("a signal that comes twice at once reaches the child once, as the one that Terraform's providers ignore", async () => {
  const folder = mkdtempSync(join(tmpdir(), "signals-"));
  try {
    const file = join(folder, "seen");
    const script = `trap 'echo INT >>${file}' INT; trap 'echo TERM >>${file}' TERM; touch ${file}-ready; for i in 1 2 3 4 5 6; do sleep 0.2; done`;
    const code = `import { run } from "./run.mjs"; import { fail } from "./step.mjs";
      await run("bash", ["-c", process.argv[1]]).catch(fail);`;
    const child = spawn("node", esm(code, script), { cwd: TOOLS });
    const ended = once(child, "close");
    while (!existsSync(`${file}-ready`)) await sleep(20);
    child.kill("SIGTERM");
    child.kill("SIGINT");
    // Which of the two comes first is not for us to say.
    expect([130, 143]).toContain(((await ended) as [number])[0]);
    expect(readFileSync(file, "utf8")).toBe("INT\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("one that is not wanted any more is interrupted once, also where a signal comes at the same time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "signals-"));
  try {
    const file = join(folder, "seen");
    const script = `trap 'echo INT >>${file}' INT; touch ${file}-ready; for i in 1 2 3 4 5; do sleep 0.2; done`;
    // Interrupted after it was ended, which must not look like a second Ctrl-C.
    const code = `import { existsSync } from "node:fs"; import { run } from "./run.mjs"; import { fail } from "./step.mjs";
      const stop = new AbortController();
      const ended = run("bash", ["-c", process.argv[1]], { stop: stop.signal }).catch(fail);
      while (!existsSync(process.argv[2])) await new Promise((resolve) => setTimeout(resolve, 20));
      stop.abort(); process.kill(process.pid, "SIGINT"); await ended;`;
    const child = spawn("node", esm(code, script, `${file}-ready`), { cwd: TOOLS });
    expect(((await once(child, "close")) as [number])[0]).toBe(130);
    expect(readFileSync(file, "utf8")).toBe("INT\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a command that fails is told with its last lines and the way out", () => {
  const code = `import { run } from "./run.mjs"; import { fail } from "./step.mjs";
    await run("bash", ["-c", "echo one; echo two >&2; exit 3"], { check: true, remedy: ["do it"] }).catch(fail);`;
  const { status, stderr } = spawnSync("node", esm(code), { cwd: TOOLS });
  expect(status).toBe(1);
  expect(String(stderr)).toMatch(/✗ `bash -c .*` failed \(exit code 3\):\n.*\| one\n.*\| two\n {2}do it\n$/);
});

test("a command that takes too long is ended", () => {
  const code = `import { run } from "./run.mjs"; const { code } = await run("sleep", ["20"], { timeout: 200 });
    process.exitCode = code;`;
  expect(spawnSync("node", esm(code), { cwd: TOOLS, timeout: 10_000 }).status).toBe(124);
});
