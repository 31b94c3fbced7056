import { type WriteStream } from "node:tty";
import { createColors } from "picocolors";
import { type CheckResult, type VerifyReport } from "../checks";
import { type ClusterManifest } from "../manifest";
import { counted } from "./counted";
import { VERDICTS } from "./verdicts";

const NAME_WIDTH = 16;
const LOG_WIDTH = 240;
const STILL_EVERY_MS = 15_000;
const ERASE_LINE = "\r\x1b[K";

/** Where a report is printed. */
export type Output = Pick<WriteStream, "write"> & { readonly isTTY?: boolean };

/** Prints a verification for people, as it goes on. Without a terminal: plain lines, no colour. */
export class ReportPrinter {
  private readonly live: boolean;
  private readonly colors: ReturnType<typeof createColors>;
  private timer: NodeJS.Timeout | undefined;
  /** Checks that have told a cause already, by what they told. */
  private readonly told = new Map<string, string>();

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
    const skipped = checks.filter(({ status }) => status === "skipped").length;
    // Where something else has failed, what was skipped for it is not less wrong.
    const meant = outcome === "passed" ? checks.length - skipped : checks.length;
    const others = outcome === "passed" && skipped > 0 ? `, ${skipped} skipped` : "";
    const count = `${passed} of ${meant} checks passed in ${seconds.toFixed(1)} s${others}`;
    const color = { passed: green, failed: red, unreachable: red, interrupted: yellow }[outcome];
    const verdict = color(bold(`${cluster} ${VERDICTS[outcome]}`));
    this.line(`${verdict}: ${count}`);
  }

  private finding(result: CheckResult): void {
    const { bold, dim } = this.colors;
    const told = (label: string, text: string | undefined) => {
      if (text !== undefined) this.line(`      ${bold(label.padEnd(8))}  ${text}`);
    };
    told("expected", result.expected);
    told("actual", result.actual);
    const { cause, check, log, remedy } = result;
    const why = JSON.stringify([cause, remedy, log?.container]);
    const before = this.told.get(why);
    if (before !== undefined && cause !== undefined) {
      told("because", `as ${before} says`);
      return;
    }
    this.told.set(why, check);
    told("because", cause);
    told("to do", remedy);
    if (log === undefined) return;
    this.line(`      ${bold(`last log lines of ${log.container}`)}`);
    for (const line of log.lines) this.line(dim(`        ${shortened(line)}`));
  }

  private line(text: string): void {
    this.output.write(`${text}\n`);
  }
}

/** A line of Kafka's log can be as long as a page. */
function shortened(line: string): string {
  return line.length > LOG_WIDTH ? `${line.slice(0, LOG_WIDTH - 1)}…` : line;
}
