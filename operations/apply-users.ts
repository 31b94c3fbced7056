import { createAcls, deleteAcls, deleteAclsOf, describeAcls } from "../checks/kafka-acls";
import { connectionTo } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { alterCredentials, describeCredentials } from "../checks/kafka-credentials";
import { alterQuotas, describeQuotas } from "../checks/kafka-quotas";
import { isWorthAnotherTry } from "../checks/kafka-request";
import { loginsOf } from "../checks/password-file";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { planUsers, type UserPlan } from "./plan-users";

/** What was done. */
export interface AppliedUsers {
  /** Logins whose passwords were set, whether they were others before or not: Kafka does not tell. */
  readonly credentials: readonly string[];
  /** Principals that are no longer declared: credential, rules and limits were removed. */
  readonly revoked: readonly string[];
  /** Number of rules that were missing. */
  readonly aclsCreated: number;
  /** Number of rules of declared users that nobody has declared. */
  readonly aclsDeleted: number;
  /** Users whose limits were changed. */
  readonly quotas: readonly string[];
}

/**
 * Makes users, what they may do and their limits as declared, and revokes who is no longer declared. It leaves
 * principals alone that it has not made.
 *
 * @param manifest - What the cluster promises.
 * @param signal - Ends the tries.
 * @returns What was done.
 * @throws Error - of the last try, or that names a file of a password that is missing or not safe.
 */
export async function applyUsers(manifest: ClusterManifest, signal: AbortSignal): Promise<AppliedUsers> {
  // Before anything is changed: a missing file must not leave half of it.
  const withPassword = (manifest.users ?? []).filter(({ authentication }) => authentication !== "tls");
  const logins = withPassword.flatMap((user) => loginsOf(manifest, user));
  const client = new KafkaClient(connectionTo(manifest));
  let first: UserPlan | undefined;
  try {
    const admin = await client.admin(signal);
    const attempt = async () => {
      // Asked anew each time: a try that failed may have done some of it.
      const [acls, credentials, quotas] = await Promise.all([
        describeAcls(admin),
        client.ask(describeCredentials),
        client.ask(describeQuotas),
      ]);
      const plan = planUsers(manifest, { acls, credentials, quotas }, logins);
      first ??= plan;
      // New users come with their mark before they have a password; the mark of a revoked one goes last.
      await createAcls(admin, plan.missingAcls);
      await deleteAcls(admin, plan.surplusAcls);
      // One after the other: with ZooKeeper both are kept in one place, and written whole.
      await client.ask((kafka) => alterQuotas(kafka, plan.quotas));
      const changes = { set: logins, remove: plan.surplusCredentials };
      await client.ask((kafka) => alterCredentials(kafka, changes));
      await deleteAclsOf(admin, plan.revoked);
    };
    await until(signal, attempt, isWorthAnotherTry);
  } finally {
    await client.close();
  }
  return told(
    first!,
    logins.map(({ login }) => login),
  );
}

function told(plan: UserPlan, credentials: readonly string[]): AppliedUsers {
  return {
    credentials,
    revoked: plan.revoked,
    aclsCreated: plan.missingAcls.length,
    aclsDeleted: plan.surplusAcls.length,
    quotas: plan.quotas.map(({ user }) => user),
  };
}
