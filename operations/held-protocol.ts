import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LABEL } from "../manifest/labels";
import { PROTOCOL_KEY } from "./kafka-version";
import { assertPlanned, isAsPlanned, readPlan, realChanges, type ResourceChange } from "./plan-file";
import { differences, serverDefinition, SETTINGS } from "./server-definition";
import { type StackPlan } from "./stack-plan";
import { type PlanOptions, Terraform } from "./terraform";
import { type HeldBroker } from "./upgrade";

/** Terraform and OpenTofu merge files of such names into the others of the folder. */
const FILE = "kafka-docker_override.tf.json";

/** What the stack declares of a container. */
interface DeclaredContainer {
  readonly env?: unknown;
  readonly labels?: unknown;
}

/**
 * Terraform in a stack's folder, as if some brokers were declared to keep their protocol.
 *
 * The declaration is overridden only while a plan is made: a plan holds what it was made from, so that nothing is left
 * in the folder while it is carried out, for minutes, and whatever ends it.
 */
export class HeldTerraform extends Terraform {
  private readonly override: string;

  /**
   * @param terraform - Terraform in that folder, as it is without that.
   * @param held - The brokers, and their protocols.
   * @throws Error - when the stack declares a broker in a form that is not known.
   */
  public constructor({ folder, lockSeconds }: Terraform, held: readonly HeldBroker[]) {
    super(folder, lockSeconds);
    this.override = JSON.stringify(overrideOf(readFileSync(join(folder, "cdk.tf.json"), "utf8"), held));
  }

  /** @inheritdoc */
  public override async plan(file: string, options?: PlanOptions): Promise<boolean> {
    try {
      writeFileSync(join(this.folder, FILE), this.override, { mode: 0o600 });
      return await super.plan(file, options);
    } finally {
      dropOverride(this.folder);
    }
  }
}

/**
 * Removes what is left of a plan that was killed while it was made.
 *
 * @param folder - The stack's folder.
 */
export function dropOverride(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}

/**
 * The same stack with brokers that keep their protocol.
 *
 * @param stack - Text of the stack's `cdk.tf.json`.
 * @param held - The brokers, and their protocols.
 * @returns What is to be merged into it.
 * @throws Error - when the stack declares a broker in a form that is not known.
 */
export function overrideOf(stack: string, held: readonly HeldBroker[]): object {
  const { resource } = JSON.parse(stack) as {
    resource?: { docker_container?: Readonly<Record<string, DeclaredContainer>> };
  };
  const containers = held.map(({ protocol, server: { address } }) => {
    const id = address.replace(/^docker_container\./, "");
    const { env, labels } = resource?.docker_container?.[id] ?? {};
    if (!Array.isArray(env) || !Array.isArray(labels)) {
      throw new Error(
        `${address} cannot be upgraded in two rounds: cdk.tf.json does not declare its settings`,
      );
    }
    return [
      id,
      {
        env: env.map((one) => withProtocol(String(one), protocol)),
        // The environment alone replaces no container.
        labels: (labels as ReadonlyArray<{ label: string; value: string }>).map(({ label, value }) =>
          label === LABEL.definition ? { label, value: `${value}-protocol-${protocol}` } : { label, value },
        ),
      },
    ] as const;
  });
  return { resource: { docker_container: Object.fromEntries(containers) } };
}

function withProtocol(variable: string, protocol: string): string {
  if (!variable.startsWith(`${SETTINGS}=`)) return variable;
  const lines = variable.split("\n").filter((line) => line !== "" && !line.startsWith(`${PROTOCOL_KEY}=`));
  return [...lines, `${PROTOCOL_KEY}=${protocol}`, ""].join("\n");
}

/**
 * Plans a stack with brokers that keep their protocol.
 *
 * @param terraform - Terraform in the stack's folder, as if they were declared so.
 * @param plan - The plan without that.
 * @param held - The brokers.
 * @returns The plan with that: the same in everything else.
 * @throws StoppedAtGate - when it is not.
 */
export async function heldPlan(
  terraform: HeldTerraform,
  plan: StackPlan,
  held: readonly HeldBroker[],
): Promise<StackPlan> {
  const folder = mkdtempSync(join(tmpdir(), "kafka-docker-"));
  try {
    const file = join(folder, "held.tfplan");
    await terraform.plan(file, { refresh: plan.drift.length > 0 });
    const changes = realChanges(await readPlan(terraform, file));
    const addresses = new Set(held.map(({ server }) => server.address));
    assertPlanned(changes, plan.changes, (now, then) =>
      addresses.has(now.address) ? differsInProtocol(now, then) : isAsPlanned(now, then),
    );
    return { ...plan, changes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differsInProtocol(now: ResourceChange, then: ResourceChange | undefined): boolean {
  if (String(now.change.actions) !== String(then?.change.actions)) return false;
  const [to, wanted] = [now.change.after, then!.change.after].map((one) => serverDefinition(one ?? {}));
  return differences(wanted!, to!).every(({ name }) => name === PROTOCOL_KEY);
}
