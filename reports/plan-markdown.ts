import { type PlanReport } from "../operations/plan-report";
import { planLines, serverGroups, upgradeLine, verdict } from "./plan-lines";

const MARK = { unchanged: "✅", changes: "🔶", refused: "⛔" } as const;

/**
 * A plan as a comment of a pull request (GitHub's and GitLab's Markdown).
 *
 * @param report - The plan.
 * @returns The text; it begins with a mark by which a later comment can replace it.
 */
export function planMarkdown(report: PlanReport): string {
  const { allowed, clusters, outcome, refused, stack } = report;
  const refusals = [
    ...refused.map((one) => ({ ...one, how: "refused" })),
    ...allowed.map((one) => ({ ...one, how: "allowed" })),
  ];
  const parts = [
    markOf(stack),
    `### ${MARK[outcome]} Kafka: ${escape(verdict(report))}`,
    ...table(
      ["", "rule", "what", "why", "instead"],
      refusals.map(({ how, reason, remedy, rule, subject }) => [how, `\`${rule}\``, subject, reason, remedy]),
    ),
    ...table(
      ["cluster", "what is done", "because"],
      clusters.flatMap(({ cluster, servers }) =>
        serverGroups(servers).map(({ because, what }) => [cluster, what, because.join("; ")]),
      ),
    ),
    ...clusters.flatMap(({ cluster, upgrade }) =>
      upgrade === undefined ? [] : [escape(`Upgrade of ${cluster}: ${upgradeLine(upgrade)}.`)],
    ),
    "<details><summary>The whole plan</summary>",
    fenced(planLines(report).join("\n")),
    "</details>",
  ];
  return `${parts.join("\n\n")}\n`;
}

/**
 * Why there is no plan, in the place of one: what an earlier comment tells holds no longer.
 *
 * @param stack - Name of the stack.
 * @param why - What the error says.
 * @returns The text, with the same mark as a plan's.
 */
export function failureMarkdown(stack: string, why: string): string {
  return `${[markOf(stack), "### ❌ Kafka: it cannot be planned", fenced(why)].join("\n\n")}\n`;
}

function markOf(stack: string): string {
  return `<!-- kafka-docker plan ${stack} -->`;
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const body = rows.map((cells) => line(cells.map(escape)));
  return [[line(head), line(head.map(() => "---")), ...body].join("\n")];
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Names and values of users are text, and stay in their cell. */
function escape(text: string): string {
  return text
    .replace(/[\\|<>*_[\]@]/g, (one) => (one === "<" ? "&lt;" : one === "@" ? "&#64;" : `\\${one}`))
    .replace(/\s+/g, " ");
}
