import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { removeChatter, startChatter } from "./chatter";

// npx tsx examples/log-aggregation/measure.ts: how many lines a second, and how long one takes until it is found.
if (process.loadEnvFile !== undefined) {
  try {
    process.loadEnvFile();
  } catch {
    // The set-up has had nothing to remember.
  }
}
const { values } = parseArgs({
  options: {
    page: { type: "string", default: "http://127.0.0.1:8081" },
    burst: { type: "string", default: "100000" },
    rate: { type: "string", default: "500" },
    seconds: { type: "string", default: "20" },
  },
});
const page = values.page;
const [burst, rate, seconds] = [values.burst, values.rate, values.seconds].map(Number) as [
  number,
  number,
  number,
];
const image = process.env["NODE_IMAGE"] || "node:24-bookworm-slim";
const WAIT_MS = 180_000;

interface Stats {
  readonly delayMs: { readonly p50: number; readonly p99: number };
  readonly sources: ReadonlyArray<{ readonly source: string; readonly lines: number }>;
}

/** Waits until so many lines of a container can be found. */
async function indexed(container: string, lines: number): Promise<Stats> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const response = await fetch(`${page}/api/stats?source=${container}`);
    const stats = (await response.json()) as Stats;
    const found = stats.sources.find(({ source }) => source === container)?.lines ?? 0;
    if (found >= lines) return stats;
    if (Date.now() > until) throw new Error(`${found} of ${lines} lines of ${container} after ${WAIT_MS} ms`);
    await sleep(50);
  }
}

async function measured<T>(
  rate: number,
  lines: number,
  measure: (container: string) => Promise<T>,
): Promise<T> {
  const container = `chatter-${Date.now()}`;
  await startChatter({ container, image, lines, rate });
  try {
    return await measure(container);
  } finally {
    await removeChatter(container);
  }
}

async function main(): Promise<void> {
  const perSecond = await measured(Infinity, burst, async (container) => {
    const began = performance.now();
    await indexed(container, burst);
    return (burst / (performance.now() - began)) * 1000;
  });
  console.log(
    `${burst} lines at once: ${Math.round(perSecond)} lines a second, from a container to the index`,
  );
  const { delayMs } = await measured(rate, rate * seconds, (container) => indexed(container, rate * seconds));
  const { p50, p99 } = delayMs;
  console.log(`${rate} lines a second: found after ${p50} ms (half of them), ${p99} ms (99 of 100)`);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
