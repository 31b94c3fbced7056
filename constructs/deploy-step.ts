import { type ITerraformDependable, TerraformResource } from "cdktf";
import { type Construct } from "constructs";

/** Something that a deploy does through the `kafka-docker` command, again whenever one of its triggers changes. */
export interface DeployStepProps {
  /** Its address in the plan. */
  readonly name: string;
  /** Subcommand of `kafka-docker`, and its arguments. */
  readonly command: readonly string[];
  readonly triggers: Readonly<Record<string, string>>;
  readonly dependsOn: readonly ITerraformDependable[];
  /** Whether it is done before the resource is destroyed, and not when it is created. Default: false. */
  readonly whenDestroyed?: boolean;
}

/**
 * A resource of its own, as a failed provisioner taints, and so replaces, the resource that it sits on. Not CDKTF's
 * own class for `terraform_data`: it runs Terraform at each synthesis to learn its version.
 *
 * @param scope - The construct that has the step.
 * @param id - Id of the step.
 * @param props - What it does, and when.
 * @returns The resource.
 */
export function deployStep(
  scope: Construct,
  id: string,
  { command, dependsOn, name, triggers, whenDestroyed = false }: DeployStepProps,
): TerraformResource {
  // Found by Node.js from the stack's folder upwards: no path of this machine, whatever the output folder is.
  const main = `node -e "require('cdktf-kafka-docker/command').main()" --`;
  const resource = new TerraformResource(scope, id, {
    terraformResourceType: "terraform_data",
    provisioners: [
      {
        type: "local-exec",
        command: [main, ...command].join(" "),
        ...(whenDestroyed ? { when: "destroy" } : {}),
      },
    ],
    dependsOn: [...dependsOn],
  });
  if (Object.keys(triggers).length > 0) resource.addOverride("triggers_replace", triggers);
  resource.overrideLogicalId(name);
  return resource;
}
