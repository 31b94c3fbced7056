import { firstRound, secondRound, upgradeOf } from "../../operations/upgrade";
import { differences, serverDefinition } from "../../operations/server-definition";
import {
  clusterPlan,
  clusterState,
  containerValues,
  serverChange,
  type SomeServer,
} from "../support/some-plan";
import { someManifest } from "../support/some-manifest";

const OLD = "kafka:3.8.1";
const NEW = "kafka:3.9.2";
const protocol = (version: string) => ({ settings: { "inter.broker.protocol.version": version } });

function change(from: SomeServer, to: SomeServer, id = 1) {
  const [before, after] = [containerValues({ ...from, id }), containerValues({ ...to, id })];
  return serverChange({
    id,
    before,
    after,
    because: differences(serverDefinition(before), serverDefinition(after)),
  });
}
const all = (from: SomeServer, to: SomeServer) => [1, 2, 3].map((id) => change(from, to, id));
const held = (...[servers, protocols]: [Parameters<typeof clusterPlan>[0], ReadonlyMap<number, string>?]) =>
  upgradeOf(clusterPlan({ ...servers, ...(protocols === undefined ? {} : { protocols }) }))?.held.map(
    (one) => `${one.server.container} ${one.protocol}`,
  );
const EVERY = ["nowhere-1 3.8", "nowhere-2 3.8", "nowhere-3 3.8"];

test.each([
  ["a newer line, and its protocol", { image: OLD }, { image: NEW }, EVERY],
  ["the same with a protocol that was set", { image: OLD, ...protocol("3.8") }, { image: NEW }, EVERY],
  [
    "a newer line, whose protocol is set to the old one",
    { image: OLD },
    { image: NEW, ...protocol("3.8") },
    undefined,
  ],
  ["a newer patch", { image: "kafka:3.9.1" }, { image: NEW }, undefined],
  ["the protocol alone", { image: NEW, ...protocol("3.8") }, { image: NEW }, undefined],
  [
    "a newer patch, and a protocol that both know",
    { image: "kafka:3.9.1", ...protocol("3.8") },
    { image: NEW },
    undefined,
  ],
  [
    "an older line, while the protocol is still the old one",
    { image: NEW, ...protocol("3.8") },
    { image: OLD },
    undefined,
  ],
  ["an image that does not tell its version", { image: OLD }, { image: "kafka@sha256:0" }, EVERY],
  [
    "from an image that does not tell, and cannot be asked",
    { image: "kafka@sha256:0" },
    { image: NEW },
    undefined,
  ],
  ["something else", { image: OLD }, { image: OLD, heap: 500 }, undefined],
])("%s", (_, from, to, expected) => {
  expect(held({ servers: all(from, to) })).toEqual(expected);
});

test("what brokers say of their protocol is held, where their image tells nothing", () => {
  const servers = all({ image: "cp-kafka:7.8.0" }, { image: "cp-kafka:7.9.0" });
  const protocols = new Map([1, 2, 3].map((id) => [id, "3.8-IV0"]));
  expect(upgradeOf(clusterPlan({ servers, protocols }))).toMatchObject({
    protocol: { from: "3.8" },
    held: [{ protocol: "3.8" }, { protocol: "3.8" }, { protocol: "3.8" }],
  });
  expect(held({ servers })).toBeUndefined();
});

test("one broker has no other to talk to, and a cluster that is not there has no old version", () => {
  expect(
    held({ servers: [change({ image: OLD }, { image: NEW })], manifest: someManifest(1) }),
  ).toBeUndefined();
  expect(held({ servers: all({ image: OLD }, { image: NEW }), running: "absent" })).toBeUndefined();
});

test("after an interruption in the first round only those that still have the old version are of it", () => {
  const servers = [
    change({ image: NEW, ...protocol("3.8") }, { image: NEW }),
    change({ image: OLD }, { image: NEW }, 2),
  ];
  const plan = clusterPlan({ servers });
  const upgrade = upgradeOf(plan)!;
  expect(upgrade.held.map(({ server }) => server.container)).toEqual(["nowhere-2"]);
  expect(secondRound(plan, upgrade)).toEqual(["nowhere-1", "nowhere-2"]);
});

test("a broker that is new speaks the protocol of the others, and what is removed goes in the second round", () => {
  const made = serverChange({ id: 4, action: "create", after: containerValues({ id: 4, image: NEW }) });
  const zookeepers = [1, 2, 3].map((id) => serverChange({ id, role: "zookeeper" }));
  const servers = [
    ...zookeepers,
    ...all({ image: OLD }, { image: NEW }),
    made,
    serverChange({ id: 9, action: "remove" }),
  ];
  const plan = clusterPlan({ servers, state: clusterState([], { controller: 1 }) });
  const upgrade = upgradeOf(plan)!;
  expect(upgrade.held.at(-1)).toMatchObject({ server: made, protocol: "3.8" });
  const roll = firstRound([plan, clusterPlan({ cluster: "other", servers })], [upgrade]);
  expect(roll.created.map((one) => one.servers)).toEqual([[made]]);
  expect(roll.steps.map(({ server }) => server.container)).toEqual([
    ...["nowhere-zookeeper-1", "nowhere-zookeeper-3", "nowhere-zookeeper-2"],
    ...["nowhere-2", "nowhere-3", "nowhere-1"],
  ]);
  expect(secondRound(plan, upgrade)).toEqual(["nowhere-1", "nowhere-2", "nowhere-3", "nowhere-4"]);
});

test("versions and protocols are told as far as they are known", () => {
  expect(upgradeOf(clusterPlan({ servers: all({ image: OLD }, { image: NEW }) }))).toMatchObject({
    ...{ cluster: "nowhere", from: "3.8.1", to: "3.9.2", protocol: { from: "3.8", to: "3.9" } },
  });
  const unknown = upgradeOf(clusterPlan({ servers: all({ image: OLD }, { image: "kafka@sha256:0" }) }));
  expect(unknown?.protocol).toEqual({ from: "3.8" });
});
