import { type ClusterManifest } from "../manifest/cluster-manifest";
import { principalsOf } from "../manifest/cluster-users";
import { type Check, CheckFailure, CheckSkipped } from "./check";
import { declaredAcls } from "./declared-access";
import { type Acl, describeAcls, markOf, toldAcl } from "./kafka-acls";
import { until } from "./until";

/** The declared users may do what was granted to them, and nothing else. */
export const grants: Check = {
  name: "grants",
  title: "every declared user may do exactly what was granted to it, and whoever was revoked nothing",
  timeoutSeconds: 30,
  needs: ["brokers"],
  quick: true,
  appliesTo: ({ users }) => users !== undefined,
  async run({ client, manifest, signal }) {
    // A cluster whose last user was revoked has an empty list; one without users at all has none.
    if (manifest.users === undefined) throw new CheckSkipped("no users are declared");
    const admin = await client.admin(signal);
    await until(signal, async () => compareGrants(manifest, await describeAcls(admin)));
    return `${manifest.acls?.length ?? 0} of ${manifest.users.length} users as declared, and no others`;
  },
};

/** Whoever has logged in, by any means. */
const EVERYBODY = "User:*";

/**
 * Compares what users may do with what is granted to them.
 *
 * @param manifest - What the cluster promises.
 * @param found - The rules that the cluster has.
 * @throws CheckFailure - with every difference.
 */
export function compareGrants(
  manifest: Pick<ClusterManifest, "acls" | "users">,
  found: readonly Acl[],
): void {
  const wanted = declaredAcls(manifest);
  const declared = new Set((manifest.users ?? []).flatMap(principalsOf));
  const [there, told] = [found, wanted].map((list) => new Set(list.map(toldAcl)));
  const missing = wanted.filter((acl) => !there!.has(toldAcl(acl)));
  const surplus = found.filter((acl) => declared.has(acl.principal) && !told!.has(toldAcl(acl)));
  const forAll = found.filter(
    ({ permission, principal }) => principal === EVERYBODY && permission === "allow",
  );
  const revoked = found.filter((acl) => !declared.has(acl.principal) && isMark(acl));
  const expected = [
    ...missing.map(toldAcl),
    ...[...surplus, ...forAll].map((acl) => `not ${toldAcl(acl)}`),
    ...revoked.map(({ principal }) => `nothing of ${principal}`),
  ];
  if (expected.length === 0) return;
  const actual = [
    ...missing.map((acl) => `missing: ${toldAcl(acl)}`),
    ...[...surplus, ...forAll].map((acl) => `not granted: ${toldAcl(acl)}`),
    ...revoked.map(({ principal }) => `not revoked yet: ${principal}`),
  ];
  throw new CheckFailure({
    expected: expected.join("; "),
    actual: actual.join("; "),
    cause: "rules were changed by something else than a deploy, or declared otherwise since",
    remedy: remedy(forAll),
  });
}

function isMark(acl: Acl): boolean {
  return toldAcl(acl) === toldAcl(markOf(acl.principal));
}

function remedy(forAll: readonly Acl[]): string {
  const apply = "kafka-docker apply-users, or deploy the stack";
  if (forAll.length === 0) return apply;
  return `${apply}; rules of "${EVERYBODY}" hold for every user: remove them with kafka-acls.sh --remove`;
}
