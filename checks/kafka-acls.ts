import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ResourcePatternTypes,
} from "kafkajs";
import { type ManifestAcl } from "../manifest/cluster-users";

/** A rule of the cluster, which may also be one that nobody has declared: a denial, or for one host alone. */
export type Acl = Readonly<Record<keyof ManifestAcl, string>>;

/**
 * What marks a principal as declared by the constructs, so that it can be revoked when it no longer is. It is kept by
 * Kafka with the rules themselves, so that no file elsewhere can be lost, and it allows nothing: it denies a
 * transactional id that nobody has.
 *
 * @param principal - The principal.
 * @returns The mark.
 */
export function markOf(principal: string): Acl {
  return {
    principal,
    host: "*",
    operation: "describe",
    permission: "deny",
    resourceType: "transactional-id",
    resourceName: "cdktf-kafka-docker-declared",
    patternType: "literal",
  };
}

/**
 * Two rules are the same if this is.
 *
 * @param acl - A rule.
 * @returns It on one line, as it is told to people.
 */
export function toldAcl(acl: Acl): string {
  const { host, operation, patternType, permission, principal, resourceName, resourceType } = acl;
  const name = patternType === "prefixed" ? `${resourceName}*` : resourceName;
  const what = patternType === "prefixed" ? `${resourceType}s` : resourceType;
  const from = host === "*" ? "" : ` from ${host}`;
  return `${principal} ${permission === "deny" ? "denied" : "may"} ${operation} ${what} ${name}${from}`;
}

const ANY = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};

/**
 * Asks for all rules.
 *
 * @param admin - A client.
 * @returns The rules.
 */
export async function describeAcls(admin: Admin): Promise<readonly Acl[]> {
  const { resources } = await admin.describeAcls(ANY);
  return resources.flatMap(({ acls, resourceName, resourcePatternType, resourceType }) =>
    acls.map(({ host, operation, permissionType, principal }) => ({
      principal,
      host,
      operation: word(AclOperationTypes, operation),
      permission: word(AclPermissionTypes, permissionType),
      resourceType: word(AclResourceTypes, resourceType),
      resourceName,
      patternType: word(ResourcePatternTypes, resourcePatternType),
    })),
  );
}

/**
 * Adds rules, all in one request.
 *
 * @param admin - A client.
 * @param acls - The rules.
 */
export async function createAcls(admin: Admin, acls: readonly Acl[]): Promise<void> {
  if (acls.length > 0) await admin.createAcls({ acl: acls.map(entry) });
}

/**
 * Removes every rule of some principals, all in one request.
 *
 * @param admin - A client.
 * @param principals - The principals.
 */
export async function deleteAclsOf(admin: Admin, principals: readonly string[]): Promise<void> {
  if (principals.length === 0) return;
  await admin.deleteAcls({ filters: principals.map((principal) => ({ ...ANY, principal })) });
}

/**
 * Removes rules, all in one request.
 *
 * @param admin - A client.
 * @param acls - The rules.
 */
export async function deleteAcls(admin: Admin, acls: readonly Acl[]): Promise<void> {
  if (acls.length > 0) await admin.deleteAcls({ filters: acls.map(entry) });
}

type Words = Readonly<Record<string, string | number>>;

function word(words: Words, value: number): string {
  const [name] = Object.entries(words).find(([, number]) => number === value) ?? [String(value)];
  return name.toLowerCase().replaceAll("_", "-");
}

function entry(acl: Acl): AclEntry {
  const number = (words: Words, text: string) => words[text.toUpperCase().replaceAll("-", "_")] as number;
  return {
    principal: acl.principal,
    host: acl.host,
    operation: number(AclOperationTypes, acl.operation),
    permissionType: number(AclPermissionTypes, acl.permission),
    resourceType: number(AclResourceTypes, acl.resourceType),
    resourceName: acl.resourceName,
    resourcePatternType: number(ResourcePatternTypes, acl.patternType),
  };
}
