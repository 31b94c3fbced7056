import { ExactlyOnce } from "../service/exactly-once";
import { kafkaFromEnvironment, variable } from "../service/kafka-client";
import { run } from "../service/service";
import { Table } from "../service/table";
import { isOf } from "../service/validated";
import { type Output } from "../service/writer";
import { Library, Neighbours, type Recommendations } from "./messages";
import { ranking } from "./ranking";

const topics = {
  libraries: variable("LIBRARIES"),
  neighbours: variable("NEIGHBOURS"),
  recommendations: variable("RECOMMENDATIONS"),
  deadLetters: variable("DEAD_LETTERS"),
};
const partitions = Array.from({ length: Number(variable("PARTITIONS")) }, (_, partition) => partition);
const MOST = 10;
/** So many readers are looked at again at once, when others have rated. */
const MOST_AGAIN = 25;

const likesOne = (library: string, books: ReadonlySet<string>) =>
  (JSON.parse(library) as Library).books.some((book) => books.has(book));

// What each reader may like: as soon as it is known what they like now, and again when others have rated the same.
run(async (fail) => {
  const kafka = kafkaFromEnvironment("recommender");
  const neighbours = new Map<string, Neighbours>();
  /** Books whose neighbours have changed since their readers were looked at, for each partition of readers. */
  const changed = new Map(partitions.map((partition) => [partition, new Set<string>()]));
  const learn = (book: string, value: string | undefined) => {
    if (value === undefined) neighbours.delete(book);
    else neighbours.set(book, JSON.parse(value) as Neighbours);
    for (const books of changed.values()) books.add(book);
  };
  const marks = kafka.producer({ idempotent: true });
  await marks.connect();
  // All of them, whichever partitions of readers are this one's.
  const table = await Table.read({
    kafka,
    topic: topics.neighbours,
    partitions,
    groupPrefix: "recommender.",
    producer: marks,
    transactional: false,
    fail,
    accepts: isOf(Neighbours),
    onChange: learn,
  });
  await marks.disconnect();
  for (const [book, value] of table.values) learn(book, value);

  /** What was recommended last, to whom: the same is not said twice. */
  const said = new Map<string, string>();
  /** Readers who are to be looked at again, for each partition. */
  const waiting = new Map(partitions.map((partition) => [partition, new Set<string>()]));
  const rank = ({ at: ratedAt, books, reader }: Library): Output[] => {
    const ranked = ranking(books, neighbours, MOST);
    const saying = JSON.stringify([ratedAt, ranked]);
    if (said.get(reader) === saying) return [];
    said.set(reader, saying);
    const found: Recommendations = { reader, books: ranked, ratedAt, at: new Date().toISOString() };
    return [{ topic: topics.recommendations, key: reader, value: JSON.stringify(found) }];
  };
  const service = new ExactlyOnce({
    kafka,
    name: "recommender",
    topic: topics.libraries,
    schema: Library,
    deadLetterTopic: topics.deadLetters,
    // What it reads is all that it remembers.
    stateTopic: topics.libraries,
    accepts: isOf(Library),
    fail,
    transform(library, state) {
      state.set(library.reader, JSON.stringify(library));
      return rank(library);
    },
    tick(state, partition) {
      const again = waiting.get(partition)!;
      const books = changed.get(partition)!;
      const readers = books.size === 0 ? [] : [...state].filter(([, text]) => likesOne(text, books));
      for (const [reader] of readers) again.add(reader);
      books.clear();
      const some = [...again].slice(0, MOST_AGAIN);
      for (const reader of some) again.delete(reader);
      return some.flatMap((reader) => rank(JSON.parse(state.get(reader)!) as Library));
    },
  });
  const { isHealthy, stop } = await service.start();
  return {
    isHealthy,
    stop: async () => {
      await stop();
      await table.close();
    },
  };
});
