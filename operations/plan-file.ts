import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import * as v from "valibot";
import { StoppedAtGate } from "./stops";
import { type StateIdentity, type Terraform } from "./terraform";

const name = v.union([v.string(), v.number()]);
const attributes = v.fallback(v.nullable(v.record(v.string(), v.unknown())), null);
const change = v.object({
  actions: v.array(v.picklist(["no-op", "create", "read", "update", "delete", "forget"])),
  before: attributes,
  after: attributes,
  /** True, or a tree of it, where a value is known only after apply. */
  after_unknown: v.optional(v.unknown()),
  replace_paths: v.optional(v.array(v.array(name))),
});
const resourceChange = v.object({
  address: v.string(),
  mode: v.picklist(["managed", "data"]),
  type: v.string(),
  name: v.string(),
  index: v.optional(name),
  change,
});

/** What `terraform show -json` says of a plan (https://developer.hashicorp.com/terraform/internals/json-format). */
export const terraformPlanSchema = v.object({
  format_version: v.pipe(v.string(), v.regex(/^1\./, "must be 1.x")),
  resource_changes: v.optional(v.array(resourceChange), []),
  /** What was changed since the last apply, by other hands. */
  resource_drift: v.optional(v.array(resourceChange), []),
});

/** A plan as JSON. */
export type TerraformPlan = v.InferOutput<typeof terraformPlanSchema>;
/** What a plan does to one resource. */
export type ResourceChange = v.InferOutput<typeof resourceChange>;

/**
 * The changes of a plan, without what stays and what is only read.
 *
 * @param plan - The plan.
 * @returns What is created, updated, replaced or deleted.
 */
export function realChanges(plan: TerraformPlan): readonly ResourceChange[] {
  return plan.resource_changes.filter(
    ({ change: { actions }, mode }) =>
      mode === "managed" && !["no-op", "read"].includes(actions[0] ?? "no-op"),
  );
}

/**
 * Reads a plan.
 *
 * @param terraform - Terraform in the stack's folder.
 * @param file - The plan.
 * @returns The plan.
 * @throws Error - when it is of a form that is not known.
 */
export async function readPlan(terraform: Terraform, file: string): Promise<TerraformPlan> {
  const parsed = v.safeParse(terraformPlanSchema, await terraform.show(file));
  if (parsed.success) return parsed.output;
  throw new Error(`${file} is a plan of a form that is not known: ${v.summarize(parsed.issues)}`);
}

/**
 * The state that a plan was made on.
 *
 * @param file - The file of the plan, a zip archive.
 * @returns Lineage and serial; undefined where it was made on none, or the state is encrypted.
 * @throws Error - when the file is no plan.
 */
export function plannedState(file: string): StateIdentity | undefined {
  let entries: ReturnType<typeof unzipSync>;
  try {
    entries = unzipSync(readFileSync(file), {
      filter: ({ name }) => name === "tfstate" || name === "tfplan",
    });
  } catch (error) {
    throw new Error(`${file} is no plan of Terraform: ${(error as Error).message}`);
  }
  if (entries["tfplan"] === undefined) throw new Error(`${file} is no plan of Terraform: it holds none`);
  const { lineage, serial } = JSON.parse(strFromU8(entries["tfstate"]!)) as Partial<StateIdentity>;
  // A plan on no state has a made-up empty one.
  return lineage && serial !== undefined ? { lineage, serial } : undefined;
}

/**
 * Whether a change is just what was planned before.
 *
 * @param change - A change.
 * @param planned - What was planned for the same resource; what was not known then may be anything now.
 * @returns Whether it is.
 */
export function isAsPlanned(change: ResourceChange, planned: ResourceChange | undefined): boolean {
  return hasSameGoal(change, planned) && String(change.change.actions) === String(planned?.change.actions);
}

/**
 * Whether a change leads to what was planned before, on whatever way.
 *
 * @param change - A change.
 * @param planned - What was planned for the same resource; what was not known then may be anything now.
 * @returns Whether it does.
 */
export function hasSameGoal(change: ResourceChange, planned: ResourceChange | undefined): boolean {
  if (planned === undefined || change.address !== planned.address) return false;
  return agrees(change.change.after, planned.change.after, planned.change.after_unknown);
}

/**
 * Asserts that a plan does nothing but what was planned before.
 *
 * @param changes - What it does.
 * @param planned - What was planned before.
 * @param agrees - Whether one change is as it was planned; given what was planned for the same resource, if anything.
 * @throws StoppedAtGate - with the addresses of those that are not.
 */
export function assertPlanned(
  changes: readonly ResourceChange[],
  planned: readonly ResourceChange[],
  agrees: (change: ResourceChange, planned: ResourceChange | undefined) => boolean,
): void {
  const before = new Map(planned.map((one) => [one.address, one]));
  const others = changes.filter((one) => !agrees(one, before.get(one.address)));
  if (others.length === 0) return;
  const names = others.map(({ address }) => address).join(", ");
  throw new StoppedAtGate(`what would be done is not what was planned: ${names}; plan again`);
}

function agrees(now: unknown, then: unknown, unknown: unknown): boolean {
  if (unknown === true) return true;
  if (!isTree(then) || !isTree(now)) return isTree(unknown) || Object.is(now ?? null, then ?? null);
  const [one, other, open] = [now, then, isTree(unknown) ? unknown : {}];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
    agrees(one[key], other[key], open[key]),
  );
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
