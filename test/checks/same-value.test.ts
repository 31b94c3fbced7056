import { sameValue } from "../../checks/same-value";

test.each([
  ["true", "TRUE"],
  ["1", "01"],
  ["-1", "-1"],
  ["0.5", ".50"],
  ["1.0", "1"],
  ["1.0E-4", "0.0001"],
  ["5", " +5 "],
  ["compact,delete", "compact, delete"],
  ["9223372036854775807", "9223372036854775807"],
])("%s is the same as %s", (one, other) => {
  expect(sameValue(one, other)).toBe(true);
});

test.each([
  ["true", "false"],
  ["1", "10"],
  ["0.5", "0.6"],
  ["compact,delete", "delete,compact"],
  ["9223372036854775807", "9223372036854775806"],
  ["nothing", ""],
])("%s is not the same as %s", (one, other) => {
  expect(sameValue(one, other)).toBe(false);
});
