import { benchLines, findings, resultLine, told } from "../../reports/bench-lines";
import { benchHtml } from "../../reports/html/bench";
import { someBench, someResult } from "../support/some-bench";

test("figures have three digits", () => {
  expect([0, 3.456, 61.23, 1240.6].map(told)).toEqual(["0.00", "3.46", "61.2", "1,241"]);
});

test("lines tell the base, each point, and what follows for the size", () => {
  const lines = benchLines(someBench());
  expect(lines[0]).toBe("kafka: 3 brokers, messages of 1,024 bytes (sample), about 5 s each");
  expect(lines[1]).toContain(
    "6 partitions of 3 replicas, acks=all, batch.size=16384, linger.ms=0, compression.type=none",
  );
  expect(lines.find((line) => line.startsWith("partitions 1 "))).toMatch(/40\.0 +120 +2\.00 +9\.00 +31\.0/);
  expect(lines.find((line) => line.startsWith("client on this host"))).toMatch(/25\.0 +70\.0/);
  expect(lines.at(-1)).toBe(
    "- for kafka-docker size: --partition-rate 40 --consumer-rate 120 --compression 3.45 --disk-rate 100 --host-rate 66",
  );
  expect(resultLine(someResult())).toBe("base: written 61.2 MB/s, read 350 MB/s, p99 9.00 ms");
});

test("one partition tells nothing of what all of them take", () => {
  const results = [someResult({ partitions: 1 })];
  expect(findings(someBench({ results })).at(-1)).toMatch(/--partition-rate 61.2 .*--disk-rate 100$/);
});

test("what is not as asked is told", () => {
  const lines = benchLines(
    someBench({ ended: "15 min were over", foreign: ["orders"], leftBehind: ["topic x"] }),
  );
  expect(lines.slice(-3)).toEqual([
    "! 15 min were over",
    "! others wrote meanwhile to orders: figures are of both",
    "! left behind: topic x",
  ]);
});

test("the fastest and the smallest codec are told, and what memory alone makes so fast", () => {
  expect(findings(someBench()).slice(0, 1)).toEqual([
    "compression: lz4 is the fastest to write (90.0 MB/s), zstd the smallest (3.46 times smaller)",
  ]);
  expect(findings(someBench())).not.toContainEqual(expect.stringContaining("faster than the disk"));
  expect(findings(someBench({ diskMBps: 190 }))[1]).toMatch(/^partitions 12: faster than the disk/);
});

test("the page has a plot for each variable that was varied, and stands for itself", async () => {
  const html = await benchHtml(someBench());
  // Partitions: three plots; compression: five; each for two widths.
  expect(html.match(/<svg/g)).toHaveLength(16);
  for (const text of ["61.2 MB/s written", "compression.type", "zstd", "3.46", "client on this host"])
    expect(html).toContain(text);
  expect(html).not.toMatch(/NaN|Infinity|undefined|<script|src="http/);
  expect(html).not.toContain("batch.size</h2>");
});

test("a page without results says so", async () => {
  const html = await benchHtml(someBench({ results: [], host: undefined, ended: "no time" }));
  expect(html).toContain("nothing was measured");
  expect(html).toContain("no time");
});
