import { type CheckResult, type VerifyReport } from "../../checks";
import { RollingView } from "../../reports/rolling-view";
import { someManifest } from "../support/some-manifest";

function round(status: CheckResult["status"], actual = "one is missing"): VerifyReport {
  const failed =
    status === "failed" ? { expected: "three", actual, cause: "it stopped", remedy: "start it" } : {};
  return {
    ...{ version: 1, cluster: "kafka", startedAt: "2026-01-01T12:00:00.000Z", seconds: 0.5 },
    outcome: status === "failed" ? "failed" : "passed",
    checks: [{ check: "brokers", title: "brokers answer", seconds: 0.1, status, ...failed }],
    leftBehind: [],
    topology: {},
  };
}

function shown(terminal: boolean, ...rounds: VerifyReport[]): string {
  return shownOn(80, terminal, ...rounds);
}

function shownOn(columns: number, terminal: boolean, ...rounds: VerifyReport[]): string {
  let text = "";
  const output = {
    isTTY: terminal,
    columns,
    write: (part: string | Uint8Array) => ((text += String(part)), true),
  };
  const before = process.env["CI"];
  delete process.env["CI"];
  try {
    const view = new RollingView(output, someManifest(3, { name: "kafka" }), 5);
    for (const one of rounds) view.round(one);
  } finally {
    if (before !== undefined) process.env["CI"] = before;
  }
  return text.replace(/\x1b\[\d+m/g, "").replace(/\d\d:\d\d:\d\d/g, "TIME");
}

test("without a terminal each round is a line, and what is wrong is told when it changes", () => {
  expect(
    shown(false, round("passed"), round("failed"), round("failed"), round("failed", "two"), round("passed")),
  ).toBe(
    `kafka: every 5 s, until Ctrl-C
TIME passed, 1 of 1 passed in 0.5 s
TIME failed, 0 of 1 passed in 0.5 s: brokers failed
  brokers: one is missing
    because  it stopped
    to do    start it
TIME failed, 0 of 1 passed in 0.5 s: brokers failed
TIME failed, 0 of 1 passed in 0.5 s: brokers failed
  brokers: two
    because  it stopped
    to do    start it
TIME passed, 1 of 1 passed in 0.5 s
`,
  );
});

test("on a terminal the view is drawn over the one before, with the last rounds of each check", () => {
  const text = shown(true, round("passed"), round("failed"), round("passed"));
  const [, second, third] = text.split("\x1b[J").slice(0);
  expect(text.split("\x1b[J")).toHaveLength(4);
  expect(second).toContain("\x1b[2A");
  expect(third).toContain("  brokers          ✓✗\n  brokers: one is missing\n");
  // What was wrong took three lines more; the view goes back over them.
  expect(third).toContain("\x1b[5A");
  expect(text.split("\x1b[J").at(-1)).toContain("  TIME  kafka works  0.5 s\n  brokers          ✓✗✓\n");
});

test("a line that is wider than the terminal counts as the lines that it takes", () => {
  const text = shown(true, round("failed", "x".repeat(100)), round("passed"));
  expect(text).toContain("\x1b[6A");
});

test("a terminal that tells no width is taken for one of 80 columns", () => {
  expect(shownOn(0, true, round("failed"))).toBe(shown(true, round("failed")));
});
