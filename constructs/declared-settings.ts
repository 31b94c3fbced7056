import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { literal } from "./literal";

/** Whose settings are shown. */
export interface DeclaredSettingsProps {
  /** What is promised of brokers. */
  readonly promised: Pick<ClusterManifest, "name" | "brokers" | "defaults" | "dynamicSettings">;
}

/**
 * Settings that brokers take over while they run, as the plan shows them. They replace no container; a step of the
 * deploy tells the brokers.
 */
export class DeclaredSettings extends Construct {
  public constructor(scope: Construct, id: string, { promised }: DeclaredSettingsProps) {
    super(scope, id);
    const planned = new TerraformResource(this, "Resource", { terraformResourceType: "terraform_data" });
    planned.overrideLogicalId(`${promised.name}-settings`);
    planned.addOverride("input", entries(promised));
  }
}

/** One entry for each setting: those of all brokers, and where one differs, of that one. */
function entries({ brokers, defaults, dynamicSettings = [] }: DeclaredSettingsProps["promised"]) {
  const all = dynamicSettings.flatMap((key) => {
    const values = brokers.map(({ config, id }) => ({ id, value: config[key] ?? defaults[key] }));
    const [first] = values;
    if (values.every(({ value }) => value === first?.value)) return [[key, first?.value] as const];
    return values.map(({ id, value }) => [`${key} of broker ${id}`, value] as const);
  });
  const known = all.flatMap(([key, value]) => (value === undefined ? [] : [[key, literal(value)] as const]));
  return Object.fromEntries(known);
}
