import { advertisedAddress, brokerListeners, listenerProperties } from "../../../constructs/config/listeners";

test("makes every listener setting from one list", () => {
  expect(listenerProperties(brokerListeners({ host: "kafka-2", id: 2, firstPort: 9092 }))).toEqual({
    listeners: "INTERNAL://0.0.0.0:19092,EXTERNAL://0.0.0.0:9093",
    "advertised.listeners": "INTERNAL://kafka-2:19092,EXTERNAL://127.0.0.1:9093",
    "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
    "inter.broker.listener.name": "INTERNAL",
  });
});

test("advertises the port that is published", () => {
  const [internal, external] = brokerListeners({ host: "kafka-1", id: 1, firstPort: 9092 });
  expect(advertisedAddress(external)).toBe("127.0.0.1:9092");
  expect(external.publishedOn).toBe("127.0.0.1");
  expect(internal.publishedOn).toBeUndefined();
});

test.each([
  [9092, 19092],
  [18092, 19092],
  [18093, 29092],
  [19092, 29092],
  [19093, 19092],
  [28500, 19092],
])("with first port %i the internal port is %i, however many brokers there are", (firstPort, internal) => {
  for (const id of [1, 1000]) {
    const [inside, outside] = brokerListeners({ host: `kafka-${id}`, id, firstPort });
    expect(inside.port).toBe(internal);
    expect(outside.port).not.toBe(inside.port);
  }
});
