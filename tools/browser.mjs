import { which } from "./run.mjs";

/** Programs that are Chromium, by the names under which it is installed. */
export const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/** It asks nothing of the network: no updates, no experiments. */
export const ARGUMENTS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** @returns {string | undefined} path of the first that is in PATH */
export function findBrowser() {
  return BROWSERS.map((name) => which(name)).find((path) => path);
}
