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

test("tells the name that Kafka gives an error, once", () => {
  const refused = Object.assign(new Error("The request is too large"), { type: "MESSAGE_TOO_LARGE" });
  expect(reason(refused)).toBe("The request is too large (MESSAGE_TOO_LARGE)");
  const wrapped = new Error("The request is too large", { cause: refused });
  expect(reason(wrapped)).toBe("The request is too large (MESSAGE_TOO_LARGE)");
});
