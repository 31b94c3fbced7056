import { DOMParser } from "@xmldom/xmldom";
import { type VerifyReport } from "../../checks";
import { junitReport } from "../../reports/junit";

const base = { seconds: 1.5, title: "what it verifies" };
const report: VerifyReport = {
  ...{ version: 1, cluster: "kafka", startedAt: "2026-01-01T00:00:00.000Z", seconds: 4, outcome: "failed" },
  checks: [
    { ...base, check: "brokers", status: "passed", detail: "all answer", warnings: ["one is slow"] },
    {
      ...{ ...base, check: "topics", status: "failed", expected: "a <b> & 'c'", actual: "]]>", cause: "why" },
      ...{ remedy: "do it", log: { container: "kafka-1", lines: ["\u001b[31mERROR\u0000 é"] } },
    },
    { ...base, check: "latency", status: "skipped", detail: "topics did not pass" },
  ],
  leftBehind: ["topic x"],
  topology: {},
};

test("each check is a test case, and the file is XML whatever a log has", async () => {
  const document = new DOMParser().parseFromString(await junitReport(report), "text/xml");
  const suite = document.getElementsByTagName("testsuite").item(0)!;
  const attribute = (name: string) => suite.getAttribute(name);
  expect(["tests", "failures", "skipped", "time", "name"].map(attribute)).toEqual([
    ...["4", "2", "1", "4"],
    "kafka-docker check kafka",
  ]);
  const cases = Array.from(document.getElementsByTagName("testcase"));
  expect(cases.map((one) => one.getAttribute("name"))).toEqual([
    "brokers",
    "topics",
    "latency",
    "left behind",
  ]);
  expect(cases.map((one) => one.getAttribute("classname"))).toEqual(cases.map(() => "kafka.kafka"));
  const failure = document.getElementsByTagName("failure").item(0)!;
  const text = `${failure.getAttribute("message")}${failure.textContent}`;
  for (const part of ["expected a <b> & 'c'", "actual   ]]>", "because  why", "to do    do it", "ERROR? é"]) {
    expect(text).toContain(part);
  }
  expect(cases[0]!.textContent).toContain("what it verifies\nall answer\none is slow");
});
