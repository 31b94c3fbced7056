import { judge, type Judged } from "../../operations/guard";
import { type ServerChange } from "../../operations/server-changes";
import {
  clusterState,
  containerValues,
  partition,
  serverChange,
  type SomeServer,
} from "../support/some-plan";

const ENSEMBLE = ["follower", "leader", "follower"].map((mode, index) => ({ id: index + 1, mode }));
const SOUND = clusterState([partition([1, 2, 3])]);

function rules(more: Partial<Judged>): string[] {
  const rest = {
    volumes: [],
    networks: [],
    topics: [],
    existing: [],
    zookeepers: ENSEMBLE,
    allAtOnce: false,
    movesReplicas: false,
  };
  const all = judge({ servers: [], state: SOUND, ...rest, ...more });
  for (const { reason, remedy, subject } of all) expect([reason, remedy, subject]).not.toContain("");
  return all.map(({ rule, subject }) => `${rule} ${subject}`);
}

const restarts = [1, 2, 3].map((id) => serverChange({ id }));
const changed = (from: SomeServer, to: SomeServer): ServerChange =>
  serverChange({ before: containerValues(from), after: containerValues(to) });

test("restarts of all brokers one at a time pass, and at once do not", () => {
  expect(rules({ servers: restarts })).toEqual([]);
  expect(rules({ servers: restarts, allAtOnce: true })).toEqual([
    "too-many-down nowhere-1, nowhere-2, nowhere-3",
  ]);
  expect(rules({ servers: restarts.slice(0, 1), allAtOnce: true })).toEqual([]);
});

test("at once, brokers that share no partition may restart together", () => {
  const state = clusterState([partition([1, 2, 3], { minimum: 1 })]);
  expect(rules({ servers: restarts.slice(0, 2), state, allAtOnce: true })).toEqual([]);
});

test("a restart that makes partitions unavailable is refused, for their brokers alone", () => {
  const state = clusterState([partition([1, 2, 3]), partition([2], { topic: "single", minimum: 1 })]);
  expect(rules({ servers: restarts, state })).toEqual(["unavailable-partitions nowhere-2"]);
});

test.each([
  ["remove", ["volume-removal v"]],
  ["replace", ["volume-removal v"]],
  ["create", []],
] as const)("a volume: %s", (action, expected) => {
  expect(rules({ volumes: [{ volume: "v", address: "docker_volume.v", action }] })).toEqual(expected);
});

test("another volume in the place of one is refused, one more is not", () => {
  const mount = (from?: string, to?: string) =>
    serverChange({
      because: [{ kind: "mount", name: "/data", ...(from ? { from } : {}), ...(to ? { to } : {}) }],
    });
  expect(rules({ servers: [mount("a", "b")] })).toEqual(["volume-rename nowhere-1"]);
  expect(rules({ servers: [mount("a")] })).toEqual(["volume-rename nowhere-1"]);
  expect(rules({ servers: [mount(undefined, "b")] })).toEqual([]);
});

test("a broker is removed when it holds nothing, or after its replicas were moved", () => {
  const servers = [serverChange({ id: 3, action: "remove" })];
  expect(rules({ servers })).toEqual(["replicas-on-broker nowhere-3"]);
  expect(rules({ servers, movesReplicas: true })).toEqual([]);
  expect(rules({ servers, state: clusterState([partition([1, 2])]) })).toEqual([]);
});

test("the volume of a broker goes with it, once its replicas are elsewhere", () => {
  const servers = [serverChange({ id: 3, action: "remove" })];
  const volume = (name: string) => [
    { volume: name, address: `docker_volume.${name}`, action: "remove" as const },
  ];
  const volumes = volume("nowhere-3-data");
  expect(rules({ servers, volumes })).toEqual([
    "volume-removal nowhere-3-data",
    "replicas-on-broker nowhere-3",
  ]);
  expect(rules({ servers, volumes, movesReplicas: true })).toEqual([]);
  expect(rules({ servers, volumes: volume("nowhere-2-data"), movesReplicas: true })).toHaveLength(1);
});

test("a broker of a cluster that cannot be asked is not removed, whatever is asked for", () => {
  const servers = [serverChange({ id: 3, action: "remove" })];
  const { state: _, ...unknown } = { state: SOUND, servers, movesReplicas: true };
  const rest = { volumes: [], networks: [], topics: [], existing: [], zookeepers: [], allAtOnce: false };
  expect(judge({ ...rest, ...unknown }).map(({ rule }) => rule)).toEqual(["replicas-on-broker"]);
});

test("a network is not removed under servers that run", () => {
  expect(rules({ servers: restarts, networks: ["nowhere"] })).toEqual(["network-removal nowhere"]);
  // They know it by its name, which stays: no change of theirs tells.
  expect(rules({ servers: [], networks: ["nowhere"] })).toEqual(["network-removal nowhere"]);
});

test("ZooKeeper keeps its quorum at once, and its size", () => {
  const servers = [1, 2].map((id) => serverChange({ id, role: "zookeeper" }));
  expect(rules({ servers })).toEqual([]);
  expect(rules({ servers, allAtOnce: true })).toEqual([
    "zookeeper-quorum nowhere-zookeeper-1, nowhere-zookeeper-2",
  ]);
  const resized = [...servers, serverChange({ id: 4, role: "zookeeper", action: "create" })];
  expect(rules({ servers: resized })).toHaveLength(1);
});

test("an older version than the protocol is refused", () => {
  const [from, to] = [{ image: "kafka:3.9.2" }, { image: "kafka:3.8.1" }];
  expect(rules({ servers: [changed(from, to)] })).toEqual(["downgrade nowhere-1"]);
  expect(rules({ servers: [changed(to, from)] })).toEqual([]);
});

test("an address that clients know is not taken away, one more may be added", () => {
  const listeners = (from: string, to: string) =>
    serverChange({ because: [{ kind: "setting", name: "advertised.listeners", from, to }] });
  expect(rules({ servers: [listeners("E://a:1", "E://b:1")] })).toEqual(["advertised-address nowhere-1"]);
  expect(rules({ servers: [listeners("E://a:1", "E://a:1,F://b:1")] })).toEqual([]);
});

test("what topics refuse has no override", () => {
  const topics = [{ topic: "orders", changes: [], refused: ["partitions 4 -> 2"], foreign: [] }];
  const [refusal] = judge({
    ...{
      servers: [],
      volumes: [],
      networks: [],
      topics,
      existing: [],
      zookeepers: [],
      allAtOnce: false,
      movesReplicas: false,
    },
  });
  expect(refusal).toMatchObject({ rule: "topics", subject: "orders", canBeAllowed: false });
});

test("containers that the state does not know are adopted, not made anew", () => {
  const [refusal] = judge({
    ...{
      servers: [],
      volumes: [],
      networks: [],
      topics: [],
      zookeepers: [],
      allAtOnce: false,
      movesReplicas: false,
    },
    existing: ["nowhere-1", "nowhere-2"],
  });
  expect(refusal).toMatchObject({
    rule: "unknown-to-state",
    subject: "nowhere-1, nowhere-2",
    canBeAllowed: false,
  });
});
