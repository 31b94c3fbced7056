import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { LIKED, type Library, type Recommendations } from "./messages";

// npx tsx examples/recommendations/measure.ts: how good the recommendations are, and how soon they come.
const { values } = parseArgs({
  options: {
    page: { type: "string", default: "http://127.0.0.1:8082" },
    ratings: { type: "string", default: "50" },
  },
});
const BEST = 10;
const WAIT_MS = 60_000;
const READERS = 100;
const OF_EACH = 10;

interface Of {
  readonly library?: Library;
  readonly recommendations?: Recommendations;
}

interface Row {
  readonly reader: string;
  readonly book: string;
  readonly rating: number;
}

function rows(file: string): Row[] {
  const lines = readFileSync(join(__dirname, "data", file), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1);
  return lines.map((line) => {
    const [reader, book, rating] = line.split(",");
    return { reader: reader!, book: book!, rating: Number(rating) };
  });
}

const of = async (reader: string): Promise<Of> => {
  const response = await fetch(`${values.page}/api/reader?reader=${reader}`);
  return (await response.json()) as Of;
};

async function rate({ book, rating, reader }: Row): Promise<string> {
  const query = new URLSearchParams({ reader, book, rating: String(rating) });
  const response = await fetch(`${values.page}/api/rate?${query.toString()}`, { method: "POST" });
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { readonly at: string }).at;
}

/** Whether the book that was kept from the stream is among those that are recommended, or among the most liked ones. */
async function quality(): Promise<void> {
  const liked = new Map<string, number>();
  const read = new Map<string, Set<string>>();
  for (const { book, rating, reader } of rows("ratings.csv")) {
    if (rating < LIKED) continue;
    liked.set(book, (liked.get(book) ?? 0) + 1);
    read.set(reader, (read.get(reader) ?? new Set()).add(book));
  }
  const popular = [...liked].sort(([, one], [, other]) => other - one).map(([book]) => book);
  const heldOut = rows("held-out.csv");
  let [ours, theirs] = [0, 0];
  for (const { book, reader } of heldOut) {
    const { recommendations } = await of(reader);
    if (recommendations?.books.slice(0, BEST).some((one) => one.book === book)) ours++;
    const own = read.get(reader);
    if (
      popular
        .filter((one) => !own?.has(one))
        .slice(0, BEST)
        .includes(book)
    )
      theirs++;
  }
  const share = (count: number) => (count / heldOut.length).toFixed(3);
  console.log(
    `hit rate at ${BEST}, ${heldOut.length} readers: ${share(ours)}; the most liked books: ${share(theirs)}`,
  );
}

/** Of many readers at once, until each has a recommendation that follows from the last one. */
async function throughput(): Promise<void> {
  const books = rows("ratings.csv").map(({ book }) => book);
  const readers = Array.from({ length: READERS }, (_, index) => `measured-${Date.now()}-${index}`);
  const began = performance.now();
  const given = await Promise.all(
    readers.map(async (reader, index) => {
      let at = "";
      for (let count = 0; count < OF_EACH; count++) {
        at = await rate({ reader, book: books[index * OF_EACH + count]!, rating: 5 });
      }
      return { reader, at };
    }),
  );
  for (const { at, reader } of given) await recommended(reader, at);
  const count = READERS * OF_EACH;
  const perSecond = Math.round((count / (performance.now() - began)) * 1000);
  console.log(
    `${count} ratings of ${READERS} readers at once: ${perSecond} a second, to their recommendations`,
  );
}

async function recommended(reader: string, at: string): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while ((await of(reader)).recommendations?.ratedAt !== at) {
    if (performance.now() > until) throw new Error(`no recommendation within ${WAIT_MS} ms`);
    await sleep(2);
  }
}

/** One after the other, as somebody rates. */
async function latency(): Promise<void> {
  const books = rows("ratings.csv").map(({ book }) => book);
  const reader = `measured-${Date.now()}`;
  const delays: number[] = [];
  for (let count = 0; count < Number(values.ratings); count++) {
    const began = performance.now();
    const at = await rate({ reader, book: books[count * 7]!, rating: 5 });
    await recommended(reader, at);
    delays.push(performance.now() - began);
  }
  delays.sort((a, b) => a - b);
  const quantile = (share: number) => Math.round(delays[Math.floor((delays.length - 1) * share)]!);
  console.log(
    `${delays.length} ratings one by one: recommended after ${quantile(0.5)} ms (half), at most ${quantile(1)} ms`,
  );
}

async function main(): Promise<void> {
  await quality();
  await latency();
  await throughput();
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
