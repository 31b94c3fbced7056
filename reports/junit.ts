import { type Builder } from "junit-report-builder";
import { type CheckResult, type VerifyReport } from "../checks";

/**
 * A report for CI systems: one test suite, one test case for each check.
 *
 * @param report - What was found.
 * @returns JUnit XML.
 */
export async function junitReport(report: VerifyReport): Promise<string> {
  // Loaded when it is asked for: most checks need no file. Its types have one `default` more than it has.
  const { default: junit } = (await import("junit-report-builder")) as unknown as { default: Builder };
  const builder = junit.newBuilder();
  const suite = builder.testSuite().name(`kafka-docker check ${report.cluster}`);
  suite.timestamp(report.startedAt).time(report.seconds);
  for (const result of report.checks) {
    const test = suite
      .testCase()
      .className(`kafka.${report.cluster}`)
      .name(result.check)
      .time(result.seconds);
    if (result.status === "skipped") test.skipped();
    if (result.status === "failed")
      test.failure(printable(`${result.actual}`), "check").stacktrace(details(result));
    test.standardOutput(
      printable([result.title, result.detail, ...(result.warnings ?? [])].filter(isText).join("\n")),
    );
  }
  if (report.leftBehind.length > 0)
    suite
      .testCase()
      .className(`kafka.${report.cluster}`)
      .name("left behind")
      .failure(printable(report.leftBehind.join("\n")));
  return builder.build();
}

function details({ actual, cause, expected, log, remedy }: CheckResult): string {
  const lines = [
    `expected ${expected}`,
    `actual   ${actual}`,
    ...(cause === undefined ? [] : [`because  ${cause}`]),
    ...(remedy === undefined ? [] : [`to do    ${remedy}`]),
    ...(log === undefined ? [] : [`last log lines of ${log.container}`, ...log.lines]),
  ];
  return printable(lines.join("\n"));
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}

/** XML has no form for control characters, which logs may have. */
function printable(text: string): string {
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "?");
}
