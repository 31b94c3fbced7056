import { CHECK_NAMES, CHECK_TITLES, DISRUPTIVE_CHECKS } from "../../checks";
import { LADDER } from "../../checks/ladder";
import { select } from "../../checks/select";

const names = (selection: Parameters<typeof select>[0]) => select(selection).map(({ name }) => name);

test("selects everything that stops no server", () => {
  expect(names({})).toEqual(CHECK_NAMES.filter((name) => !DISRUPTIVE_CHECKS.includes(name)));
  expect(DISRUPTIVE_CHECKS).toEqual(["broker-outage", "zookeeper-outage", "restart"]);
});

test("the quick selection leaves out what measures and what is rarely wrong", () => {
  const all = names({});
  const quick = names({ quick: true });
  expect(all.filter((name) => !quick.includes(name))).toEqual([
    "compression",
    "messages",
    "idempotence",
    "latency",
  ]);
});

test("selects by name, in the order of the ladder", () => {
  expect(names({ only: ["topic", "brokers"] })).toEqual(["brokers", "topic"]);
  expect(names({ only: ["topic", "brokers"], skip: ["topic"] })).toEqual(["brokers"]);
});

test("stops servers only where that is asked for", () => {
  expect(names({ disruptive: true })).toEqual(CHECK_NAMES);
  expect(names({ disruptive: true, only: ["restart"] })).toEqual(["restart"]);
  expect(names({ disruptive: true, quick: true }).slice(-3)).toEqual(DISRUPTIVE_CHECKS);
});

test("fails when a check does not exist, when servers would be stopped unasked, and when nothing is left", () => {
  const all = CHECK_NAMES.join(", ");
  expect(() => select({ only: ["a", "b"] })).toThrow(`'only' must name checks (${all}), got "a", "b"`);
  expect(() => select({ skip: ["a"] })).toThrow(`'skip' must name checks (${all}), got "a"`);
  expect(() => select({ only: ["restart"] })).toThrow(
    "'only' names restart, which stops servers: it must be asked for with 'disruptive'",
  );
  expect(() => select({ only: ["topic"], skip: ["topic"] })).toThrow(
    "no check is left: 'only', 'skip' and 'quick' leave all of them out",
  );
});

test("a check needs only checks before it, and each says what it verifies", () => {
  for (const [index, { name, needs }] of LADDER.entries()) {
    const before = CHECK_NAMES.slice(0, index);
    expect(needs.filter((need) => !before.includes(need))).toEqual([]);
    expect(CHECK_TITLES[name]).toMatch(/^[A-Za-z].{20,110}$/);
  }
});

test("what begins at once, or beside others, stops no server", () => {
  const concurrent = LADDER.filter((check) => check.concurrent);
  expect(concurrent.map(({ name }) => name)).toEqual([
    "addresses",
    "security",
    "containers",
    "zookeeper",
    "internal-topics",
    "consumer-group",
    "transactions",
  ]);
  expect(concurrent.filter(({ disruptive }) => disruptive)).toEqual([]);
});
