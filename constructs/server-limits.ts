import { dependable, type ITerraformDependable, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { manifestFile } from "../manifest/file";
import { deployStep } from "./deploy-step";

/** Whose processes are limited, and when. */
export interface ServerLimitsProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Ids of all containers: a new one is limited anew. */
  readonly containerIds: readonly string[];
  /** What must not begin before. */
  readonly verified: readonly ITerraformDependable[];
}

/** Limits of a secured cluster's containers that Terraform's provider has no argument for; the Docker Engine keeps them. */
export class ServerLimits extends Construct {
  /** Sets them. */
  public readonly applied: ITerraformDependable;

  public constructor(scope: Construct, id: string, { cluster, containerIds, verified }: ServerLimitsProps) {
    super(scope, id);
    this.applied = deployStep(this, "Resource", {
      name: `${cluster}-limits-applied`,
      command: ["apply-limits", "--manifest", manifestFile(cluster)],
      triggers: { containers: containerIds.join(" ") },
      dependsOn: [],
    });
    for (const one of verified) (one as TerraformResource).dependsOn?.push(dependable(this.applied));
  }
}
