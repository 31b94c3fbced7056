import { CheckFailure } from "../../checks/check";
import { compare } from "../../checks/round-trip";

const record = (partition: number, offset: number, key: string, text = key) => ({
  ...{ partition, offset, headers: {} },
  key: Buffer.from(key),
  value: Buffer.from(text),
});
const STORED = [record(0, 0, "0-0"), record(1, 0, "1-0"), record(0, 1, "0-1"), record(1, 1, "1-1")];
const SENT = STORED.map(({ key, partition, value }) => ({ key: String(key), partition, value }));

function failure(received: typeof STORED, stored = SENT.length): string {
  try {
    compare(SENT, received, stored);
  } catch (error) {
    if (error instanceof CheckFailure) return error.message;
  }
  throw new Error("it passed");
}

test("holds when every partition gives back what was sent, in order", () => {
  expect(() =>
    compare(
      SENT,
      [...STORED].sort((a, b) => b.partition - a.partition),
      4,
    ),
  ).not.toThrow();
});

test("reports a missing message", () => {
  expect(failure(STORED.slice(0, 3))).toBe("expected 2 messages of partition 1 (from 1-1), got 1 in time");
});

test("reports an altered message", () => {
  expect(failure([record(0, 0, "0-0", "0-X"), ...STORED.slice(1)])).toMatch(
    /^expected message 0-0 of partition 0 with 3 bytes, sha256 \w{12}, got message 0-0 of partition 0 with 3 bytes, sha256 \w{12}$/,
  );
});

test("reports a message under another key", () => {
  expect(failure([record(0, 0, "9-9", "0-0"), ...STORED.slice(1)])).toContain(
    "got message 9-9 of partition 0",
  );
});

test("reports messages in another order", () => {
  const swapped = [
    record(0, 1, "0-0"),
    record(0, 0, "0-1"),
    ...STORED.filter(({ partition }) => partition === 1),
  ];
  expect(failure(swapped)).toContain("got message 0-1 of partition 0");
});

test("a reader that reads again what it has read is no fault of the cluster", () => {
  expect(() => compare(SENT, [...STORED, ...STORED.slice(1, 3)], 4)).not.toThrow();
});

test("reports a place that has another message at the second read", () => {
  expect(failure([...STORED, record(0, 0, "0-0", "0-X")])).toContain(
    "at each read, got message 0-0 of partition 0",
  );
});

test("reports a message that was written twice and read twice", () => {
  expect(failure([...STORED, record(1, 2, "1-1")])).toBe(
    "expected 4 messages, got 5: some were written twice",
  );
});

test("reports a message that was written twice, read or not", () => {
  expect(failure(STORED, 5)).toBe("expected 4 messages, got 5: some were written twice");
});
