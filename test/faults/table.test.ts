import { type RowResult } from "../../faults/execute";
import { randomOf } from "../../faults/random-numbers";
import { ROWS } from "../../faults/rows";
import { changesTable, summary, table } from "../../faults/table";

const result = (change: Partial<RowResult> = {}): RowResult => ({
  row: 8,
  fault: "pause of the leader",
  run: 1,
  holds: true,
  seconds: 30,
  counts: { acknowledged: 12_345, unknown: 2, unknownButThere: 1, refused: 0, errors: {} },
  findings: [],
  gapSeconds: 7.24,
  overallGapSeconds: 7,
  expectations: [
    { what: "whole again", expected: "<= 60 s", measured: "1.5 s", holds: true },
    { what: "whole again", expected: "<= 60 s", measured: "4.2 s", holds: true },
  ],
  changes: [],
  machineLoad: 1,
  ...change,
});

test("a row that holds is one line, with the worst of its times", () => {
  const [, , line, ...rest] = table([result(), result({ run: 2, gapSeconds: 9 })]).split("\n");
  expect(line).toBe("| 8 | pause of the leader | 2 | 24,690 | 4 | none | 7.2-9.0 | 4.2 | holds |");
  expect(rest).toEqual([""]);
});

test("a row that does not is followed by what was expected, and what was measured", () => {
  const lost = { kind: "lost", count: 1500, examples: ["load 1"] } as const;
  const expectation = { what: "findings", expected: "", measured: "1500 lost", holds: false };
  const text = table([
    result(),
    result({ run: 2, holds: false, findings: [lost], expectations: [expectation] }),
  ]);
  expect(text).toContain("| none / 1,500 lost | 7.2 | 0.0-4.2 | fails 1 |");
  expect(text).toContain("- row 8, run 2: findings: expected none, got 1500 lost");
});

test("changes have a table of their own, with a line for each way", () => {
  const change = { what: "the heap", fromMs: 0, toMs: 1, seconds: 24, gapSeconds: 0.6 };
  const one = { ...change, way: "kafka-docker apply", stepSeconds: [6, 7.25], failed: 0 };
  const atOnce = { ...change, way: "terraform apply", stepSeconds: [], failed: 120, gapSeconds: 14.2 };
  expect(changesTable([result()])).toBe("");
  const text = changesTable([
    result({ row: 22, changes: [one] }),
    result({ row: 22, run: 2, changes: [{ ...one, gapSeconds: 0.9 }] }),
    result({ row: 23, changes: [atOnce] }),
  ]);
  expect(text.trim().split("\n").slice(2)).toEqual([
    "| the heap | kafka-docker apply | 0.6-0.9 | 6.0-7.3 | 24.0 | 0 |",
    "| the heap | terraform apply | 14.2 |  | 24.0 | 120 |",
  ]);
});

test("rows come in the order of their numbers", () => {
  const lines = table([result({ row: 10 }), result({ row: 9 })]).split("\n");
  expect(lines.slice(2, 4).map((line) => line.split(" ")[1])).toEqual(["9", "10"]);
});

test("a run in one line tells whether it holds, and how busy the machine was", () => {
  expect(summary(result({ holds: false, machineLoad: 42.3 }))).toMatch(/^FAILS .*load of the machine 42$/);
});

test("rows have numbers of their own, and bounds", () => {
  const numbers = ROWS.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  expect(ROWS.filter(({ mustReport }) => mustReport).map(({ number }) => number)).toEqual([23, 24]);
});

test("the same seed gives the same numbers, and another gives others", () => {
  const ten = (seed: number) =>
    Array.from(
      { length: 10 },
      (
        (random) => () =>
          random(1000)
      )(randomOf(seed)),
    );
  expect(ten(7)).toEqual(ten(7));
  expect(ten(7)).not.toEqual(ten(8));
  expect(Math.max(...ten(7))).toBeLessThan(1000);
});
