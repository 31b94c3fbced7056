import { type ClusterManifest } from "../manifest/cluster-manifest";
import { principalsOf } from "../manifest/cluster-users";
import { type Acl, markOf } from "./kafka-acls";

/**
 * Every rule that the cluster must have for the declared users: what is granted to each, for each of its logins, and
 * the mark of having been declared.
 *
 * @param manifest - What the cluster promises.
 * @returns The rules.
 */
export function declaredAcls({
  acls = [],
  users = [],
}: Pick<ClusterManifest, "acls" | "users">): readonly Acl[] {
  return users.flatMap((user) => {
    const granted = acls.filter(({ principal }) => principal === user.principal);
    return principalsOf(user).flatMap((principal) => [
      markOf(principal),
      ...granted.map((acl) => ({ ...acl, principal })),
    ]);
  });
}

/**
 * The name of a principal, as limits and credentials have it.
 *
 * @param principal - For example `User:billing`.
 * @returns For example `billing`.
 */
export function nameOf(principal: string): string {
  return principal.replace(/^User:/, "");
}
