import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultCluster } from "../../faults/cluster";
import { execute, type RowResult } from "../../faults/execute";
import { type Row } from "../../faults/row";
import { ROWS } from "../../faults/rows";
import { leaderKills } from "../../faults/rows/broker-kills";

// The quick part of `npm run faults`: a kill, a pause, and the control.
const cluster = new FaultCluster("e2e-faults", 22592);
const out = mkdtempSync(join(tmpdir(), "e2e-faults-"));

beforeAll(async () => {
  cluster.declare();
  await cluster.apply();
});

afterAll(async () => {
  await cluster.remove();
  rmSync(out, { recursive: true });
});

const row = (number: number) => ROWS.find((one) => one.number === number)!;
const failures = ({ expectations }: RowResult) => expectations.filter(({ holds }) => !holds);
const run = (one: Row) => execute(one, 1, { cluster, out });

test("kill -9 of the leader: what was acknowledged is there once, in order, and writes go on within the bound", async () => {
  const result = await run(leaderKills(1));
  expect(failures(result)).toEqual([]);
  expect(result.findings).toEqual([]);
  expect(result.counts.acknowledged).toBeGreaterThan(7000);
  expect(result.gapSeconds).toBeGreaterThan(1);
  expect(readFileSync(join(out, "row-2-1.svg"), "utf8")).toContain("kill -9 e2e-faults-1");
});

test("a leader that stood still longer than its session does not diverge", async () => {
  const result = await run(row(8));
  expect(failures(result)).toEqual([]);
  expect(result.findings).toEqual([]);
});

test("the control: settings that lose records are found to lose them", async () => {
  const result = await run(row(24));
  expect(failures(result)).toEqual([]);
  const lost = result.findings.find(({ kind }) => kind === "lost")!;
  expect(lost.count).toBeGreaterThan(100);
});

test("it leaves nothing behind", async () => {
  await cluster.remove();
  expect(await cluster.deployment.leftovers()).toEqual([]);
  expect(existsSync(cluster.deployment.folder)).toBe(false);
});
