import { type Acl, markOf, toldAcl } from "../checks/kafka-acls";
import { type Credential, SCRAM } from "../checks/kafka-credentials";
import { type QuotaChange, type Quotas } from "../checks/kafka-quotas";
import { type Login } from "../checks/password-file";
import { declaredAcls, nameOf } from "../checks/declared-access";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { principalsOf } from "../manifest/cluster-users";

/** What the cluster has now. */
export interface FoundAccess {
  readonly acls: readonly Acl[];
  readonly credentials: readonly Credential[];
  /** Limits by user, as Kafka names it in limits. */
  readonly quotas: ReadonlyMap<string, Quotas>;
}

/** What is to be done, so that the cluster has what is declared. */
export interface UserPlan {
  /** Principals that were declared once and are no more: everything that they have is removed. */
  readonly revoked: readonly string[];
  readonly missingAcls: readonly Acl[];
  /** Of principals that are declared. */
  readonly surplusAcls: readonly Acl[];
  readonly quotas: readonly QuotaChange[];
  readonly surplusCredentials: readonly Credential[];
}

/**
 * Compares what the cluster has with what is declared. Principals that neither are declared nor bear the mark of
 * having been are left alone.
 *
 * @param manifest - What the cluster promises.
 * @param found - What it has.
 * @param logins - Logins that are to be valid.
 * @returns What is to be done.
 */
export function planUsers(
  manifest: Pick<ClusterManifest, "acls" | "users">,
  { acls, credentials, quotas }: FoundAccess,
  logins: readonly Login[],
): UserPlan {
  const { users = [] } = manifest;
  const declared = new Set(users.flatMap(principalsOf));
  const marked = acls.filter((acl) => toldAcl(acl) === toldAcl(markOf(acl.principal)));
  const revoked = marked.map(({ principal }) => principal).filter((principal) => !declared.has(principal));
  const wanted = declaredAcls(manifest);
  const [there, told] = [acls, wanted].map((list) => new Set(list.map(toldAcl)));
  const owned = new Set([...declared, ...revoked].map(nameOf));
  const valid = new Set(logins.map(({ login }) => login));
  return {
    revoked,
    missingAcls: wanted.filter((acl) => !there!.has(toldAcl(acl))),
    surplusAcls: acls.filter((acl) => declared.has(acl.principal) && !told!.has(toldAcl(acl))),
    quotas: [
      ...users.flatMap((user) =>
        principalsOf(user).flatMap((one) => change(nameOf(one), user.quotas, quotas.get(nameOf(one)))),
      ),
      ...revoked.flatMap((one) => change(nameOf(one), {}, quotas.get(nameOf(one)))),
    ],
    surplusCredentials: credentials.filter(
      ({ login, mechanism }) => owned.has(login) && !(valid.has(login) && mechanism === SCRAM.sha512),
    ),
  };
}

function change(user: string, wanted: Quotas, found: Quotas = {}): QuotaChange[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  const different = keys.filter((key) => wanted[key] !== found[key]);
  if (different.length === 0) return [];
  return [{ user, limits: Object.fromEntries(different.map((key) => [key, wanted[key]])) }];
}
