import { neverSpared, partitionsBehind, partitionsThatNeed, quorumThatNeeds } from "../../operations/gate";
import { clusterState, partition } from "../support/some-plan";

test.each([
  ["all three are in sync", partition([1, 2, 3]), 0],
  ["it is one of two in sync", partition([1, 2, 3], { inSync: [1, 2] }), 1],
  ["it is not in sync itself", partition([1, 2, 3], { inSync: [2, 3] }), 0],
  ["it has no replica", partition([2, 3], { inSync: [2] }), 0],
  ["it has the only replica", partition([1], { minimum: 1 }), 1],
  ["there is no minimum, and it is the last in sync", partition([1, 2], { inSync: [1], minimum: 0 }), 1],
  ["another one is left, and one is enough", partition([1, 2], { minimum: 1 }), 0],
])("broker 1 where %s: %p", (_, one, blocked) => {
  expect(partitionsThatNeed(clusterState([one]), 1)).toHaveLength(blocked);
});

test("what needs a broker is told by name, with who is in sync and how many must be", () => {
  const state = clusterState([partition([1, 2, 3], { topic: "orders", partition: 4, inSync: [3, 1] })]);
  expect(partitionsThatNeed(state, 1)).toEqual(["orders-4: in sync 1, 3, needs 2"]);
});

test("a partition that no restart can spare blocks none: the guard has allowed it, by what the plan was made from", () => {
  const [short, late] = [partition([1, 2], { topic: "short" }), partition([1, 2, 3], { inSync: [1, 2] })];
  const [planned, now] = [clusterState([short]), clusterState([short, late])];
  expect(partitionsThatNeed(now, 1, planned)).toEqual(["t-0: in sync 1, 2, needs 2"]);
  // One that came later was allowed by nobody.
  expect(partitionsThatNeed(now, 1, clusterState([]))).toHaveLength(2);
});

test("partitions that no restart can spare are told from those that lack a replica for now", () => {
  const short = partition([1, 2], { topic: "short" });
  const late = partition([1, 2, 3], { inSync: [1, 2] });
  expect(neverSpared(clusterState([short, late]), 1)).toEqual([short]);
  expect(neverSpared(clusterState([short, late]), 3)).toEqual([]);
});

test("partitions are behind without a leader, and while a replica is not in sync", () => {
  const [sound, late] = [partition([1, 2, 3]), partition([1, 2, 3], { partition: 1, inSync: [2, 1] })];
  const leaderless = partition([1], { partition: 2, leader: null, inSync: [] });
  expect(partitionsBehind(clusterState([sound, late, leaderless]))).toEqual([
    "t-1: in sync 1, 2",
    "t-2: in sync none",
  ]);
});

test.each([
  [["follower", "leader", "follower"], 1, undefined],
  [["follower", "leader", "silent"], 1, "1 of the other 2 servers serve, 2 must"],
  [["follower", "leader", "silent"], 3, undefined],
  [["follower", "leader", "follower", "silent", "follower"], 2, undefined],
  [["standalone"], 1, undefined],
])("ZooKeeper servers %p without server %p", (modes, stopped, why) => {
  const servers = modes.map((mode, index) => ({ id: index + 1, mode }));
  expect(quorumThatNeeds(servers, stopped)).toBe(why);
});
