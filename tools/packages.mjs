import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";
import { StepError } from "./step.mjs";

/**
 * Installs the npm packages that package-lock.json names, unless they are what it names already.
 * @param {string} root the project's folder
 * @param {(text: string) => void} [say] tells what is being done
 * @returns {Promise<string>} the result, for the step's line
 */
export async function installPackages(root, say = () => {}) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  // In node_modules, so that it goes when they go: npm ci removes all of it before it starts.
  const stamp = join(root, "node_modules", ".cdktf-kafka-docker-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return "up to date";

  say("npm ci");
  // Nothing here needs the install scripts of packages, which npm 11 does not run by itself.
  const { code, stdout, stderr } = await run(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--include=dev"],
    {
      cwd: root,
    },
  );
  if (code !== 0) {
    // npm says first what is wrong, and then how it wants to be called.
    const said = stderr.split("\n").filter((line) => /^npm (error|ERR!)\s+\S/.test(line));
    throw new StepError(["npm ci failed:", ...said.slice(0, 6)].join("\n  "), [
      "Check that npm reaches its registry: `npm config get registry` tells which one it asks.",
      "Where package.json was changed by hand, `npm install` brings package-lock.json in line with it.",
    ]);
  }
  writeFileSync(stamp, lock);
  return `${/added (\d+) package/.exec(stdout)?.[1] ?? "all"} packages`;
}
