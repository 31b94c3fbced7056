import {
  digits,
  maxLength,
  maxValue,
  minValue,
  object,
  optional,
  picklist,
  pipe,
  regex,
  string,
  transform,
} from "valibot";
import { variable } from "../service/kafka-client";
import { run } from "../service/service";
import { events, json, parameters, text } from "../service/web";
import { LogIndex } from "./log-index";
import { LEVELS } from "./log-line";
import page from "./search.html";

const LOOK_MS = 200;

const short = (length: number) => pipe(string(), maxLength(length));
const WHAT = {
  q: optional(short(500)),
  source: optional(short(255)),
  level: optional(picklist(LEVELS)),
};
const Search = object({
  ...WHAT,
  /** The last line that is known: its moment, partition and offset. */
  before: optional(
    pipe(
      string(),
      regex(/^[^/]{1,40}\/\d{1,5}\/\d{1,15}$/, "must be a moment, a partition and an offset, with / between"),
      transform((line) => {
        const [at, partition, id] = line.split("/");
        return { at: at!, partition: Number(partition), id: Number(id) };
      }),
    ),
  ),
  limit: optional(pipe(string(), digits(), transform(Number), minValue(1), maxValue(1_000)), "200"),
});
const Tail = object(WHAT);

const index = new LogIndex(variable("INDEX"), Number(variable("PARTITIONS")));

function stats(url: URL) {
  const { source } = parameters(url, object({ source: WHAT.source }));
  const sources = index.sources();
  const progress = index.progress();
  const delays = index.delays(source);
  const quantile = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
  return {
    lines: sources.reduce((sum, { lines }) => sum + lines, 0),
    lag: progress.reduce((sum, { lag }) => sum + lag, 0),
    partitions: progress,
    delayMs: { p50: quantile(0.5), p99: quantile(0.99) },
    sources,
  };
}

run(async () =>
  Promise.resolve({
    isHealthy: () => index.progress().length >= 0,
    stop: async () => Promise.resolve(),
    routes: {
      "/": text("text/html", page),
      "/api/lines": json((url) => index.search(parameters(url, Search))),
      "/api/stats": json(stats),
      "/api/tail": (url, response) => {
        const search = parameters(url, Tail);
        const after = new Map<number, number>();
        index.since(search, after);
        events(
          response,
          () => {
            const lines = index.since(search, after);
            return lines.length === 0 ? undefined : lines;
          },
          LOOK_MS,
        );
      },
    },
  }),
);
