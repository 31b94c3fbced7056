import { type IHeaders, type Message } from "kafkajs";
import { type ReadRecord } from "../../checks/reader";
import { SentMessages } from "../../checks/sent-messages";

/** A message as the brokers would give it back. */
function read(message: Message, offset: number, change: Partial<ReadRecord> = {}): ReadRecord {
  const bytes = (value: unknown) =>
    value === null || value === undefined
      ? null
      : Buffer.isBuffer(value)
        ? value
        : Buffer.from(value as string);
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(bytes) : bytes(value),
  ]);
  const content = { key: bytes(message.key), value: bytes(message.value) };
  return { partition: 0, offset, ...content, headers: Object.fromEntries(headers) as IHeaders, ...change };
}

function sample() {
  const sent = new SentMessages("test");
  const messages = [
    sent.mark({ key: "a", value: "x", headers: { one: ["1", "2"] } }),
    sent.mark({ key: null, value: null }),
    sent.mark({ key: "", value: Buffer.alloc(1000) }),
  ];
  return { sent, records: messages.map((message, offset) => read(message, offset)) };
}

test("holds when each comes back as it was sent, read once or twice, and ignores what others sent", () => {
  const { records, sent } = sample();
  const foreign = read({ key: "other", value: "z" }, 9);
  expect(() => sent.compare([...records, foreign, ...records])).not.toThrow();
  expect(sent.found(records).size).toBe(sent.size);
});

test.each<[string, number, Partial<ReadRecord>, string]>([
  ["a value", 0, { value: Buffer.from("y") }, 'value "y"'],
  ["a key that was null", 1, { key: Buffer.alloc(0) }, 'key ""'],
  ["a value that was null", 1, { value: Buffer.alloc(0) }, 'value ""'],
  ["an empty key", 2, { key: null }, "key null"],
  [
    "one byte of many",
    2,
    { value: Buffer.concat([Buffer.alloc(999), Buffer.from([1])]) },
    "1000 bytes, sha256",
  ],
])("reports %s that was changed", (_, index, change, told) => {
  const { records, sent } = sample();
  const changed = records.map((record, at) => (at === index ? { ...record, ...change } : record));
  expect(() => sent.compare(changed)).toThrow(told);
});

test("reports a header that was changed", () => {
  const { records, sent } = sample();
  const [first] = records;
  const headers = { ...first!.headers, one: [Buffer.from("1"), Buffer.from("3")] };
  expect(() => sent.compare([{ ...first!, headers }])).toThrow('header one "1" and "3"');
});

test("reports a message that stands at two places", () => {
  const { records, sent } = sample();
  expect(() => sent.compare([...records, { ...records[0]!, offset: 7 }])).toThrow(
    "expected each message once, got message test 0 at 0:0 and 0:7 (partition:offset)",
  );
});
