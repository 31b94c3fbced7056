/** A table in Markdown, of cells that are known to need no escapes. */
export function markdownTable(head: readonly string[], lines: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
