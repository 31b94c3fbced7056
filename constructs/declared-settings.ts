import { dependable, type ITerraformDependable, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { manifestFile } from "../manifest/file";
import { deployStep } from "./deploy-step";
import { literal } from "./literal";

/** Whose settings are changed in running brokers, and when. */
export interface DeclaredSettingsProps {
  /** What is promised of brokers. */
  readonly promised: Pick<ClusterManifest, "name" | "brokers" | "defaults" | "dynamicSettings">;
  /** Ids of the brokers' containers: a new one has read all of its settings, and may need no other any more. */
  readonly containerIds: readonly string[];
  /** What must not begin before. */
  readonly verified: readonly ITerraformDependable[];
}

/** Settings that brokers take over while they run. They replace no container; a step of the deploy tells the brokers. */
export class DeclaredSettings extends Construct {
  /** Tells them; also there where none is declared, as the last one may just have been taken out. */
  public readonly applied: ITerraformDependable;

  public constructor(scope: Construct, id: string, props: DeclaredSettingsProps) {
    super(scope, id);
    const { containerIds, promised, verified } = props;
    this.applied = deployStep(this, "Resource", {
      name: `${promised.name}-settings-applied`,
      command: ["apply-settings", "--manifest", manifestFile(promised.name)],
      triggers: { containers: containerIds.join(" "), ...planned(promised) },
      dependsOn: [],
    });
    for (const one of verified) (one as TerraformResource).dependsOn?.push(dependable(this.applied));
  }
}

/** One entry for each setting, as the plan shows them: those of all brokers, and where one differs, of that one. */
function planned({ brokers, defaults, dynamicSettings = [] }: DeclaredSettingsProps["promised"]) {
  const entries = dynamicSettings.flatMap((key) => {
    const values = brokers.map(({ config, id }) => ({ id, value: config[key] ?? defaults[key] }));
    const [first] = values;
    if (values.every(({ value }) => value === first?.value)) return [[key, first?.value] as const];
    return values.map(({ id, value }) => [`${key} of broker ${id}`, value] as const);
  });
  const known = entries.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, literal(value)] as const],
  );
  return Object.fromEntries(known);
}
