import { DOMParser } from "@xmldom/xmldom";
import { draw } from "../../faults/drawing";
import { type Write } from "../../faults/history";
import { lengthMs, longestGap, timeline } from "../../faults/timeline";

/** An acknowledged write to a partition, at a time. */
const acknowledged = (partition: number, completedMs: number): Write => ({
  producer: "p",
  sequence: completedMs,
  partition,
  invokedMs: completedMs - 5,
  completedMs,
  outcome: { kind: "acknowledged" },
  digest: 0,
});
const unknown = (partition: number, invokedMs: number, completedMs: number): Write => ({
  ...acknowledged(partition, completedMs),
  invokedMs,
  outcome: { kind: "unknown", error: "_MSG_TIMED_OUT" },
});
const steady = (partition: number, from: number, to: number) =>
  Array.from({ length: (to - from) / 10 }, (_, index) => acknowledged(partition, from + index * 10));

test("counts acknowledged writes by partition and step", () => {
  const { startMs, steps } = timeline([...steady(0, 1000, 1500), acknowledged(1, 1250)], 2, []);
  expect(startMs).toBe(995);
  expect(steps).toEqual([
    [10, 10, 10, 10, 10],
    [0, 0, 1, 0, 0],
  ]);
});

test("finds the longest gap of each partition, and of all together", () => {
  const writes = [...steady(0, 1000, 3000), ...steady(1, 1000, 1500), ...steady(1, 2600, 3000)];
  const line = timeline(writes, 2, []);
  expect(line.gaps[1]).toEqual({ fromMs: 1490, toMs: 2600 });
  expect(longestGap(line)).toEqual(line.gaps[1]);
  expect(lengthMs(line.overall)).toBe(10);
});

test("takes what comes never for a gap up to the end", () => {
  const writes = [...steady(0, 1000, 3000), ...steady(1, 1000, 1500), unknown(1, 1500, 9000)];
  expect(timeline(writes, 2, []).gaps[1]).toEqual({ fromMs: 1490, toMs: 2990 });
});

test("does not take an unknown write for an acknowledged one", () => {
  const writes = [...steady(0, 1000, 1500), unknown(0, 1500, 2000), ...steady(0, 2500, 3000)];
  expect(timeline(writes, 1, []).gaps[0]).toEqual({ fromMs: 1490, toMs: 2500 });
});

describe("a picture", () => {
  const disturbances = [{ text: "pause <kafka-1> & wait", fromMs: 1500, toMs: 2500 }];
  const writes = [...steady(0, 1000, 4000), ...steady(1, 1000, 1500), ...steady(1, 2600, 4000)];

  test("is whole, has names escaped, and tells the gap", async () => {
    const svg = await draw(timeline(writes, 2, disturbances), "Row 8", 200);
    const document = new DOMParser().parseFromString(svg, "image/svg+xml");
    const texts = [...document.getElementsByTagName("text")].map((text) => text.textContent);
    expect(texts).toEqual(expect.arrayContaining(["Row 8", "pause <kafka-1> & wait", "p1", "1.1 s"]));
    expect(texts).not.toContain("0.0 s");
  });

  test("shades the time of the fault", async () => {
    const svg = await draw(timeline(writes, 2, disturbances), "Row 8", 200);
    const [, width] = /class="fault"[^>]* width="([\d.]+)"/.exec(svg)!;
    // A third of the axis.
    expect(Number(width)).toBeCloseTo(840 / 3, -1);
  });
});
