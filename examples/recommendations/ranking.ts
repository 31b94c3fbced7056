import { type Neighbours } from "./messages";

/** How alike two books are, as far as their readers tell: the cosine of the angle between the two lists of readers. */
function likeness(book: string, other: string, table: ReadonlyMap<string, Neighbours>): number {
  const ours = table.get(book);
  const both = ours?.[other] ?? 0;
  if (both === 0) return 0;
  return both / Math.sqrt((ours?.[book] ?? 1) * (table.get(other)?.[other] ?? 1));
}

/**
 * What somebody may like who likes these books.
 *
 * @param books - The books.
 * @param table - How many like a book and another one, by both; a book and itself: how many like it.
 * @param most - So many at most.
 * @returns Books that are not among them, the best first.
 */
export function ranking(
  books: readonly string[],
  table: ReadonlyMap<string, Neighbours>,
  most: number,
): Array<{ readonly book: string; readonly score: number }> {
  const candidates = new Set(books.flatMap((book) => Object.keys(table.get(book) ?? {})));
  return [...candidates]
    .filter((book) => !books.includes(book))
    .map((book) => ({ book, score: books.reduce((sum, one) => sum + likeness(one, book, table), 0) }))
    .sort((a, b) => b.score - a.score || (a.book < b.book ? -1 : 1))
    .slice(0, most)
    .map(({ book, score }) => ({ book, score: Math.round(score * 1e4) / 1e4 }));
}
