import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PAGES, snippets } from "./support/snippets";

const ROOT = join(__dirname, "..");
// Inside the project, where the package's own name resolves to what was compiled.
const FOLDER = join(ROOT, ".e2e", "docs");
const all = PAGES.flatMap((page) => snippets(page, "ts")).map((snippet, index) => ({ ...snippet, index }));

beforeAll(() => {
  execFileSync("node", [join(ROOT, "tools", "build.mjs")]);
  rmSync(FOLDER, { recursive: true, force: true });
  for (const { code, index } of all) {
    mkdirSync(join(FOLDER, String(index)), { recursive: true });
    writeFileSync(join(FOLDER, String(index), "main.ts"), code);
  }
  // Compiled once for all, beside the sources.
  const compilerOptions = { declaration: false, noUnusedLocals: false, outDir: ".", rootDir: "." };
  writeFileSync(
    join(FOLDER, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, include: ["*/*.ts"], exclude: [] }),
  );
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("there are snippets", () => {
  expect(all.length).toBeGreaterThanOrEqual(20);
});

test("every snippet compiles", () => {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout } = spawnSync("node", [tsc, "-p", FOLDER]);
  expect(String(stdout)).toBe("");
  expect(status).toBe(0);
});

// Suites of tests run on a cluster, in test/e2e/checks.test.ts.
test.each(all.filter(({ code }) => !code.includes("toBeHealthyKafka")))("$name runs", ({ code, index }) => {
  const cwd = join(FOLDER, String(index));
  const { status, stderr } = spawnSync("node", ["main.js"], { cwd });
  expect(String(stderr)).toBe("");
  expect(status).toBe(0);
  expect(existsSync(join(cwd, "cdktf.out", "manifest.json"))).toBe(code.includes("app.synth()"));
});

test("what the pages say of props, attributes, rules and versions is what the sources say", () => {
  const { status, stderr } = spawnSync("node", [join(ROOT, "tools", "reference.mjs"), "--check"]);
  expect(String(stderr)).toBe("");
  expect(status).toBe(0);
});

test.each(PAGES)("%s links to files that exist", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
  for (const target of links)
    expect({ target, exists: existsSync(join(ROOT, page, "..", target)) }).toEqual({ target, exists: true });
});
