import { statistics } from "../../checks/latency";

test("percentiles are samples, by the nearest rank", () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(statistics(samples)).toEqual({ samplesMs: samples, p50Ms: 50, p99Ms: 99, maxMs: 100 });
  expect(statistics([3])).toEqual({ samplesMs: [3], p50Ms: 3, p99Ms: 3, maxMs: 3 });
});
