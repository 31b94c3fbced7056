import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

// It asks nothing of the network: no updates, no experiments.
const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat([
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]);

/** A real browser, the one that the set-up has found or installed. */
export async function openBrowser(): Promise<Browser> {
  const find = 'import { findBrowser } from "./tools/browser.mjs"; console.log(findBrowser())';
  const path = execFileSync("node", ["--input-type=module", "-e", find], {
    cwd: join(__dirname, "..", ".."),
  });
  return chromium.launch({ executablePath: String(path).trim(), args: ARGUMENTS });
}
