import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

interface Bench {
  readonly first: number;
  readonly growth: number;
  readonly results: ReadonlyArray<{ brokers: number; topics: number; ms: number }>;
}

test("100 brokers and 1,000 topics are synthesized in under 2 s, and the time grows with their number alone", () => {
  execFileSync("node", [join(ROOT, "tools", "build.mjs")]);
  const output = execFileSync("node", [join(ROOT, "tools", "bench-synth.mjs"), "--json"]);
  const { first, growth, results } = JSON.parse(String(output)) as Bench;
  expect(results.at(-1)).toMatchObject({ brokers: 100, topics: 1000 });
  expect(first).toBeLessThan(2000);
  // Quadratic growth would be 10.
  expect(growth).toBeLessThan(2);
});
