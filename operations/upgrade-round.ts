import { heldPlan, HeldTerraform } from "./held-protocol";
import { assertPlanned, hasSameGoal } from "./plan-file";
import { RollRun, type RollOptions } from "./roll";
import { type StepReport } from "./roll-steps";
import { type StackPlan } from "./stack-plan";
import { type Terraform } from "./terraform";
import { firstRound, type Upgrade } from "./upgrade";

/**
 * Carries out the first round of upgrades: brokers get their new version, and keep the protocol in use.
 *
 * @param terraform - Terraform in the stack's folder.
 * @param plan - What is to be done in both rounds.
 * @param upgrades - Those of the plan.
 * @param options - How it is carried out.
 * @returns What was done.
 * @throws Error - as `RollRun` does.
 */
export async function holdRound(
  terraform: Terraform,
  plan: StackPlan,
  upgrades: readonly Upgrade[],
  options: RollOptions,
): Promise<readonly StepReport[]> {
  const held = upgrades.flatMap((one) => one.held);
  const protocols = [...new Set(upgrades.map(({ protocol }) => protocol.from))].join(" and ");
  const holding = new HeldTerraform(terraform, held);
  options.say(`round 1 of 2: the new version, still with the protocol ${protocols}`);
  const first = await heldPlan(holding, plan, held);
  return new RollRun(holding, first, options).runServers(firstRound(plan.clusters, upgrades));
}

/**
 * Whether a plan that was made between two rounds leads to what was planned before them.
 *
 * @param now - The plan.
 * @param before - The plan of both rounds.
 * @throws StoppedAtGate - when it does not: something was changed meanwhile.
 */
export function assertSameGoal(now: StackPlan, before: StackPlan): void {
  assertPlanned(now.changes, before.changes, hasSameGoal);
}
