import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import * as v from "valibot";
import { isAsPlanned, plannedState, realChanges, terraformPlanSchema } from "../../operations/plan-file";
import { resourceChange } from "../support/some-plan";

const folder = mkdtempSync(join(tmpdir(), "plan-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function planWith(entries: Record<string, string>): string {
  const file = join(folder, "plan");
  const zipped = Object.entries(entries).map(([name, text]) => [name, strToU8(text)] as const);
  writeFileSync(file, zipSync(Object.fromEntries(zipped)));
  return file;
}

test("the state that a plan was made on is read from the plan itself", () => {
  const state = JSON.stringify({ version: 4, lineage: "a-b", serial: 7 });
  expect(plannedState(planWith({ tfplan: "", tfstate: state }))).toEqual({ lineage: "a-b", serial: 7 });
  expect(plannedState(planWith({ tfplan: "", tfstate: '{"lineage":"","serial":0}' }))).toBeUndefined();
});

test.each([
  ["another archive", () => planWith({ readme: "x" }), "is no plan of Terraform: it holds none"],
  [
    "no archive",
    () => (writeFileSync(join(folder, "text"), "x"), join(folder, "text")),
    "is no plan of Terraform",
  ],
])("%s is refused", (_, file, why) => {
  expect(() => plannedState(file())).toThrow(why);
});

test("a plan of another form is refused, one with more than is known is not", () => {
  expect(v.is(terraformPlanSchema, { format_version: "2.0" })).toBe(false);
  expect(v.is(terraformPlanSchema, { format_version: "1.9", anything: 1 })).toBe(true);
});

test("what stays and what is only read is no change", () => {
  const all = (["no-op", "read", "create", "delete"] as const).map((action) =>
    resourceChange("a.b", [action], null, null),
  );
  const plan = { format_version: "1.2", resource_changes: all, resource_drift: [] };
  expect(realChanges(plan).map(({ change }) => change.actions[0])).toEqual(["create", "delete"]);
});

const planned = {
  ...resourceChange(
    "a.b",
    ["delete", "create"],
    {},
    { name: "x", labels: [{ value: "1" }], id: null, ports: [] },
  ),
};
planned.change.after_unknown = { id: true, labels: [{}], ports: [] };

test.each([
  ["the same", { name: "x", labels: [{ value: "1" }], id: null, ports: [] }, true],
  ["what was unknown is known", { name: "x", labels: [{ value: "1" }], id: "7", ports: [] }, true],
  ["another value", { name: "y", labels: [{ value: "1" }], id: null, ports: [] }, false],
  ["another value deep within", { name: "x", labels: [{ value: "2" }], id: null, ports: [] }, false],
  ["one more in a list", { name: "x", labels: [{ value: "1" }, { value: "2" }], id: null, ports: [] }, false],
  ["one more attribute", { name: "x", labels: [{ value: "1" }], id: null, ports: [], image: "z" }, false],
])("a step that does %s", (_, after, same) => {
  expect(isAsPlanned(resourceChange("a.b", ["delete", "create"], {}, after), planned)).toBe(same);
});

test("a step that does more than was planned is not as planned", () => {
  const change = resourceChange("a.b", ["delete"], {}, null);
  expect(isAsPlanned(change, planned)).toBe(false);
  expect(isAsPlanned(change, undefined)).toBe(false);
});
