import {
  advertisedAddress,
  brokerListeners,
  type KafkaListener,
  listenerProperties,
  type ListenerProps,
  resolveListeners,
} from "../../../constructs/config/listeners";
import { Findings } from "../../../constructs/config/rules";

function listenersOf(props: ListenerProps, id: number, brokers = 3) {
  const findings = new Findings();
  const declared = resolveListeners(findings, props, brokers);
  expect(findings.errors).toEqual([]);
  return brokerListeners(`kafka-${id}`, id, declared);
}

test("makes every listener setting from one list", () => {
  expect(listenerProperties(listenersOf({}, 2))).toEqual({
    listeners: "INTERNAL://0.0.0.0:19092,EXTERNAL://0.0.0.0:9093",
    "advertised.listeners": "INTERNAL://kafka-2:19092,EXTERNAL://127.0.0.1:9093",
    "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
    "inter.broker.listener.name": "INTERNAL",
  });
});

test("advertises the port that is published", () => {
  const [internal, external] = listenersOf({}, 1);
  expect(advertisedAddress(external)).toBe("127.0.0.1:9092");
  expect(external.publishedOn).toBe("127.0.0.1");
  expect(internal.publishedOn).toBeUndefined();
});

test("advertises the host under which clients of other machines know the Docker host", () => {
  const [, external] = listenersOf({ hostAddress: "0.0.0.0", advertisedHost: "kafka.example.com" }, 2);
  expect(advertisedAddress(external)).toBe("kafka.example.com:9093");
  expect(external.publishedOn).toBe("0.0.0.0");
});

test("a host address is advertised where nothing else is said", () => {
  const [, external] = listenersOf({ hostAddress: "10.0.0.5" }, 1);
  expect(advertisedAddress(external)).toBe("10.0.0.5:9092");
});

test.each<[KafkaListener, string, string | undefined]>([
  [{ firstPort: 20000 }, "kafka-2:20001", undefined],
  [{ firstPort: 20000, hostAddress: "10.0.0.5" }, "10.0.0.5:20001", "10.0.0.5"],
  [{ firstPort: 20000, hostAddress: "0.0.0.0", advertisedHost: "k" }, "k:20001", "0.0.0.0"],
  [{ firstPort: 20000, advertisedHost: "proxy" }, "proxy:20001", undefined],
])("a further listener %j is advertised as %s", (listener, address, publishedOn) => {
  const [, , lan] = listenersOf({ listeners: { LAN: listener } }, 2);
  expect(lan).toMatchObject({ name: "LAN", port: 20001, protocol: "PLAINTEXT" });
  expect(advertisedAddress(lan!)).toBe(address);
  expect(lan!.publishedOn).toBe(publishedOn);
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
    const [inside, outside] = listenersOf({ firstPort }, id, 1000);
    expect(inside.port).toBe(internal);
    expect(outside.port).not.toBe(inside.port);
  }
});

test("the internal port keeps off every listener", () => {
  const listeners = { A: { firstPort: 19092 }, B: { firstPort: 29092 } };
  expect(listenersOf({ listeners }, 1)[0].port).toBe(39092);
  const everywhere = [19092, 29092, 39092, 49092, 59092].map((firstPort) => [`L${firstPort}`, { firstPort }]);
  const listenersNear = { firstPort: 8500, listeners: Object.fromEntries(everywhere) as never };
  const [internal, ...others] = listenersOf(listenersNear, 1);
  expect(others.map(({ port }) => port)).not.toContain(internal.port);
});
