import {
  array,
  check,
  type InferOutput,
  integer,
  isoTimestamp,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  picklist,
  pipe,
  record,
  string,
} from "valibot";

/** None that every object has by itself. */
const name = pipe(
  string(),
  minLength(1),
  maxLength(100),
  check((value) => !(value in {}), "must be no word of JavaScript's own, such as constructor"),
);

/** What a reader thinks of a book. Key: the reader. */
export const Rating = object({
  reader: name,
  book: name,
  rating: pipe(number(), integer(), minValue(1), maxValue(5)),
  at: pipe(string(), isoTimestamp()),
});

/** Books that a reader likes, the last one at the end, and when that became so. Key: the reader. */
export const Library = object({ reader: name, books: array(name), at: pipe(string(), isoTimestamp()) });

/** That somebody likes two books, or does no longer; a book with itself counts its readers. Key: the book. */
export const Pair = object({ book: name, other: name, change: picklist([1, -1]) });

/** How many like a book and another one, by the other one. Key: the book. */
export const Neighbours = record(name, pipe(number(), integer()));

/** What a reader may like, the best first. Key: the reader. */
export const Recommendations = object({
  reader: name,
  books: array(object({ book: name, score: number() })),
  /** When the rating that led to it was given, and when it was recommended. */
  ratedAt: pipe(string(), isoTimestamp()),
  at: pipe(string(), isoTimestamp()),
});

export type Rating = InferOutput<typeof Rating>;
export type Library = InferOutput<typeof Library>;
export type Pair = InferOutput<typeof Pair>;
export type Neighbours = InferOutput<typeof Neighbours>;
export type Recommendations = InferOutput<typeof Recommendations>;

/** From so many stars on a reader likes a book. */
export const LIKED = 4;
