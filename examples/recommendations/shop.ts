import { readFileSync } from "node:fs";
import { type Producer } from "kafkajs";
import {
  check,
  type GenericSchema,
  maxLength,
  object,
  pipe,
  regex,
  string,
  transform,
  maxValue,
  minValue,
} from "valibot";
import { kafkaFromEnvironment, transactionalProducer, variable } from "../service/kafka-client";
import { run } from "../service/service";
import { Table } from "../service/table";
import { Together, Writer } from "../service/writer";
import { isOf } from "../service/validated";
import { events, json, parameters, text } from "../service/web";
import { Library, type Rating, Recommendations } from "./messages";
import page from "./shop.html";

const topics = {
  ratings: variable("RATINGS"),
  libraries: variable("LIBRARIES"),
  recommendations: variable("RECOMMENDATIONS"),
  shop: variable("SHOP"),
};
const partitions = Array.from({ length: Number(variable("PARTITIONS")) }, (_, partition) => partition);
const LOOK_MS = 50;
const LOADED = "ratings.csv";

const rows = (file: string) =>
  readFileSync(`/app/data/${file}`, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

const titles = Object.fromEntries(rows("books.csv").map(([book, ...title]) => [book!, title.join(",")]));

const Reader = object({
  reader: pipe(
    string(),
    regex(/^[\w-]+$/),
    maxLength(100),
    check((reader) => !(reader in {}), "must be a name"),
  ),
});
const Rated = object({
  ...Reader.entries,
  book: pipe(
    string(),
    check((book) => Object.hasOwn(titles, book), "must be a book of the shop"),
  ),
  rating: pipe(string(), regex(/^\d$/), transform(Number), minValue(1), maxValue(5)),
});

const outputOf = (rating: Rating) => ({
  topic: topics.ratings,
  key: rating.reader,
  value: JSON.stringify(rating),
});

/** The ratings that are shipped, once: together with the note that they were. */
async function load(producer: Producer, writer: Writer, loaded: ReadonlyMap<string, string>): Promise<void> {
  if (loaded.has(LOADED)) return;
  const at = new Date().toISOString();
  const all = rows(LOADED).map(([reader, book, rating]) =>
    outputOf({ reader: reader!, book: book!, rating: Number(rating), at }),
  );
  const transaction = await producer.transaction();
  await writer.send(transaction, [...all, { topic: topics.shop, key: LOADED, value: at }]);
  await transaction.commit();
}

run(async (fail) => {
  const kafka = kafkaFromEnvironment("shop");
  const producer = await transactionalProducer(kafka, "shop");
  const writer = new Writer(kafka);
  const read = { kafka, groupPrefix: "shop.", fail };
  const own = { ...read, producer, transactional: true };
  const { values: loaded } = await Table.read({ ...own, topic: topics.shop, partitions: [0] });
  await load(producer, writer, loaded);
  const ratings = kafka.producer({ idempotent: true });
  await ratings.connect();
  const together = new Together(writer, ratings);
  const followed = (topic: string, schema: GenericSchema) =>
    Table.read({
      ...{ ...read, topic, partitions, producer: ratings, transactional: false },
      accepts: isOf(schema),
      onChange: () => undefined,
    });
  const libraries = await followed(topics.libraries, Library);
  const recommendations = await followed(topics.recommendations, Recommendations);

  const of = (reader: string) => {
    const library = libraries.values.get(reader);
    const found = recommendations.values.get(reader);
    return {
      library: library === undefined ? undefined : (JSON.parse(library) as Library),
      recommendations: found === undefined ? undefined : (JSON.parse(found) as Recommendations),
    };
  };
  return {
    isHealthy: () => true,
    stop: async () => {
      await libraries.close();
      await recommendations.close();
      await ratings.disconnect();
      await producer.disconnect();
    },
    routes: {
      "/": text("text/html", page),
      "/api/books": json(() => titles),
      "/api/readers": json(() => [...libraries.values.keys()].sort()),
      "/api/reader": json((url) => of(parameters(url, Reader).reader)),
      "POST /api/rate": json(async (url) => {
        const { book, rating, reader } = parameters(url, Rated);
        const at = new Date().toISOString();
        // Whether it was written is not known then, and only a new producer can tell it from what comes next.
        await together.send(outputOf({ reader, book, rating, at })).catch(fail);
        return { at };
      }),
      "/api/follow": (url, response) => {
        const { reader } = parameters(url, Reader);
        let last: string | undefined;
        events(
          response,
          () => {
            const now = JSON.stringify(of(reader));
            if (now === last) return undefined;
            last = now;
            return of(reader);
          },
          LOOK_MS,
        );
      },
    },
  };
});
