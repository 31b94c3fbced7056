import { type CheckResult, type VerifyReport } from "../../checks";
import { check } from "./deployment";

/** What a failed check must tell. */
export interface Expected {
  readonly actual?: RegExp;
  readonly cause?: RegExp;
  readonly remedy: RegExp;
}

/** Runs `kafka-docker check --json`, which must end with this exit code, and gives the report. */
export async function reportOf(
  manifestFile: string,
  args: readonly string[],
  code = 1,
): Promise<VerifyReport> {
  const ended = await check("--manifest", manifestFile, "--json", ...args);
  const report = JSON.parse(ended.stdout) as VerifyReport;
  const failed = report.checks.filter(({ status }) => status === "failed");
  if (ended.code === code) return report;
  throw new Error(`exit code ${ended.code} instead of ${code}: ${JSON.stringify(failed, null, 2)}`);
}

/** The broken cluster must be reported by this check, with cause and remedy. */
export async function expectFailure(
  manifestFile: string,
  name: string,
  { actual, cause, remedy }: Expected,
  args: readonly string[] = [],
  code = 1,
): Promise<CheckResult> {
  const report = await reportOf(manifestFile, args, code);
  const result = report.checks.find((one) => one.check === name)!;
  expect({ ...result, log: undefined }).toMatchObject({
    status: "failed",
    ...(actual ? { actual: expect.stringMatching(actual) as string } : {}),
    ...(cause ? { cause: expect.stringMatching(cause) as string } : {}),
    remedy: expect.stringMatching(remedy) as string,
  });
  expect(report.leftBehind).toEqual([]);
  return result;
}
