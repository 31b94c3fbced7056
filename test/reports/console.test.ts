import { ReportPrinter } from "../../reports/console";
import { someManifest } from "../support/some-manifest";

const manifest = someManifest(2, {
  name: "kafka",
  zookeepers: [{ id: 1, container: "kafka-zookeeper-1", definition: "x" }],
});

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
    printer.result({
      ...{ check: "brokers", title: "brokers answer", status: "passed", seconds: 0.123 },
      ...{ detail: "all answer", warnings: ["one is slow"] },
    });
    printer.beginCheck("topic");
    printer.result({
      check: "topic",
      title: "a topic can be created",
      status: "failed",
      seconds: 2,
      expected: "three",
      actual: "two",
      cause: "the third is gone",
      remedy: "start the third",
      log: { container: "kafka-3", lines: ["ERROR no disk"] },
    });
    printer.result({
      check: "round-trip",
      title: "messages come back",
      status: "skipped",
      seconds: 0,
      detail: "an earlier check did not pass",
    });
    printer.end({
      version: 1,
      cluster: "kafka",
      startedAt: "2026-01-01T00:00:00.000Z",
      topology: {},
      outcome: "failed",
      seconds: 2.1,
      checks: [],
      leftBehind: ["topic x"],
    });
  });
  expect(text).toBe(`kafka: 2 brokers, 1 ZooKeeper server
  ✓ brokers          all answer  0.12 s
      ! one is slow
  ✗ topic            failed  2.00 s
      expected  three
      actual    two
      because   the third is gone
      to do     start the third
      last log lines of kafka-3
        ERROR no disk
  - round-trip       skipped: an earlier check did not pass
  ! left behind: topic x
kafka does not do what its manifest promises: 0 of 0 checks passed in 2.1 s
`);
});

test("of a cluster that works, what was skipped is counted by itself", () => {
  const text = printed((printer) => {
    const checks = (["passed", "skipped"] as const).map((status) => ({
      ...{ check: "users", title: "x", seconds: 0, detail: "no users are declared", status },
    }));
    const report = {
      version: 1,
      cluster: "kafka",
      startedAt: "2026-01-01T00:00:00.000Z",
      topology: {},
    } as const;
    printer.end({ ...report, outcome: "passed", seconds: 2.1, checks, leftBehind: [] });
  });
  expect(text).toBe("kafka works: 1 of 1 checks passed in 2.1 s, 1 skipped\n");
});

test("what was told is not told again, and a line of a log is not longer than a few lines of a terminal", () => {
  const failed = {
    ...({
      title: "x",
      status: "failed",
      seconds: 0,
      expected: "a",
      cause: "it stopped",
      remedy: "start it",
    } as const),
    log: { container: "kafka-1", lines: ["x".repeat(1000)] },
  };
  const text = printed((printer) => {
    printer.result({ ...failed, check: "addresses", actual: "b" });
    printer.result({ ...failed, check: "containers", actual: "c" });
  });
  expect(text.match(/last log lines/g)).toHaveLength(1);
  expect(text).toContain(`        ${"x".repeat(239)}…\n`);
  expect(text).toContain("      actual    c\n      because   as addresses says\n");
});
