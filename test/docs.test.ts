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
  const compilerOptions = { noEmit: true, noUnusedLocals: false };
  writeFileSync(
    join(FOLDER, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, include: ["*/*.ts"] }),
  );
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("there are snippets", () => {
  expect(all.length).toBeGreaterThanOrEqual(4);
});

test("every snippet compiles", () => {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout } = spawnSync("node", [tsc, "-p", FOLDER]);
  expect(String(stdout)).toBe("");
  expect(status).toBe(0);
});

test.each(all)("$name runs", ({ code, index }) => {
  const cwd = join(FOLDER, String(index));
  const { status, stderr } = spawnSync("node", ["--import", "tsx", "main.ts"], { cwd });
  expect(String(stderr)).toBe("");
  expect(status).toBe(0);
  expect(existsSync(join(cwd, "cdktf.out", "manifest.json"))).toBe(code.includes("app.synth()"));
});

test("every prop and every attribute of a cluster is in its page", () => {
  const page = readFileSync(join(ROOT, "docs", "kafka-cluster.md"), "utf8");
  const names = (file: string, pattern: RegExp) =>
    [...readFileSync(join(ROOT, "constructs", file), "utf8").matchAll(pattern)].map(([, name]) => name!);
  const props = names("kafka-cluster-props.ts", /^ {2}readonly (\w+)\?:/gm);
  const attributes = names("kafka-cluster.ts", /^ {2}public readonly (\w+):/gm);
  expect(props.length).toBeGreaterThan(10);
  for (const name of props) expect(page).toMatch(new RegExp(`^\\| \`${name}\``, "m"));
  for (const name of attributes) expect(page).toContain(`\`${name}\``);
});

test.each(PAGES)("%s links to files that exist", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
  for (const target of links)
    expect({ target, exists: existsSync(join(ROOT, page, "..", target)) }).toEqual({ target, exists: true });
});
