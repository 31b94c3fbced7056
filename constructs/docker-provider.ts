import { TerraformStack } from "cdktf";
import { type IConstruct } from "constructs";

/** Versions of `kreuzwerker/docker` with which the constructs work. */
export const PROVIDER_VERSIONS = ">= 4.6.0, < 5.0.0";

/**
 * Replaces the exact version that `@cdktf/provider-docker` 12 asks for (3.6.2): before 4.0 a plan deletes
 * stopped containers (kreuzwerker/terraform-provider-docker#590), and 3.6.2 fails on `cpus`.
 *
 * @param scope - A construct of the stack.
 */
export function requireProvider(scope: IConstruct): void {
  TerraformStack.of(scope).addOverride("terraform.required_providers.docker.version", PROVIDER_VERSIONS);
}
