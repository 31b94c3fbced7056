import { type FetchedMessage, type FetchedPartition, hideAborted } from "../../examples/service/aborted";

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

const of = (producerId: string, offset: number, inTransaction = true): FetchedMessage => ({
  ...{ offset: String(offset), key: Buffer.from("key"), isControlRecord: false },
  batchContext: { producerId, inTransaction },
});
const end = (producerId: string, offset: number, key: Buffer): FetchedMessage => ({
  ...of(producerId, offset),
  ...{ key, isControlRecord: true },
});

/** Offsets that a consumer is given. */
function given(partition: FetchedPartition): number[] {
  hideAborted(partition);
  expect(partition.abortedTransactions).toEqual([]);
  return partition.messages
    .filter(({ isControlRecord }) => !isControlRecord)
    .map(({ offset }) => Number(offset));
}

test("messages of aborted transactions are hidden, in whichever order these were aborted", () => {
  const messages = [of("A", 10), of("A", 11), of("B", 12), of("C", 13), of("X", 14, false)];
  const ends = [
    end("B", 15, ABORT),
    end("A", 16, ABORT),
    end("C", 17, COMMIT),
    of("A", 18),
    end("A", 19, COMMIT),
  ];
  const abortedTransactions = [
    { producerId: "B", firstOffset: "12" },
    { producerId: "A", firstOffset: "10" },
  ];
  expect(given({ messages: [...messages, ...ends], abortedTransactions })).toEqual([13, 14, 18]);
});

test("so are those of transactions that began before what was fetched", () => {
  const messages = [of("B", 12), of("A", 13), end("A", 14, ABORT), of("A", 15), end("B", 16, ABORT)];
  const abortedTransactions = [
    { producerId: "A", firstOffset: "10" },
    { producerId: "B", firstOffset: "11" },
  ];
  expect(given({ messages, abortedTransactions })).toEqual([15]);
});

test("nothing is hidden where nothing was aborted", () => {
  expect(given({ messages: [of("A", 1), end("A", 2, COMMIT)], abortedTransactions: [] })).toEqual([1]);
});
