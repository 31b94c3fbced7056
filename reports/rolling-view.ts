import { createColors } from "picocolors";
import { type CheckResult, type VerifyReport } from "../checks";
import { type ClusterManifest } from "../manifest";
import { type Output } from "./console";

const HISTORY = 30;
const NAME_WIDTH = 16;
const ERASE_BELOW = "\x1b[J";
const ERASE_LINE = "\r\x1b[K";

/** Shows rounds of checks: on a terminal a view that is drawn anew, with the last rounds of each check; else lines. */
export class RollingView {
  private readonly live: boolean;
  private readonly colors: ReturnType<typeof createColors>;
  private readonly history = new Map<string, string[]>();
  private height = 0;
  private before: string | undefined;

  /**
   * @param output - Where it is shown.
   * @param manifest - The cluster.
   * @param seconds - Seconds between two rounds.
   */
  public constructor(
    private readonly output: Output,
    private readonly manifest: ClusterManifest,
    seconds: number,
  ) {
    this.live = output.isTTY === true && !process.env["CI"];
    this.colors = createColors(this.live && !process.env["NO_COLOR"]);
    output.write(`${manifest.name}: every ${seconds} s, until Ctrl-C\n`);
  }

  /** @param check - Name of the check that runs. */
  public checking(check: string): void {
    if (this.live) this.output.write(`${ERASE_LINE}  … ${check}`);
  }

  /** @param report - What a round has found. */
  public round(report: VerifyReport): void {
    if (this.live) this.draw(report);
    else this.line(report);
  }

  private draw(report: VerifyReport): void {
    const { bold, dim, green, red } = this.colors;
    const verdict = report.outcome === "passed" ? green(bold("works")) : red(bold(report.outcome));
    const lines = [
      `  ${timeOf(report)}  ${this.manifest.name} ${verdict}  ${dim(`${report.seconds.toFixed(1)} s`)}`,
      ...report.checks.map((result) => {
        const marks = [...(this.history.get(result.check) ?? []), this.mark(result)].slice(-HISTORY);
        this.history.set(result.check, marks);
        return `  ${result.check.padEnd(NAME_WIDTH)} ${marks.join("")}`;
      }),
      ...report.checks.filter(({ status }) => status === "failed").flatMap((result) => this.finding(result)),
      ...report.checks.flatMap(({ warnings = [] }) => warnings.map((text) => `  ! ${text}`)),
    ].flatMap((line) => wrapped(line, this.columns));
    const up = this.height > 0 ? `\x1b[${this.height}A` : "";
    this.output.write(`\r${up}${ERASE_BELOW}${lines.join("\n")}\n`);
    this.height = lines.length;
  }

  /** Where there is no terminal: a line for each round, and what is wrong when it is something else than before. */
  private line(report: VerifyReport): void {
    const failed = report.checks.filter(({ status }) => status === "failed");
    const passed = report.checks.filter(({ status }) => status === "passed").length;
    const names = failed.length > 0 ? `: ${failed.map(({ check }) => check).join(", ")} failed` : "";
    this.output.write(
      `${timeOf(report)} ${report.outcome}, ${passed} of ${report.checks.length} passed in ${report.seconds.toFixed(1)} s${names}\n`,
    );
    const findings = failed.flatMap((result) => this.finding(result)).join("\n");
    if (findings !== "" && findings !== this.before) this.output.write(`${findings}\n`);
    this.before = findings;
  }

  private mark({ status }: CheckResult): string {
    const { dim, green, red } = this.colors;
    return { passed: green("✓"), failed: red("✗"), skipped: dim("·") }[status];
  }

  private finding({ actual, cause, check, remedy }: CheckResult): string[] {
    return [
      `  ${this.colors.red(check)}: ${actual}`,
      ...(cause === undefined ? [] : [`    because  ${cause}`]),
      ...(remedy === undefined ? [] : [`    to do    ${remedy}`]),
    ];
  }

  private get columns(): number {
    // A terminal that does not tell its width has none.
    return (this.output as { columns?: number }).columns || 80;
  }
}

function timeOf({ startedAt }: VerifyReport): string {
  return new Date(startedAt).toTimeString().slice(0, 8);
}

/** As the terminal would break it: lines are counted to find the way back up. */
function wrapped(line: string, columns: number): string[] {
  const plain = line.replace(/\x1b\[\d*m/g, "");
  if (plain.length <= columns) return [line];
  return Array.from({ length: Math.ceil(plain.length / columns) }, (_, index) =>
    plain.slice(index * columns, (index + 1) * columns),
  );
}
