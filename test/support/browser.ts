import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** A real browser, the one that the set-up has found or installed. */
export async function openBrowser(): Promise<Browser> {
  const find =
    'import { ARGUMENTS, findBrowser } from "./tools/browser.mjs"; console.log(JSON.stringify([findBrowser(), ARGUMENTS]))';
  const found = execFileSync("node", ["--input-type=module", "-e", find], {
    cwd: join(__dirname, "..", ".."),
  });
  const [executablePath, args] = JSON.parse(String(found)) as [string, string[]];
  return chromium.launch({ executablePath, args });
}
