import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { deadline } from "../../checks/deadline";

test("it ends when its time is over, and leaves nothing at the other signal", async () => {
  const { signal } = new AbortController();
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  const all = Array.from({ length: 20 }, () => deadline(0.02, signal));
  expect(getEventListeners(signal, "abort")).toHaveLength(20);
  await sleep(100);
  process.off("warning", note);
  expect(all.every(({ aborted }) => aborted)).toBe(true);
  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(warnings).toEqual([]);
});

test("a time that no timer takes is refused", () => {
  for (const seconds of [Infinity, NaN, 2 ** 31]) expect(() => deadline(seconds)).toThrow(RangeError);
});

test("it ends with the other signal", () => {
  const other = new AbortController();
  const one = deadline(60, other.signal);
  expect(one.aborted).toBe(false);
  other.abort();
  expect(one.aborted).toBe(true);
  expect(deadline(60, other.signal).aborted).toBe(true);
});
