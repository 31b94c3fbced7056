import { placeReplicas } from "../../operations/placement";
import { someManifest } from "../support/some-manifest";

function place(
  replicas: number[][],
  replicationFactor: number,
  racks: Array<string | undefined>,
): Record<number, readonly number[]> {
  const { brokers } = someManifest(racks.map((rack) => (rack === undefined ? {} : { rack })));
  const partitions = replicas.map((ids, partition) => ({ partition, replicas: ids }));
  const moves = placeReplicas(partitions, replicationFactor, brokers);
  return Object.fromEntries(moves.map((move) => [move.partition, move.replicas]));
}

const NONE = [undefined, undefined, undefined];

test("what is well placed stays", () => {
  expect(
    place(
      [
        [1, 2],
        [3, 1],
      ],
      2,
      NONE,
    ),
  ).toEqual({});
  expect(
    place(
      [
        [1, 2],
        [2, 3],
      ],
      2,
      ["a", "b", "a"],
    ),
  ).toEqual({});
});

test("new replicas go to the brokers that have the fewest, and the preferred leader stays", () => {
  expect(place([[1], [1], [2]], 2, NONE)).toEqual({ 0: [1, 3], 1: [1, 2], 2: [2, 3] });
});

test("more brokers than replicas are evenly loaded", () => {
  const moves = place([[1], [2], [3], [4], [5], [6]], 3, Array<undefined>(6).fill(undefined));
  const load = new Map<number, number>();
  for (const id of Object.values(moves).flat()) load.set(id, (load.get(id) ?? 0) + 1);
  expect([...load.values()]).toEqual([3, 3, 3, 3, 3, 3]);
});

test("replicas stand in as many racks as they can", () => {
  expect(place([[1, 3]], 2, ["a", "b", "a"])).toEqual({ 0: [1, 2] });
  expect(place([[1]], 3, ["a", "b", "a", "c"])).toEqual({ 0: [1, 2, 4] });
  // With more replicas than racks, the third may be in any.
  expect(place([[1, 3, 5]], 3, ["a", "b", "a", "b", "a"])[0]).toHaveLength(3);
  expect(place([[1, 3, 5]], 3, ["a", "b", "a", "b", "a"])[0]).toEqual([1, 3, 4]);
});

test("fewer replicas keep the racks and the preferred leader", () => {
  expect(place([[1, 3, 2]], 2, ["a", "b", "a"])).toEqual({ 0: [1, 2] });
  expect(place([[3, 1, 2]], 1, NONE)).toEqual({ 0: [3] });
});

test("replicas leave brokers that are not declared", () => {
  expect(
    place(
      [
        [4, 1],
        [2, 3],
      ],
      2,
      NONE,
    ),
  ).toEqual({ 0: [1, 2] });
});
