import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { ARGUMENTS, BROWSERS, findBrowser } from "./browser.mjs";

const USAGE =
  "usage: node tools/screenshot.mjs FILE.html OUT.png [--width 1200] [--dark] [--full | --section ID]";
const HEIGHT = 800;

/** @returns {string} the first browser in PATH */
function browser() {
  const found = findBrowser();
  if (found) return found;
  throw new Error(
    `none of ${BROWSERS.join(", ")} is in PATH: install one, such as with apt-get install chromium`,
  );
}

/**
 * Takes a picture of a page.
 * @param {string} file the page
 * @param {string} picture where the PNG goes
 * @param {{ width: number, dark: boolean, full: boolean, section?: string }} how width of the window, mode, and whether
 *   all of the page or one section of it
 */
async function take(file, picture, { dark, full, section, width }) {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  const running = await chromium.launch({ executablePath: browser(), args: ARGUMENTS });
  try {
    const colorScheme = dark ? "dark" : "light";
    const page = await running.newPage({ colorScheme, viewport: { width, height: HEIGHT } });
    await page.goto(pathToFileURL(resolve(file)).href);
    if (section === undefined) await page.screenshot({ path: picture, fullPage: full });
    else await page.locator(`#${section}`).screenshot({ path: picture, timeout: 5000 });
  } finally {
    await running.close();
  }
}

try {
  const options = {
    width: { type: "string", default: "1200" },
    dark: { type: "boolean" },
    full: { type: "boolean" },
    section: { type: "string" },
  };
  const { positionals, values } = parseArgs({ options, allowPositionals: true });
  const width = Number(values.width);
  if (positionals.length !== 2 || !Number.isInteger(width) || width < 1) throw new Error(USAGE);
  await take(...positionals, { ...values, width });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
