import { ExactlyOnce } from "../service/exactly-once";
import { kafkaFromEnvironment, variable } from "../service/kafka-client";
import { run } from "../service/service";
import { isOf } from "../service/validated";
import { Neighbours, Pair } from "./messages";

const topics = {
  pairs: variable("PAIRS"),
  neighbours: variable("NEIGHBOURS"),
  deadLetters: variable("DEAD_LETTERS"),
};

// How often each book is liked together with each other one.
run(async (fail) => {
  const service = new ExactlyOnce({
    kafka: kafkaFromEnvironment("neighbours"),
    name: "neighbours",
    topic: topics.pairs,
    schema: Pair,
    deadLetterTopic: topics.deadLetters,
    stateTopic: topics.neighbours,
    accepts: isOf(Neighbours),
    fail,
    transform({ book, change, other }, state) {
      const row = new Map(Object.entries(JSON.parse(state.get(book) ?? "{}") as Neighbours));
      const count = (row.get(other) ?? 0) + change;
      if (count === 0) row.delete(other);
      else row.set(other, count);
      const value = JSON.stringify(Object.fromEntries(row));
      state.set(book, value);
      return [{ topic: topics.neighbours, key: book, value }];
    },
  });
  return service.start();
});
