import { verify, type VerifyOptions, type VerifyReport } from "../checks";
import { type ClusterManifest, readManifest } from "../manifest";
import { ReportPrinter } from "./console";

declare global {
  // The form in which @types/jest can be added to.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type
    interface Matchers<R, T = {}> {
      /**
       * Verifies a running Kafka cluster against its manifest, as `kafka-docker check` does.
       *
       * @param options - How to verify. Default: every check that stops no server.
       */
      toBeHealthyKafka(options?: VerifyOptions): Promise<R>;
    }
  }
}

/** What jest asks of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The matcher itself, for a test runner whose `expect` is not global.
 *
 * @param received - A manifest, or the path of its file.
 * @param options - How to verify. Default: every check that stops no server.
 * @returns Whether the cluster does what it promises, with the report as the message.
 * @throws Error - when there is no such manifest.
 */
export async function toBeHealthyKafka(
  received: ClusterManifest | string,
  options: VerifyOptions = {},
): Promise<MatcherResult> {
  const manifest = typeof received === "string" ? readManifest(received) : received;
  const report = await verify(manifest, options);
  return { pass: report.outcome === "passed", message: () => textOf(manifest, report) };
}

function textOf(manifest: ClusterManifest, report: VerifyReport): string {
  let text = "";
  const printer = new ReportPrinter({ write: (part) => ((text += String(part)), true) });
  printer.begin(manifest);
  for (const result of report.checks) printer.result(result);
  printer.end(report);
  return text;
}

const { expect } = globalThis as { expect?: { extend?(matchers: object): void } };
if (expect?.extend === undefined) {
  throw new Error(
    "cdktf-kafka-docker/jest adds a matcher to the global 'expect', and there is none: list it in " +
      "'setupFilesAfterEnv' of jest's configuration, or import it in a test file",
  );
}
expect.extend({ toBeHealthyKafka });
