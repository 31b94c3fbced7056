import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page } from "playwright-core";
import { removeChatter, startChatter } from "../../examples/log-aggregation/chatter";
import { openBrowser } from "../support/browser";
import { Reader } from "../../checks/reader";
import { docker, run } from "../support/deployment";
import { eventually, Example, linesOf } from "../support/example";

const example = new Example("log-aggregation", 13_100);
const CHATTER = `${example.name}-chatter`;
/** Alone it is half a minute; another cluster's test may go on beside it. */
const MOST_MS = 120_000;
const RATE = 200;
const LINES = 24_000;

interface Line {
  readonly at: string;
  readonly id: number;
  readonly partition: number;
  readonly source: string;
  readonly stream: string;
  readonly text: string;
}
interface Stats {
  readonly lag: number;
  readonly delayMs: { readonly p50: number; readonly p99: number };
  readonly sources: ReadonlyArray<{ readonly source: string; readonly lines: number }>;
}

let browser: Browser;
let page: Page;
const stats = () => example.ask<Stats>("/api/stats");
const linesFrom = (source: string) => async () =>
  (await stats()).sources.find((one) => one.source === source)?.lines ?? 0;

/** Every line of a source, the newest first, page by page. */
async function allOf(source: string): Promise<Line[]> {
  const all: Line[] = [];
  for (;;) {
    const last = all.at(-1);
    const before = last ? `&before=${last.at}/${last.partition}/${last.id}` : "";
    const found = await example.ask<Line[]>(`/api/lines?source=${source}&limit=1000${before}`);
    all.push(...found);
    if (found.length < 1000) return all;
  }
}

afterAll(async () => {
  await browser?.close();
  await removeChatter(CHATTER);
  await example.removeAll();
});

test("one command deploys it, and the first lines can be found soon", async () => {
  const began = Date.now();
  const { code, output } = await example.start();
  expect({ code, output }).toSucceed();
  expect(output).toContain(example.page);
  await eventually(stats, ({ sources }) => sources.length >= 5, 20);
  expect(Date.now() - began).toBeLessThan(MOST_MS);
});

test("it has the file that is shipped, line by line", async () => {
  const lines = linesOf("log-aggregation", "logs", "access.log");
  await eventually(linesFrom("access.log"), (found) => found === lines.length, 30);
  const found = await allOf("access.log");
  expect(found.map(({ id, text }) => [id, text]).sort(([a], [b]) => Number(a) - Number(b))).toEqual(
    lines.map((text) => [expect.any(Number) as number, text]),
  );
  expect(found[0]!.at).toMatch(/^2015-05-1/);
});

test("a page finds lines, follows them as they are written, and tells where they come from", async () => {
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(example.page);
  await page.getByLabel("Words").fill("kibana");
  await page.locator("mark").first().waitFor();
  expect(new Set(await page.locator("tbody .source").allTextContents())).toEqual(new Set(["access.log"]));
  await startChatter({ container: CHATTER, image: example.nodeImage, rate: RATE, lines: LINES });
  await page.getByLabel("Words").fill("request took");
  await page.locator("tr.new").first().waitFor({ timeout: 20_000 });
  await page.locator("tbody .source button").first().click();
  expect(await page.getByLabel("Source").inputValue()).toBe(CHATTER);
  await page.getByLabel("Words").fill("");
  await page.getByLabel("Source").selectOption("");
  await page.locator("tr.new").nth(20).waitFor();
  mkdirSync("coverage", { recursive: true });
  await page.screenshot({ path: join("coverage", "log-aggregation.png") });
  expect(errors).toEqual([]);
});

test("a wrong request is told what is wrong with it", async () => {
  const response = await fetch(`${example.page}/api/lines?level=loud&limit=0`);
  expect(response.status).toBe(400);
  const told = await response.text();
  expect(told).toContain('level: Invalid type: Expected ("error" | "warn" | "info") but received "loud"');
  expect(told).toContain("limit: ");
  expect((await fetch(`${example.page}/other`)).status).toBe(404);
});

test("what is no line goes to the dead letters, with the reason, and holds up nothing", async () => {
  const client = example.client();
  try {
    const producer = await client.producer();
    const wrong = ["no JSON", '{"source":"x","stream":"stdout","at":"yesterday","text":1}'];
    await producer.send({ topic: "logs", messages: wrong.map((value) => ({ key: CHATTER, value })) });
    const letters = await Reader.open(client, "log-dead-letters", "e2e", AbortSignal.timeout(30_000));
    const kept = await eventually(
      async () => Promise.resolve(letters.records),
      ({ length }) => length === 2,
      20,
    );
    expect(kept.map(({ headers, value }) => [String(value), String(headers["reason"])])).toEqual([
      ["no JSON", expect.stringContaining("it is no JSON: Unexpected token")],
      [
        wrong[1],
        expect.stringMatching(/at: Invalid timestamp.*text: Invalid type: Expected string but received 1/),
      ],
    ]);
    expect(String(kept[0]!.headers["topic"])).toBe("logs");
  } finally {
    await client.close();
  }
});

test("nothing is lost or there twice when services and a broker are killed and the cluster is changed", async () => {
  await eventually(linesFrom(CHATTER), (found) => found > 1_000, 30);
  await example.kill("indexer-1");
  await example.kill("collector");
  await eventually(linesFrom(CHATTER), (found) => found > 4_000, 60);
  await example.kill("2");
  await example.kill("indexer-2");
  const { code, output } = await example.start({ KAFKA_PROFILE: "production" });
  expect({ code, output }).toSucceed();
  expect(output).toContain("4 servers changed, one at a time");
  await eventually(linesFrom(CHATTER), (found) => found >= LINES, 120);
  const found = (await allOf(CHATTER)).sort((a, b) => a.id - b.id);
  const numberOf = ({ text }: Line) => Number(/^line (\d+) /.exec(text)?.[1]);
  const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
  expect(ascending(found.map(numberOf))).toEqual(Array.from({ length: LINES }, (_, index) => index + 1));
  for (const stream of ["stdout", "stderr"]) {
    const numbers = found.filter((line) => line.stream === stream).map(numberOf);
    expect(numbers.length).toBeGreaterThan(LINES / 4);
    expect(numbers).toEqual(ascending(numbers));
  }
  expect(new Set(found.map(({ partition }) => partition)).size).toBe(1);
});

test("its measurement is told", async () => {
  const args = ["tsx", "examples/log-aggregation/measure.ts", "--page", example.page];
  const { code, output } = await run("npx", [...args, "--burst", "20000", "--rate", "200", "--seconds", "3"]);
  expect({ code, output }).toSucceed();
  expect(output).toMatch(/20000 lines at once: \d+ lines a second/);
  expect(output).toMatch(/200 lines a second: found after \d+ ms \(half of them\), \d+ ms/);
});

test("one command removes it", async () => {
  await removeChatter(CHATTER);
  const { code, output } = await example.destroy();
  expect({ code, output }).toSucceed();
  expect(await example.leftovers()).toEqual([]);
  expect(await docker("ps", "--all", "--format", "{{.Names}}")).not.toContain("chatter-");
});
