import { ReportPrinter } from "../../bin/report-printer";
import { type ClusterManifest } from "../../manifest";

const broker = { definition: "x", internal: "a:1", external: "a:1", listeners: {} };
const manifest: ClusterManifest = {
  version: 1,
  name: "kafka",
  network: "kafka",
  brokers: [
    { id: 1, container: "kafka-1", ...broker },
    { id: 2, container: "kafka-2", ...broker },
  ],
  zookeepers: [{ id: 1, container: "kafka-zookeeper-1", definition: "x" }],
  defaults: {},
  topics: [],
};

function printed(print: (printer: ReportPrinter) => void): string {
  let text = "";
  const write = (part: string | Uint8Array) => ((text += String(part)), true);
  print(new ReportPrinter({ write } as never));
  return text;
}

test("prints a report that people can read, plain without a terminal", () => {
  const text = printed((printer) => {
    printer.begin(manifest);
    printer.beginCheck("brokers");
    printer.result({ check: "brokers", status: "passed", seconds: 0.123, detail: "all answer" });
    printer.beginCheck("topic");
    printer.result({
      check: "topic",
      status: "failed",
      seconds: 2,
      expected: "three",
      actual: "two",
      remedy: "start the third",
      log: { container: "kafka-3", lines: ["ERROR no disk"] },
    });
    printer.result({
      check: "round-trip",
      status: "skipped",
      seconds: 0,
      detail: "an earlier check did not pass",
    });
    printer.end({
      version: 1,
      cluster: "kafka",
      outcome: "failed",
      seconds: 2.1,
      checks: [],
      leftBehind: ["topic x"],
    });
  });
  expect(text).toBe(`kafka: 2 brokers, 1 ZooKeeper server
  ✓ brokers     all answer  0.12 s
  ✗ topic       failed  2.00 s
      expected  three
      actual    two
      to do     start the third
      last log lines of kafka-3
        ERROR no disk
  - round-trip  skipped: an earlier check did not pass
  ! left behind: topic x
kafka does not do what its manifest promises: 0 of 0 checks passed in 2.1 s
`);
});
