import { reason } from "../../checks/reason";

test("tells the errors within an error that only counts them", () => {
  const inner = [new Error("no controller"), new Error("no controller"), new Error("no room")];
  expect(reason(Object.assign(new Error("Topic creation errors"), { errors: inner }))).toBe(
    "no controller; no room",
  );
});

test("tells the root of an error that only retried", () => {
  expect(reason(new Error("gave up", { cause: new Error("refused") }))).toBe("gave up: refused");
  expect(reason(new Error("gave up: refused", { cause: new Error("refused") }))).toBe("gave up: refused");
});
