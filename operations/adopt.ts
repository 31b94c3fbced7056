import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerState, hasVolume, networkId } from "../checks/docker-engine";
import { LABEL } from "../manifest/labels";
import { readPlan, realChanges, type ResourceChange } from "./plan-file";
import { labelsOf } from "./server-definition";
import { type Terraform } from "./terraform";

/** What was taken into the state. */
export interface Adopted {
  readonly address: string;
  /** Name of the container, the network or the volume. */
  readonly name: string;
  /** Whether it is just what is declared; if not, the next apply changes it. */
  readonly asDeclared: boolean;
}

interface Found {
  readonly change: ResourceChange;
  readonly name: string;
  readonly id: string;
  readonly asDeclared: boolean;
}

interface State {
  serial: number;
  readonly resources: ReadonlyArray<{
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: ReadonlyArray<{ readonly attributes: Record<string, unknown> }>;
  }>;
}

/**
 * Takes what runs into the state: networks, volumes and containers that are declared, that the state does not know,
 * and that bear the label of the cluster. Nothing that runs is changed.
 *
 * Docker does not tell how Terraform stops a container, and the provider reads little more of
 * one that it did not make. So what it cannot read is taken from the declaration, for a container whose label says
 * that it was made from just that one.
 *
 * @param terraform - Terraform in the stack's folder.
 * @param say - Told each one.
 * @returns What was taken.
 * @throws TerraformError - with its words.
 */
export async function adopt(terraform: Terraform, say: (line: string) => void): Promise<readonly Adopted[]> {
  const created = await plannedCreations(terraform);
  const all = await Promise.all(created.map(find));
  const found = all.filter((one) => one !== undefined);
  for (const { change, id, name } of found) {
    await terraform.import(change.address, id);
    say(`${change.address}: ${name} is known again`);
  }
  if (found.length > 0) await complete(terraform, found);
  return found.map(({ asDeclared, change, name }) => ({ address: change.address, name, asDeclared }));
}

async function plannedCreations(terraform: Terraform): Promise<readonly ResourceChange[]> {
  const folder = mkdtempSync(join(tmpdir(), "kafka-docker-"));
  try {
    const file = join(folder, "plan");
    await terraform.plan(file);
    const changes = realChanges(await readPlan(terraform, file));
    return changes.filter(({ change: { actions } }) => String(actions) === "create");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function find(change: ResourceChange): Promise<Found | undefined> {
  const planned = change.change.after ?? {};
  const name = String(planned["name"]);
  const labels = labelsOf(planned);
  const cluster = labels.get(LABEL.cluster);
  if (cluster === undefined) return undefined;
  if (change.type === "docker_container") {
    const state = await containerState(name);
    if (!state.exists || state.cluster !== cluster) return undefined;
    // One that only hands volumes over, and has ended, has no definition.
    const asDeclared = state.definition === labels.get(LABEL.definition);
    return { change, name, id: state.id!, asDeclared };
  }
  if (change.type === "docker_network") {
    const id = await networkId(name, cluster);
    return id === undefined ? undefined : { change, name, id, asDeclared: true };
  }
  if (change.type !== "docker_volume") return undefined;
  // One that was retained by a former deploy has no label.
  return (await hasVolume(name)) ? { change, name, id: name, asDeclared: true } : undefined;
}

/** How a container is stopped is read from the state: without it the next change would kill it. */
const ALWAYS = ["destroy_grace_seconds"];

async function complete(terraform: Terraform, found: readonly Found[]): Promise<void> {
  const state = JSON.parse(await terraform.pull()) as State;
  for (const { asDeclared, change } of found.filter(({ change: { type } }) => type === "docker_container")) {
    const own = state.resources.find(
      ({ mode, name, type }) => mode === "managed" && type === change.type && name === change.name,
    );
    const attributes = own?.instances[0]?.attributes;
    if (attributes === undefined) continue;
    for (const [key, value] of knownOf(change)) {
      if (asDeclared || ALWAYS.includes(key)) attributes[key] = value;
    }
  }
  state.serial += 1;
  await terraform.push(JSON.stringify(state, null, 2));
}

function knownOf({ change: { after, after_unknown: unknown } }: ResourceChange): Array<[string, unknown]> {
  const open = (unknown ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(after ?? {}).filter(
    ([key, value]) => value !== null && open[key] !== true && key !== "id",
  );
}
