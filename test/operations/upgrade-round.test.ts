import { assertSameGoal } from "../../operations/upgrade-round";
import { type ResourceChange } from "../../operations/plan-file";
import { containerValues, resourceChange } from "../support/some-plan";

const ADDRESS = "docker_container.nowhere-1";
const plan = (...changes: ResourceChange[]) => ({
  ...{ stack: "nowhere", changes, clusters: [], drift: [], refusals: [], movesReplicas: false },
});
const [OLD, NEW] = [containerValues({ image: "kafka:3.8.1" }), containerValues({ image: "kafka:3.9.2" })];
const before = plan(
  resourceChange(ADDRESS, ["create"], null, NEW),
  resourceChange("docker_volume.nowhere-1-data", ["create"], null, { name: "x" }),
);

test("what the first round has done is not planned again, and a broker that was made is made anew", () => {
  assertSameGoal(plan(resourceChange(ADDRESS, ["delete", "create"], OLD, NEW)), before);
});

test.each([
  ["a broker that is to be something else", resourceChange(ADDRESS, ["create"], null, OLD)],
  ["one that is to go", resourceChange(ADDRESS, ["delete"], NEW, null)],
  ["what was not planned", resourceChange("docker_container.nowhere-2", ["create"], null, NEW)],
])("%s is not done", (_, change) => {
  expect(() => assertSameGoal(plan(change), before)).toThrow(
    `what would be done is not what was planned: ${change.address}; plan again`,
  );
});
