import { renderProperties } from "../../../constructs/config/properties";
import { shown } from "../../../constructs/config/rules";

test("renders settings sorted by key, one a line", () => {
  expect(renderProperties({ b: 2, a: "x", c: true })).toBe("a=x\nb=2\nc=true\n");
});

test("gives the same text whatever the order", () => {
  expect(renderProperties({ a: 1, b: 2 })).toBe(renderProperties({ b: 2, a: 1 }));
});

test.each([
  ["a backslash", "C:\\x", "key=C:\\\\x\n"],
  ["a space in front", " x", "key=\\ x\n"],
  ["what ISO 8859-1 cannot hold", "naïve Ω", "key=na\\u00efve \\u03a9\n"],
  ["an equals sign", "a=b", "key=a=b\n"],
])("escapes %s in a value", (_, value, text) => {
  expect(renderProperties({ key: value })).toBe(text);
});

test("escapes separators in a key", () => {
  expect(renderProperties({ "a b:c=d": 1 })).toBe("a\\ b\\:c\\=d=1\n");
});

test.each([
  ["a line feed", "x\nbroker.id=9"],
  ["a carriage return", "x\rbroker.id=9"],
  ["NUL", "x\0"],
])("fails when a value holds %s", (_, value) => {
  expect(() => renderProperties({ key: value })).toThrow(
    `the value of 'key' in 'config' must not contain a line break or NUL, got ${JSON.stringify(value)}`,
  );
});

test.each([NaN, Infinity, undefined, null, {}, [1]])("fails when a value is %p", (value) => {
  expect(() => renderProperties({ key: value as never })).toThrow(
    `the value of 'key' in 'config' must be text, a finite number or a boolean, got ${shown(value)}`,
  );
});

test("fails when a key is not one line of text", () => {
  expect(() => renderProperties({ "a\nb": 1 })).toThrow(
    `'config' must have keys that are one line of text, got "a\\nb"`,
  );
  expect(() => renderProperties({ "": 1 })).toThrow(
    `'config' must have keys that are one line of text, got ""`,
  );
});
