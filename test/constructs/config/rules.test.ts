import { clusterName, ensembleSize, firstPort, wholeNumber } from "../../../constructs/config/rules";

test.each([0, -1, 2.5, NaN, Infinity, 1001])("fails when a count is %p", (value) => {
  expect(() => wholeNumber("brokers", value, { min: 1, max: 1000 })).toThrow(
    `'brokers' must be a whole number from 1 to 1000, got ${value}`,
  );
});

test.each([1, 500, 1000])("takes %i as a count", (value) => {
  expect(wholeNumber("brokers", value, { min: 1, max: 1000 })).toBe(value);
});

test.each([0, 2, 4, 6, 7, -1, 1.5, NaN])("fails when an ensemble has %p servers", (value) => {
  expect(() => ensembleSize("zookeepers", value)).toThrow(
    `'zookeepers' must be 1, 3 or 5, so that a majority can be formed, got ${value}`,
  );
});

test.each(["kafka", "a", "orders-2", "a".repeat(50)])("takes %p as a name", (value) => {
  expect(clusterName("name", value)).toBe(value);
});

test.each([
  "",
  "Kafka",
  "1kafka",
  "-kafka",
  "kafka-",
  "ka_fka",
  "ka.fka",
  "a b",
  "a/b",
  "a".repeat(51),
  "a\n",
])("fails when a name is %p", (value) => {
  expect(() => clusterName("name", value)).toThrow(
    "'name' must be 1 to 50 lower-case letters, digits and hyphens, begin with a letter and not end with a " +
      `hyphen, got "${value}"`,
  );
});

test("fails when a name would give brokers the names of another cluster's ZooKeeper", () => {
  expect(() => clusterName("name", "kafka-zookeeper")).toThrow(
    `'name' must not end with "-zookeeper": its brokers would be named like another cluster's ZooKeeper, ` +
      `got "kafka-zookeeper"`,
  );
});

test.each([
  [80, 3, 65533],
  [1023, 3, 65533],
  [65534, 3, 65533],
  [70000, 1, 65535],
])("fails when the first port is %i for %i brokers", (value, brokers, last) => {
  expect(() => firstPort("firstPort", value, brokers)).toThrow(
    `'firstPort' must be a whole number from 1024 to ${last}, got ${value}`,
  );
});

test.each([
  [1024, 1],
  [65533, 3],
])("takes %i as the first port of %i brokers", (value, brokers) => {
  expect(firstPort("firstPort", value, brokers)).toBe(value);
});
