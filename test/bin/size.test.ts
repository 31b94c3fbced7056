import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SizeReport } from "../../operations/size-report";
import { snippets } from "../support/snippets";

const ROOT = join(__dirname, "..", "..");
const BIN = join(ROOT, "dist", "bin", "kafka-docker.js");
const folder = mkdtempSync(join(tmpdir(), "size-"));

beforeAll(() => execFileSync("node", [join(ROOT, "tools", "build.mjs")]));
afterAll(() => rmSync(folder, { recursive: true }));

function size(...args: string[]) {
  const { status, stderr, stdout } = spawnSync("node", [BIN, "size", ...args], { cwd: folder });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

const page = readFileSync(join(ROOT, "docs", "sizing.md"), "utf8");
test.each(snippets("docs/sizing.md", "sh"))("$name prints what the page shows", ({ code }) => {
  const [, ...args] = code.trim().split(" ").slice(1);
  const { status, stdout } = size(...args);
  expect(status).toBe(0);
  const [, shown] = page.slice(page.indexOf(code)).split("```\n").slice(1);
  expect(shown!.trim().split("\n").length).toBeGreaterThan(2);
  expect(stdout).toContain(shown);
});

test("as JSON it is the answer alone, and the page stands for itself", () => {
  const html = join(folder, "size.html");
  const { status, stdout } = size("--in", "50", "--retention", "4", "--json", "--html", html);
  expect(status).toBe(0);
  const report = JSON.parse(stdout) as SizeReport;
  expect(report).toMatchObject({ version: 1, replication: 3, target: { inMBps: 50, headroom: 0.5 } });
  const text = readFileSync(html, "utf8");
  expect(text).toContain(`${report.brokers.value} brokers, 3 ZooKeeper servers`);
  expect(text).not.toMatch(/<script|src="http/);
  expect(text.match(/<svg/g)).toHaveLength(4);
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
  for (const { numbers } of Object.values(report.eachBroker)) expect(text).toContain(numbers);
});

test.each<[string[], string]>([
  [[], "--in (MB/s) or --messages (a second) is needed: what is written"],
  [["--in", "1", "--messages", "5"], "--in and --messages say the same thing: give one of them"],
  [
    ["--in", "1", "--consumer-rate", "1", "--consumer-messages", "5"],
    "--consumer-rate and --consumer-messages say",
  ],
  [["--in", "1", "--brokers", "2"], "--brokers must be at least the replicas of a partition (3), got 2"],
  [
    ["--in", "1", "--replication", "2", "--failures", "2"],
    "--replication must be more than --failures (2), got 2",
  ],
  [["--in", "fast"], "'fast' is invalid. must be a number from 0.001 to 1000000"],
  [["--in", "1", "--failures", "4"], "'4' is invalid. must be a whole number from 0 to 3"],
  [["--in", "1", "--failures", ""], "'' is invalid. must be a whole number from 0 to 3"],
  [["--in", "1", "--headroom", " "], "' ' is invalid. must be a number from 0 to 1000"],
  [["--in", "1", "--groups", "1.5"], "'1.5' is invalid. must be a whole number from 0 to 1000"],
  [["--in", "1", "--groups", "2", "--out", "3"], "--out and --groups say the same thing"],
  [
    ["--messages", "1e9", "--message-bytes", "1e9"],
    "--messages x --message-bytes must be from 0.001 to 1000000 MB/s",
  ],
  [["--in", "1", "--html", "/dev/null/size.html"], "--html"],
  [["--in", "1", "--brokers", "3.5"], "'3.5' is invalid. must be a whole number from 1 to 1000"],
])("%j is refused", (args, message) => {
  const { status, stderr, stdout } = size(...args);
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
});

test("whoever has read enough may stop", () => {
  const command = `node ${BIN} size --in 50 | head -n 1`;
  const { status, stderr, stdout } = spawnSync("bash", ["-o", "pipefail", "-c", command]);
  expect(String(stderr)).toBe("");
  expect(String(stdout)).toMatch(/^\d+ brokers, .*\n$/);
  expect(status).toBe(0);
});
