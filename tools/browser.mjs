import { which } from "./run.mjs";

/** Programs that are Chromium, by the names under which it is installed. */
export const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/** @returns {string | undefined} path of the first that is in PATH */
export function findBrowser() {
  return BROWSERS.map((name) => which(name)).find((path) => path);
}
