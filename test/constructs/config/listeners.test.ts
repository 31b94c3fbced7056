import {
  advertisedAddress,
  brokerListeners,
  listenerProperties,
} from "../../../constructs/config/broker-listeners";
import {
  type KafkaListener,
  type ListenerProps,
  resolveListeners,
  type SecuredListeners,
} from "../../../constructs/config/listeners";
import { Findings } from "../../../constructs/config/rules";

function listenersOf(props: ListenerProps, id: number, brokers = 3, security?: SecuredListeners) {
  const findings = new Findings();
  const declared = resolveListeners(findings, props, brokers, security);
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
  const { internal, external } = listenersOf({}, 1);
  expect(advertisedAddress(external)).toBe("127.0.0.1:9092");
  expect(external.publishedOn).toBe("127.0.0.1");
  expect(internal.publishedOn).toBeUndefined();
});

test("advertises the host under which clients of other machines know the Docker host", () => {
  const { external } = listenersOf({ hostAddress: "0.0.0.0", advertisedHost: "kafka.example.com" }, 2);
  expect(advertisedAddress(external)).toBe("kafka.example.com:9093");
  expect(external.publishedOn).toBe("0.0.0.0");
});

test("a host address is advertised where nothing else is said", () => {
  const { external } = listenersOf({ hostAddress: "10.0.0.5" }, 1);
  expect(advertisedAddress(external)).toBe("10.0.0.5:9092");
});

test.each<[KafkaListener, string, string | undefined]>([
  [{ firstPort: 20000 }, "kafka-2:20001", undefined],
  [{ firstPort: 20000, hostAddress: "10.0.0.5" }, "10.0.0.5:20001", "10.0.0.5"],
  [{ firstPort: 20000, hostAddress: "0.0.0.0", advertisedHost: "k" }, "k:20001", "0.0.0.0"],
  [{ firstPort: 20000, advertisedHost: "proxy" }, "proxy:20001", undefined],
])("a further listener %j is advertised as %s", (listener, address, publishedOn) => {
  const [lan] = listenersOf({ listeners: { LAN: listener } }, 2).further;
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
    const { internal: inside, external: outside } = listenersOf({ firstPort }, id, 1000);
    expect(inside.port).toBe(internal);
    expect(outside.port).not.toBe(inside.port);
  }
});

test("the internal port keeps off every listener", () => {
  const listeners = { A: { firstPort: 19092 }, B: { firstPort: 29092 } };
  expect(listenersOf({ listeners }, 1).internal.port).toBe(39092);
  const everywhere = [19092, 29092, 39092, 49092, 59092].map((firstPort) => [`L${firstPort}`, { firstPort }]);
  const listenersNear = { firstPort: 8500, listeners: Object.fromEntries(everywhere) as never };
  const { all, internal } = listenersOf(listenersNear, 1);
  const others = all.filter((one) => one !== internal);
  expect(others.map(({ port }) => port)).not.toContain(internal.port);
});

const SECURED: SecuredListeners = { clientAuthentication: "scram-sha-512", adminFirstPort: 10092 };

test("a secured cluster has listeners of its own for brokers, for the administrator and for the health check", () => {
  expect(listenerProperties(listenersOf({}, 2, 3, SECURED))).toEqual({
    listeners:
      "BROKERS://0.0.0.0:29092,INTERNAL://0.0.0.0:19092,EXTERNAL://0.0.0.0:9093,ADMIN://0.0.0.0:10093,HEALTH://127.0.0.1:39092",
    "advertised.listeners":
      "BROKERS://kafka-2:29092,INTERNAL://kafka-2:19092,EXTERNAL://127.0.0.1:9093,ADMIN://127.0.0.1:10093",
    "listener.security.protocol.map":
      "BROKERS:SSL,INTERNAL:SASL_SSL,EXTERNAL:SASL_SSL,ADMIN:SSL,HEALTH:PLAINTEXT",
    "inter.broker.listener.name": "BROKERS",
  });
});

test("a further listener of a secured cluster has the clients' authentication, or its own", () => {
  const listeners = {
    LAN: { firstPort: 20000 },
    PARTNERS: { firstPort: 21000, authentication: "tls" },
    PUBLIC: { firstPort: 22000, authentication: "none" },
  } as const;
  expect(listenersOf({ listeners }, 1, 3, SECURED).further).toMatchObject([
    { name: "LAN", protocol: "SASL_SSL", authentication: "scram-sha-512" },
    { name: "PARTNERS", protocol: "SSL", authentication: "tls" },
    { name: "PUBLIC", protocol: "SSL", authentication: "none" },
  ]);
});
