import { spawnSync } from "node:child_process";
import { join } from "node:path";

const TOOLS = join(__dirname, "..", "..", "tools");

function node(code: string) {
  const { status, stderr, stdout } = spawnSync("node", ["--input-type=module", "-e", code], { cwd: TOOLS });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

test("without a terminal a step is one plain line with its time", () => {
  const { stdout } = node(`import { step } from "./step.mjs"; await step("image", async () => "built");`);
  expect(stdout).toMatch(/^✓ image +built +0\.\d s\n$/);
});

test("a failure is one message with the way out, and no stack", () => {
  const { status, stderr } = node(
    `import { fail, StepError } from "./step.mjs"; fail(new StepError("it is broken", ["mend it", "or not"]));`,
  );
  expect({ status, stderr }).toEqual({ status: 1, stderr: "\n✗ it is broken\n  mend it\n  or not\n" });
});

test("an error that nobody foresaw keeps its stack", () => {
  const { status, stderr } = node(`import { fail } from "./step.mjs"; fail(new TypeError("oh"));`);
  expect(status).toBe(1);
  expect(stderr).toMatch(/TypeError: oh\n\s+at /);
});
