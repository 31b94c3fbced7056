import { rebalance } from "../../operations/rebalance";
import { someManifest } from "../support/some-manifest";

const topic = (name: string, replicas: number[][]) => ({
  name,
  internal: false,
  partitions: replicas.map((ids, partition) => ({ partition, leader: ids[0]!, replicas: ids, inSync: ids })),
});
const brokers = (count: number, racks: readonly string[] = []) =>
  someManifest(Array.from({ length: count }, (_, index) => (racks[index] ? { rack: racks[index] } : {})))
    .brokers;
const RING = [
  [1, 2, 3],
  [2, 3, 1],
  [3, 1, 2],
];
const times = (count: number) => Array.from({ length: count }, () => RING).flat();

test("what is even already stays", () => {
  expect(rebalance([topic("a", RING)], brokers(3)).moves).toEqual([]);
  expect(rebalance([], brokers(3))).toMatchObject({
    moves: [],
    after: [{ replicas: 0 }, { replicas: 0 }, { replicas: 0 }],
  });
});

test("a new broker gets its share of replicas and of leadership, of every topic, by the fewest moves", () => {
  const { after, before, moves } = rebalance([topic("a", times(4)), topic("b", times(4))], brokers(4));
  expect(before.at(-1)).toEqual({ broker: 4, replicas: 0, leaders: 0 });
  expect(after.map(({ replicas }) => replicas)).toEqual([18, 18, 18, 18]);
  expect(
    Math.max(...after.map(({ leaders }) => leaders)) - Math.min(...after.map(({ leaders }) => leaders)),
  ).toBeLessThan(3);
  expect(moves.map(({ topic: name, moves: own }) => [name, own.length])).toEqual([
    ["a", 9],
    ["b", 9],
  ]);
  for (const { before: was, moves: own } of moves) {
    for (const { partition, replicas } of own) {
      expect(new Set(replicas).size).toBe(3);
      expect(replicas.filter((id) => !was.get(partition)!.includes(id))).toEqual([4]);
    }
  }
});

test("replicas in two racks stay in two racks", () => {
  const spread = topic(
    "a",
    Array.from({ length: 6 }, () => [1, 2]),
  );
  const { after, moves } = rebalance([spread], brokers(4, ["x", "y", "x", "y"]));
  expect(after.map(({ replicas }) => replicas)).toEqual([3, 3, 3, 3]);
  for (const { replicas } of moves.flatMap((one) => one.moves))
    expect(replicas[0]! % 2).not.toBe(replicas[1]! % 2);
});

test("2,000 partitions are proposed within seconds", () => {
  const started = performance.now();
  const { after } = rebalance([topic("a", times(667))], brokers(6));
  expect(performance.now() - started).toBeLessThan(5000);
  expect(new Set(after.map(({ replicas }) => Math.round(replicas / 10))).size).toBe(1);
});
