import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type Page } from "playwright-core";
import { htmlReport } from "../../reports/html";
import { openBrowser } from "../support/browser";
import { bigSample, brokenSample, minimalSample, type Sample, soundSample } from "../support/sample-reports";

const SAMPLES = {
  sound: soundSample(),
  broken: brokenSample(),
  big: bigSample(),
  minimal: minimalSample(),
  one: soundSample(1, 1),
  five: soundSample(5, 5),
  nine: soundSample(9, 3),
  long: longSample(),
};
type Name = keyof typeof SAMPLES;
const NAMES = Object.keys(SAMPLES) as Name[];
// A phone, the least widths of the other layouts, and a desktop.
const WIDTHS = [360, 736, 1076, 1200];

function longSample(): Sample {
  const { manifest, report } = soundSample(4, 3);
  const name = "payments-and-settlements-production-europe";
  const brokers = manifest.brokers.map((broker) => ({
    ...broker,
    container: `${name}-${broker.id}`,
    internal: `${name}-${broker.id}:29092`,
    external: `build-agent-17.internal.example.com:${9091 + broker.id}`,
    listeners: { SASL_SSL_REPLICATION: `${name}-${broker.id}:29094` },
    rack: `zone ${name}`,
  }));
  const leftBehind = ["x".repeat(300)];
  return {
    manifest: { ...manifest, name, network: name, brokers },
    report: { ...report, cluster: name, leftBehind },
  };
}

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "html-report-"));
  for (const name of NAMES) {
    const { manifest, report } = SAMPLES[name];
    writeFileSync(join(folder, `${name}.html`), await htmlReport(report, manifest));
  }
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(name: Name, width: number, colorScheme: "light" | "dark" = "light"): Promise<Page> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  return page;
}

/** How far the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

describe.each(NAMES)("the %s page", (name) => {
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    page = await browser.newPage();
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) problems.push(`asks for ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  });

  afterAll(() => page.close());

  test.each(WIDTHS)("fits into %d px, also with its table open", async (width) => {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.locator("#topology summary").click();
    expect(await page.locator("#topology table").isVisible()).toBe(true);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.locator("#topology summary").click();
  });

  test.each(WIDTHS)(
    "has text of 11 px or more in its drawings on %d px, inside its card or its drawing",
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      const { outside, sizes } = await page.evaluate(drawnTexts);
      expect(sizes.length).toBeGreaterThan(0);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
      expect(outside).toEqual([]);
    },
  );

  const looks = [360, 1200].flatMap((width) =>
    (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
  );
  test.each(looks)("has contrast in $colorScheme mode on $width px", async ({ colorScheme, width }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    // All of the page is in the window, so that what lies behind a text can be asked for.
    await page.setViewportSize({
      width,
      height: await page.evaluate(() => document.documentElement.scrollHeight),
    });
    const { count, faint } = await page.evaluate(faintTexts);
    expect(count).toBeGreaterThan(50);
    expect(faint).toEqual([]);
  });

  test("is well formed, and says in words what its drawings show", async () => {
    const { manifest, report } = SAMPLES[name];
    const html = await htmlReport(report, manifest);
    // As XML it is parsed strictly; HTML alone has attributes without a value.
    const error = await page.evaluate(
      (xml) =>
        new DOMParser().parseFromString(xml, "application/xhtml+xml").querySelector("parsererror")
          ?.textContent ?? null,
      html.replace("<!doctype html>", "").replaceAll("<details open>", "<details>"),
    );
    expect(error).toBeNull();
    expect(await page.locator("script").count()).toBe(0);
    expect(await page.locator("svg:not([aria-hidden=true]):not([aria-label])").count()).toBe(0);
  });

  test("has no error and asks for nothing", () => {
    expect(problems).toEqual([]);
  });
});

test("a wide matrix scrolls inside its own box", async () => {
  const page = await open("sound", 360);
  const matrix = page.getByRole("region", { name: "Partitions of __consumer_offsets" });
  const [inside, box] = await matrix.evaluate(
    (element) => [element.scrollWidth, element.clientWidth] as const,
  );
  expect(inside).toBeGreaterThan(box);
});

test("dark mode is dark", async () => {
  expect(await background(await open("sound", 1200, "light"))).toBe("rgb(244, 245, 247)");
  expect(await background(await open("sound", 1200, "dark"))).toBe("rgb(15, 19, 23)");
});

test("the diagnosis can be read at once, with the log as it was written", async () => {
  const diagnosis = (await open("broken", 360)).locator("#diagnosis");
  const { actual, cause } = brokenSample().report.checks.find(({ check }) => check === "containers")!;
  for (const text of [actual!, cause!, "docker start kafka-2"]) {
    expect(await diagnosis.getByText(text).first().isVisible()).toBe(true);
  }
  const log = diagnosis.locator("pre");
  expect(await log.isVisible()).toBe(true);
  expect(await log.textContent()).toContain(`<script>alert("x")</script>`);
});

test("it prints within the paper, in light colours", async () => {
  const page = await open("sound", 700, "dark");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await background(page)).toBe("rgb(255, 255, 255)");
});

/** Runs in the page: sizes of texts in drawings as they are seen, and texts that leave their card or their drawing. */
function drawnTexts() {
  const texts = [...document.querySelectorAll<SVGTextElement>("svg text")].filter((text) =>
    text.checkVisibility(),
  );
  const sizes = texts.map((text) => {
    const { a, b } = text.getScreenCTM()!;
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  });
  const outside = texts.filter((text) => {
    const frame = text.closest("g")?.querySelector(":scope > rect") ?? text.closest("svg")!;
    const [inner, outer] = [text.getBoundingClientRect(), frame.getBoundingClientRect()];
    const beside = inner.left < outer.left || inner.right > outer.right;
    return beside || inner.top < outer.top || inner.bottom > outer.bottom;
  });
  return { sizes, outside: outside.map((text) => text.textContent) };
}

/** Runs in the page: texts with a contrast below 4.5 (WCAG 2.2, 1.4.3) to the nearest thing behind that has a colour. */
function faintTexts() {
  const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? ["0", "0", "0", "0"]).map(Number);
  const luminance = (colour: string) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const isPainted = (colour: string) => colour !== "none" && channels(colour)[3] !== 0;
  const behind = (element: Element) => {
    const { height, left, top, width } = element.getBoundingClientRect();
    for (const one of document.elementsFromPoint(left + Math.min(width, 8) / 2, top + height / 2)) {
      const { backgroundColor, fill } = getComputedStyle(one);
      const colour = one.localName === "rect" ? fill : one instanceof HTMLElement ? backgroundColor : "none";
      if (isPainted(colour)) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
  };
  const hasText = (element: Element) =>
    [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== "",
    );
  const texts = [...document.querySelectorAll("body *")].filter(
    (element) => element.localName !== "title" && hasText(element) && element.checkVisibility(),
  );
  const faint = texts.flatMap((element) => {
    const { color, fill } = getComputedStyle(element);
    const [text, ground] = [element instanceof SVGElement ? fill : color, behind(element)];
    const [high, low] = [luminance(text), luminance(ground)].sort((a, b) => b - a) as [number, number];
    const contrast = (high + 0.05) / (low + 0.05);
    return contrast < 4.5 ? [`${element.textContent} ${text} on ${ground}: ${contrast.toFixed(2)}`] : [];
  });
  return { count: texts.length, faint };
}
