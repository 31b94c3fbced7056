import { type BrokerSetting } from "../../checks/broker-settings";
import { planSettings, type SettingPlan } from "../../operations/setting-plan";
import { someManifest } from "../support/some-manifest";

const KEY = "log.retention.bytes";
const NOWHERE: BrokerSetting = { own: null, all: null, file: null, fallback: "-1" };

interface Given {
  readonly key?: string;
  /** Declared values, by broker. */
  readonly declared?: ReadonlyArray<string | undefined>;
  /** What each of them has. */
  readonly found: ReadonlyArray<Partial<BrokerSetting>>;
  readonly isOwned?: boolean;
  readonly dynamicSettings?: readonly string[];
}

function plan({ declared = [], dynamicSettings, found, isOwned = false, key = KEY }: Given): SettingPlan {
  const configs = found.map((_, index) => {
    const value = declared[index];
    return { config: value === undefined ? {} : { [key]: value } };
  });
  const manifest = someManifest(configs, { dynamicSettings: dynamicSettings ?? [key] });
  const observed = new Map(found.map((one, index) => [index + 1, new Map([[key, { ...NOWHERE, ...one }]])]));
  return planSettings(manifest, observed, new Set(isOwned ? [key] : []));
}

const changes = (given: Given) => plan(given).changes;
const three = <T>(one: T) => [one, one, one];
const NOTHING = { differences: [], changes: [], owned: [], foreign: [] };

test("where brokers have what is declared from their files, there is nothing to do", () => {
  expect(plan({ declared: three("5"), found: three({ file: "5" }) })).toEqual(NOTHING);
  expect(plan({ found: three({}) })).toEqual(NOTHING);
});

test("values that are the same to Kafka are the same", () => {
  expect(changes({ declared: three("TRUE"), found: three({ file: "true" }) })).toEqual([]);
});

test("a changed setting is set for all brokers at once, and is ours", () => {
  expect(plan({ declared: three("7"), found: three({ file: "5" }) })).toEqual({
    differences: [1, 2, 3].map((broker) => ({ key: KEY, broker, from: "5", to: "7" })),
    changes: [{ key: KEY, to: "7" }],
    owned: [KEY],
    foreign: [],
  });
});

test("when all brokers have it, it stays ours and there is nothing to do", () => {
  expect(plan({ declared: three("7"), found: three({ file: "5", all: "7" }), isOwned: true })).toEqual({
    ...NOTHING,
    owned: [KEY],
  });
});

test("a setting of one broker is set for that one, also where all others have another from a deploy before", () => {
  expect(changes({ declared: ["5", "9", "5"], found: three({ file: "5" }) })).toEqual([
    { key: KEY, broker: 2, to: "9" },
  ]);
  const found = [{ file: "5" }, { file: "9" }, { file: "5" }];
  expect(changes({ declared: ["7", "9", "7"], found })).toEqual([{ key: KEY, broker: 2, to: "9" }]);
});

test("one broker's own comes first, then that of all, and at the end what is not needed any more", () => {
  const declared = ["7", "9", "7"];
  const [one, two, three] = [{ file: "5" }, { file: "9", own: "9" }, { file: "5", own: "7" }];
  expect(changes({ declared, found: [one, two, three] })).toEqual([{ key: KEY, to: "7" }]);
  const found = [one, two, three].map((broker) => ({ ...broker, all: "7" }));
  expect(changes({ declared, found })).toEqual([{ key: KEY, broker: 3, to: null }]);
  // Broker 1 has not heard of it yet.
  expect(changes({ declared, found: [one, ...found.slice(1)] })).toEqual([{ key: KEY, to: "7" }]);
});

test("a setting that is not declared any more is Kafka's default again, in place of what the file says", () => {
  expect(changes({ found: three({ file: "5" }) })).toEqual([{ key: KEY, to: "-1" }]);
});

test("what was only set while brokers ran is taken away", () => {
  expect(plan({ found: three({ all: "7" }), isOwned: true })).toMatchObject({
    differences: [{ from: "7", to: "-1" }, {}, {}],
    changes: [{ key: KEY, to: null }],
    owned: [],
  });
});

test("once the containers were replaced, the files hold and nothing else is left", () => {
  const found = three({ file: "7", all: "7" });
  expect(plan({ declared: three("7"), found, isOwned: true })).toEqual({
    ...NOTHING,
    changes: [{ key: KEY, to: null }],
  });
});

test("a newer file does not hide behind what was set before", () => {
  const found = [
    { file: "5", all: "7" },
    { file: "9", all: "7" },
    { file: "9", all: "7" },
  ];
  expect(changes({ declared: three("9"), found, isOwned: true })).toEqual([{ key: KEY, to: "9" }]);
});

test("what was set by hand in place of a declared value is taken away, for all and for one", () => {
  const found = [
    { file: "5", all: "6" },
    { file: "5", all: "6", own: "8" },
    { file: "5", all: "6" },
  ];
  expect(changes({ declared: three("5"), found })).toEqual([{ key: KEY, to: null }]);
  const left = [{ file: "5" }, { file: "5", own: "8" }, { file: "5" }];
  expect(changes({ declared: three("5"), found: left })).toEqual([{ key: KEY, broker: 2, to: null }]);
});

test("what was set by hand and was never declared stays, and is told", () => {
  expect(plan({ found: [{}, { own: "8" }, {}] })).toEqual({
    ...NOTHING,
    foreign: [{ key: KEY, broker: 2, value: "8" }],
  });
});

test("where a value is known only at apply, the file holds, and what we have set before goes", () => {
  const found = three({ file: "later", all: "7" });
  expect(changes({ found, isOwned: true, dynamicSettings: [] })).toEqual([{ key: KEY, to: null }]);
});

test("a setting that a broker does not know is left alone", () => {
  const manifest = someManifest(1, { dynamicSettings: [KEY] });
  expect(planSettings(manifest, new Map([[1, new Map()]]), new Set())).toEqual(NOTHING);
});

describe("numbers of threads", () => {
  const next = (declared: string, one: Partial<BrokerSetting>) =>
    changes({ key: "num.io.threads", declared: [declared], found: [{ fallback: "8", ...one }] });

  test.each([
    ["64", "16"],
    ["1", "4"],
  ])(
    "towards %s, a broker is told %s first: Kafka takes half or twice as many at most",
    (declared, first) => {
      expect(next(declared, {})).toEqual([{ key: "num.io.threads", broker: 1, to: first }]);
    },
  );

  test.each(["16", "4", "9"])("to %s is one step", (declared) => {
    expect(next(declared, {})).toEqual([{ key: "num.io.threads", to: declared }]);
  });

  test("the last step takes those on the way away", () => {
    expect(next("32", { own: "16" })).toEqual([{ key: "num.io.threads", to: "32" }]);
    expect(next("32", { own: "16", all: "32" })).toEqual([{ key: "num.io.threads", broker: 1, to: null }]);
  });

  test("back to what the file says takes the same way", () => {
    expect(next("8", { file: "8", all: "64" })).toEqual([{ key: "num.io.threads", broker: 1, to: "32" }]);
  });

  test.each(["0", "-1", "many", "1.5"])(
    "%s is for Kafka to refuse, before anything else is done",
    (declared) => {
      expect(next(declared, {})).toEqual([{ key: "num.io.threads", to: declared }]);
    },
  );
});
