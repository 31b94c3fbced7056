import { secondsFor } from "../../checks/time-limit";
import { someManifest } from "../support/some-manifest";

test.each([
  [3, 45],
  [10, 45],
  [11, 50],
  [30, 135],
])("with %i brokers a check of 45 s has %i s", (brokers, seconds) => {
  expect(secondsFor({ timeoutSeconds: 45 }, someManifest(brokers))).toBe(seconds);
});
