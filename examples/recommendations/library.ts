import { ExactlyOnce } from "../service/exactly-once";
import { kafkaFromEnvironment, variable } from "../service/kafka-client";
import { run } from "../service/service";
import { isOf } from "../service/validated";
import { type Output } from "../service/writer";
import { LIKED, Library, type Pair, Rating } from "./messages";

const topics = {
  ratings: variable("RATINGS"),
  libraries: variable("LIBRARIES"),
  pairs: variable("PAIRS"),
  deadLetters: variable("DEAD_LETTERS"),
};
/** A reader's taste of late is what counts: what was liked before so many others is forgotten. */
const MOST_BOOKS = 100;

const libraryOf = (reader: string, state: ReadonlyMap<string, string>): readonly string[] => {
  const text = state.get(reader);
  return text === undefined ? [] : (JSON.parse(text) as Library).books;
};

/** A book and each of the others, in both directions, and the book itself. */
function pairsOf(book: string, others: readonly string[], change: Pair["change"]): Output[] {
  const both = others.flatMap((other) => [
    { book, other, change },
    { book: other, other: book, change },
  ]);
  const all: Pair[] = [{ book, other: book, change }, ...both];
  return all.map((pair) => ({ topic: topics.pairs, key: pair.book, value: JSON.stringify(pair) }));
}

// What each reader likes, and which books are liked together.
run(async (fail) => {
  const service = new ExactlyOnce({
    kafka: kafkaFromEnvironment("library"),
    name: "library",
    topic: topics.ratings,
    schema: Rating,
    deadLetterTopic: topics.deadLetters,
    stateTopic: topics.libraries,
    accepts: isOf(Library),
    fail,
    transform({ at, book, rating, reader }, state) {
      const before = libraryOf(reader, state);
      const others = before.filter((one) => one !== book);
      const likes = rating >= LIKED;
      const kept = likes ? [...others, book] : others;
      const forgotten = kept.slice(0, Math.max(0, kept.length - MOST_BOOKS));
      const library: Library = { reader, books: kept.slice(forgotten.length), at };
      state.set(reader, JSON.stringify(library));
      const liked = before.includes(book);
      return [
        { topic: topics.libraries, key: reader, value: JSON.stringify(library) },
        ...(likes && !liked ? pairsOf(book, others, 1) : []),
        ...(!likes && liked ? pairsOf(book, others, -1) : []),
        ...forgotten.flatMap((one) => pairsOf(one, library.books, -1)),
      ];
    },
  });
  return service.start();
});
