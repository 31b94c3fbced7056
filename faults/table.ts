import { FINDINGS } from "./checker";
import { markdownTable } from "../test/support/markdown-table";
import { type RowResult } from "./execute";

const number = (value: number) => value.toLocaleString("en");
const range = (values: readonly number[], digits = 1) => {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return least === most ? least! : `${least}-${most}`;
};

/** All runs of each row, in the order of the rows. */
function byRow(results: readonly RowResult[]): RowResult[][] {
  const rows = [...new Set(results.map(({ row }) => row))].sort((a, b) => a - b);
  return rows.map((row) => results.filter((result) => result.row === row));
}

/** Seconds that a run took to be whole again, the longest of several. */
function healed({ expectations }: RowResult): number {
  const all = expectations
    .filter(({ what }) => what === "whole again")
    .map(({ measured }) => Number.parseFloat(measured));
  return Math.max(...all.filter((value) => !Number.isNaN(value)), 0);
}

/** Findings of a run, in words. */
export function findingsOf({ findings }: RowResult): string {
  return findings.map(({ count, kind }) => `${number(count)} ${kind}`).join(", ") || "none";
}

/**
 * A table in Markdown: a line for each row, and below it what did not hold.
 *
 * @param results - All runs.
 */
export function table(results: readonly RowResult[]): string {
  const head = [
    "#",
    "fault",
    "runs",
    "acknowledged",
    "unknown",
    `${FINDINGS.join(", ")}`,
    "longest gap, s",
    "whole again, s",
    "",
  ];
  const lines = byRow(results).map((runs) => [
    String(runs[0]!.row),
    runs[0]!.fault,
    String(runs.length),
    number(runs.reduce((sum, { counts }) => sum + counts.acknowledged, 0)),
    number(runs.reduce((sum, { counts }) => sum + counts.unknown, 0)),
    [...new Set(runs.map(findingsOf))].join(" / "),
    range(runs.map(({ gapSeconds }) => gapSeconds)),
    range(runs.map(healed)),
    runs.every(({ holds }) => holds) ? "holds" : `fails ${runs.filter(({ holds }) => !holds).length}`,
  ]);
  const failed = results.flatMap(({ expectations, row, run }) =>
    expectations
      .filter(({ holds }) => !holds)
      .map(
        ({ expected, measured, what }) =>
          `- row ${row}, run ${run}: ${what}: expected ${expected || "none"}, got ${measured}`,
      ),
  );
  return `${[markdownTable(head, lines), ...(failed.length > 0 ? ["", ...failed] : [])].join("\n")}\n`;
}

/**
 * A table in Markdown of the changes that were made: a line for each way of each.
 *
 * @param results - All runs.
 * @returns Empty where nothing was changed.
 */
export function changesTable(results: readonly RowResult[]): string {
  const all = results.flatMap(({ changes }) => changes);
  if (all.length === 0) return "";
  const keys = [...new Set(all.map(({ way, what }) => `${what} | ${way}`))].sort();
  const lines = keys.map((key) => {
    const made = all.filter(({ way, what }) => `${what} | ${way}` === key);
    const steps = made.flatMap(({ stepSeconds }) => stepSeconds);
    return [
      key,
      range(made.map(({ gapSeconds }) => gapSeconds)),
      steps.length === 0 ? "" : range(steps),
      range(made.map(({ seconds }) => seconds)),
      range(
        made.map(({ failed }) => failed),
        0,
      ),
    ];
  });
  const head = ["change", "by", "longest gap, s", "a step, s", "in all, s", "failed sends"];
  return `\n${markdownTable(head, lines)}\n`;
}

/** A run in one line, for the console. */
export function summary(result: RowResult): string {
  const { counts, gapSeconds, holds, machineLoad, seconds } = result;
  const verdict = holds ? "holds" : "FAILS";
  return `${verdict}  ${seconds.toFixed(0)} s, ${number(counts.acknowledged)} acknowledged, ${number(counts.unknown)} unknown, findings: ${findingsOf(result)}, longest gap ${gapSeconds.toFixed(1)} s, whole again after ${healed(result).toFixed(1)} s, load of the machine ${machineLoad.toFixed(0)}`;
}
