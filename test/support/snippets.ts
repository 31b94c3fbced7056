import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

/** A block of code of a page. */
export interface Snippet {
  /** The page and its place in it, for the name of a test. */
  readonly name: string;
  readonly code: string;
}

/** All pages that people read. */
export const PAGES: readonly string[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(join(ROOT, "docs"), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];

/** The code blocks of a language in a page, in their order. */
export function snippets(page: string, language: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"));
  return [...blocks].map(([, code], index) => ({ name: `${page} ${index + 1}`, code: code! }));
}
