import { type WriteStream } from "node:tty";
import { createColors } from "picocolors";
import { type CheckResult, type VerifyReport } from "../checks";
import { type ClusterManifest } from "../manifest";

const NAME_WIDTH = 16;
const STILL_EVERY_MS = 15_000;
const ERASE_LINE = "\r\x1b[K";

/** Where a report is printed. */
export type Output = Pick<WriteStream, "write"> & { readonly isTTY?: boolean };

/** Prints a verification for people, as it goes on. Without a terminal: plain lines, no colour. */
export class ReportPrinter {
  private readonly live: boolean;
  private readonly colors: ReturnType<typeof createColors>;
  private timer: NodeJS.Timeout | undefined;

  public constructor(private readonly output: Output) {
    this.live = output.isTTY === true && !process.env["CI"];
    this.colors = createColors(this.live && !process.env["NO_COLOR"]);
  }

  /** @param manifest - The cluster that is verified. */
  public begin({ brokers, name, zookeepers }: ClusterManifest): void {
    const parts = [counted(brokers.length, "broker"), counted(zookeepers.length, "ZooKeeper server")];
    this.line(`${this.colors.bold(name)}: ${parts.join(", ")}`);
  }

  /** @param check - Name of the check that begins. */
  public beginCheck(check: string): void {
    const started = Date.now();
    const still = () => `  … ${check.padEnd(NAME_WIDTH)} ${Math.round((Date.now() - started) / 1000)} s`;
    const show = () => (this.live ? this.output.write(`${ERASE_LINE}${still()}`) : this.line(still()));
    if (this.live) show();
    this.timer = setInterval(show, this.live ? 1000 : STILL_EVERY_MS);
  }

  /** @param result - What the check found. */
  public result(result: CheckResult): void {
    clearInterval(this.timer);
    if (this.live) this.output.write(ERASE_LINE);
    const { cyan, dim, green, red, yellow } = this.colors;
    const mark = { passed: green("✓"), failed: red("✗"), skipped: cyan("-") }[result.status];
    const skipped = result.status === "skipped" ? "skipped: " : "";
    const detail = result.status === "failed" ? red("failed") : `${skipped}${result.detail}`;
    const time = result.status === "skipped" ? "" : dim(`  ${result.seconds.toFixed(2)} s`);
    this.line(`  ${mark} ${result.check.padEnd(NAME_WIDTH)} ${detail}${time}`);
    for (const warning of result.warnings ?? []) this.line(yellow(`      ! ${warning}`));
    if (result.status === "failed") this.finding(result);
  }

  /** @param report - What was found in all. */
  public end({ checks, cluster, leftBehind, outcome, seconds }: VerifyReport): void {
    const { bold, green, red, yellow } = this.colors;
    for (const left of leftBehind) this.line(yellow(`  ! left behind: ${left}`));
    const passed = checks.filter(({ status }) => status === "passed").length;
    const count = `${passed} of ${checks.length} checks passed in ${seconds.toFixed(1)} s`;
    const verdict = {
      passed: green(bold(`${cluster} works`)),
      failed: red(bold(`${cluster} does not do what its manifest promises`)),
      unreachable: red(bold(`${cluster} cannot be reached`)),
      interrupted: yellow(bold("interrupted")),
    }[outcome];
    this.line(`${verdict}: ${count}`);
  }

  private finding({ actual, cause, expected, log, remedy }: CheckResult): void {
    const { bold, dim } = this.colors;
    this.line(`      ${bold("expected")}  ${expected}`);
    this.line(`      ${bold("actual")}    ${actual}`);
    if (cause !== undefined) this.line(`      ${bold("because")}   ${cause}`);
    if (remedy !== undefined) this.line(`      ${bold("to do")}     ${remedy}`);
    if (log === undefined) return;
    this.line(`      ${bold(`last log lines of ${log.container}`)}`);
    for (const line of log.lines) this.line(dim(`        ${line}`));
  }

  private line(text: string): void {
    this.output.write(`${text}\n`);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
