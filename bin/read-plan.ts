import { join, resolve } from "node:path";
import { Option } from "commander";
import { GUARD_RULES, type GuardRule } from "../operations/guard-rules";
import { dropOverride } from "../operations/held-protocol";
import { planReport, type PlanReport } from "../operations/plan-report";
import { readStackPlan, type StackPlan } from "../operations/stack-plan";
import { LOCK_SECONDS } from "../operations/state-lock";
import { Terraform } from "../operations/terraform";
import { type Stack } from "./choose-stack";
import { numberBetween } from "./number-between";

/** How a plan is made or read, for `plan` and `apply` alike. */
export interface ReadPlanOptions {
  readonly allow?: readonly GuardRule[];
  readonly moveReplicas?: boolean;
  readonly allAtOnce?: boolean;
  readonly lockTimeout: number;
}

/** @returns The option that lets something pass that the guard refuses. */
export function allowOption(): Option {
  return new Option("--allow <rule...>", "let pass what a rule of the guard refuses").choices(
    Object.keys(GUARD_RULES),
  );
}

/** @returns The option that says how long a lock of the state is waited for. */
export function lockOption(): Option {
  return new Option("--lock-timeout <seconds>", "seconds to wait for the lock of the state")
    .argParser(numberBetween(0, 86_400))
    .default(LOCK_SECONDS);
}

/** The rules, as `--help` tells them. */
export const GUARD_HELP = `
Rules of the guard, each the name of its override:
${Object.entries(GUARD_RULES)
  .map(([name, text]) => `  ${name.padEnd(22)} ${text}`)
  .join("\n")}`;

/**
 * Makes a plan, or takes one that was made, and reads it.
 *
 * @param stack - The stack.
 * @param file - A plan that was made before.
 * @param options - What may pass.
 * @param signal - Ends the tries to reach brokers.
 * @returns The plan, Terraform, and the plan as it is told.
 * @throws Error - of Terraform.
 */
export async function makePlan(
  { folder, manifests }: Stack,
  file: string | undefined,
  { allAtOnce = false, allow = [], lockTimeout, moveReplicas = false }: ReadPlanOptions,
  signal: AbortSignal,
): Promise<{ plan: StackPlan; terraform: Terraform; report: PlanReport }> {
  const terraform = new Terraform(folder, lockTimeout);
  const path = file === undefined ? join(resolve(folder), PLAN_FILE) : resolve(file);
  dropOverride(folder);
  await terraform.init();
  if (file === undefined) await terraform.plan(path);
  const options = { signal, allAtOnce, movesReplicas: moveReplicas };
  const plan = await readStackPlan(terraform, path, manifests, options);
  return { plan, terraform, report: planReport(plan, allow) };
}

/** Name of the file, in the stack's folder, that a plan is kept in. */
export const PLAN_FILE = "kafka-docker.tfplan";
