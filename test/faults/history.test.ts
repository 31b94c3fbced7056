import { parseGroupOffsets, parseRecords, parseWrites } from "../../faults/history";

const line = (error: string, offset = -1) => `7,1,100.5,200.5,${offset},${error},42\n`;
const outcome = (error: string, retries?: boolean) => parseWrites(line(error), "p", retries)[0]!.outcome;

test("reads what became of a write", () => {
  expect(parseWrites(line("", 9), "p")).toEqual([
    {
      producer: "p",
      sequence: 7,
      partition: 1,
      invokedMs: 100.5,
      completedMs: 200.5,
      outcome: { kind: "acknowledged", offset: 9 },
      digest: 42,
    },
  ]);
});

test("knows no offset where the answer to the first try was lost", () => {
  expect(outcome("")).toEqual({ kind: "acknowledged" });
});

test("takes a refusal for definite where it was asked once", () => {
  expect(outcome("NOT_ENOUGH_REPLICAS", false)).toEqual({ kind: "refused", error: "NOT_ENOUGH_REPLICAS" });
});

test("takes it for unknown where a try before may have been written", () => {
  expect(outcome("NOT_ENOUGH_REPLICAS")).toEqual({ kind: "unknown", error: "NOT_ENOUGH_REPLICAS" });
});

test.each(["_MSG_TIMED_OUT", "_TRANSPORT", "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "NO_ANSWER"])(
  "takes %s for unknown",
  (error) => expect(outcome(error, false)).toEqual({ kind: "unknown", error }),
);

test("reads records and offsets of groups", () => {
  expect(parseRecords("1,2,p,3,4\n")).toEqual([
    { partition: 1, offset: 2, producer: "p", sequence: 3, digest: 4 },
  ]);
  expect(parseGroupOffsets("1,given,2\n")).toEqual([{ partition: 1, kind: "given", offset: 2 }]);
});
