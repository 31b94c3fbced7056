import { ADVICE, fill, Findings, RULES, shown } from "../../../constructs/config/rules";

test("one mistake is its message", () => {
  const findings = new Findings();
  findings.refuse("boolean", { prop: "verify", value: "1" });
  expect(() => findings.throwErrors("app/kafka")).toThrow(/^'verify' must be true or false, got 1$/);
});

test("several mistakes are told together, with the construct that has them", () => {
  const findings = new Findings();
  findings.refuse("boolean", { prop: "verify", value: "1" });
  findings.refuse("topicInternal", { value: '"__x"' });
  expect(() => findings.throwErrors("app/kafka")).toThrow(
    "2 mistakes in app/kafka:\n" +
      "- 'verify' must be true or false, got 1\n" +
      `- the name of a topic must not begin with "__": those are Kafka's own, got "__x"`,
  );
});

test("without a mistake nothing is thrown", () => {
  const findings = new Findings("topic x: ");
  findings.warn("oneBroker", {});
  expect(() => findings.throwErrors("app/kafka")).not.toThrow();
  expect(findings.warnings).toEqual([expect.stringMatching(/^topic x: 'brokers' is 1: /)]);
});

test.each([
  ["a\n", '"a\\n"'],
  [{ a: [1] }, '{"a":[1]}'],
  [null, "null"],
  [undefined, "undefined"],
  [NaN, "NaN"],
  [-1.5, "-1.5"],
])("%j is shown as %s", (value, text) => {
  expect(shown(value)).toBe(text);
});

test.each(Object.entries({ ...RULES, ...ADVICE }))("%s names what it is about", (_, message) => {
  expect(message).toMatch(/'[\w.{}]+'|names? of (a )?(topic|user)s?|\{name\}/);
  expect(message).not.toMatch(/\.$/);
});

test("what cannot be shown is said to be that", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  expect(shown(cyclic)).toBe("a value that cannot be shown (object)");
});

test("fills in every blank, also twice", () => {
  expect(fill("{a} {b} {a}", { a: 1, b: "x" })).toBe("1 x 1");
});
