import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Compiles the package to dist/, and does nothing where no source has changed since: it runs before each
// synthesis, which would otherwise pay for a compiler each time.
const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "dist", ".built");
const sources = ["bin", "checks", "constructs", "manifest", "operations", "reports"];
const files = ["main.ts", "package.json", "tsconfig.json", "tsconfig.build.json"];

/** Newest change of a source. A removed file counts through its folder. */
function newest() {
  const times = files.map((file) => statSync(join(root, file)).mtimeMs);
  for (const source of sources) {
    const folder = join(root, source);
    times.push(statSync(folder).mtimeMs);
    for (const entry of readdirSync(folder, { recursive: true }))
      times.push(statSync(join(folder, entry)).mtimeMs);
  }
  return String(Math.max(...times));
}

// Read before the compiler runs: a source that is saved meanwhile is compiled the next time.
const newestSource = newest();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== newestSource) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, newestSource);
}
