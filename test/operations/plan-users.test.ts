import { type Acl, markOf } from "../../checks/kafka-acls";
import { SCRAM } from "../../checks/kafka-credentials";
import { type ManifestAcl, type ManifestUser } from "../../manifest";
import { type FoundAccess, planUsers } from "../../operations/plan-users";

const billing: ManifestUser = {
  ...{ name: "billing", authentication: "scram-sha-512", principal: "User:billing" },
  quotas: { producer_byte_rate: 5 },
};
const shop: ManifestUser = {
  ...{ name: "shop", authentication: "tls", principal: "User:CN=shop,O=kafka", quotas: {} },
};
const may = (principal: string, resourceName = "orders"): ManifestAcl => ({
  ...{ principal, host: "*", operation: "read", permission: "allow" },
  ...{ resourceType: "topic", resourceName, patternType: "literal" },
});
const manifest = { users: [billing, shop], acls: [may("User:billing"), may("User:CN=shop,O=kafka")] };
const logins = [{ login: "billing", password: "x" }];
const nothing: FoundAccess = { acls: [], credentials: [], quotas: new Map() };
const asDeclared: FoundAccess = {
  acls: [
    ...[markOf("User:billing"), may("User:billing"), markOf("User:billing.b"), may("User:billing.b")],
    ...[markOf("User:CN=shop,O=kafka"), may("User:CN=shop,O=kafka")],
  ],
  credentials: [{ login: "billing", mechanism: SCRAM.sha512 }],
  quotas: new Map([
    ["billing", { producer_byte_rate: 5 }],
    ["billing.b", { producer_byte_rate: 5 }],
  ]),
};
const NO_CHANGE = { revoked: [], missingAcls: [], surplusAcls: [], quotas: [], surplusCredentials: [] };

const plan = (found: Partial<FoundAccess>, promised: Parameters<typeof planUsers>[0] = manifest) =>
  planUsers(promised, { ...asDeclared, ...found }, promised === manifest ? logins : []);

test("a new cluster gets everything, a user with a password for both of its logins", () => {
  expect(planUsers(manifest, nothing, logins)).toEqual({
    ...NO_CHANGE,
    missingAcls: asDeclared.acls,
    quotas: ["billing", "billing.b"].map((user) => ({ user, limits: { producer_byte_rate: 5 } })),
  });
});

test("a cluster that is as declared gets nothing", () => {
  expect(plan({})).toEqual(NO_CHANGE);
});

test("a right by hand is taken from a declared user, and left to anybody else", () => {
  const byHand = [may("User:billing", "other"), may("User:else", "other"), may("User:*", "other")];
  expect(plan({ acls: [...asDeclared.acls, ...byHand] })).toEqual({ ...NO_CHANGE, surplusAcls: [byHand[0]] });
});

test.each<[string, Partial<Acl>]>([
  ["of one host", { host: "10.0.0.1" }],
  ["that is a denial", { permission: "deny" }],
  ["by prefix", { patternType: "prefixed" }],
  ["to another operation", { operation: "write" }],
  ["on another kind of resource", { resourceType: "group" }],
])("a rule %s is not the one that was declared", (_, change) => {
  const other = { ...may("User:billing"), ...change };
  const { missingAcls, surplusAcls } = plan({
    acls: [...asDeclared.acls.filter((acl) => acl !== asDeclared.acls[1]), other],
  });
  expect({ missingAcls, surplusAcls }).toEqual({ missingAcls: [may("User:billing")], surplusAcls: [other] });
});

test("quotas that differ are set, and those by hand removed, of users that are ours", () => {
  const quotas = new Map<string, Record<string, number>>([
    ["billing", { producer_byte_rate: 6, consumer_byte_rate: 7 }],
    ["billing.b", { producer_byte_rate: 5 }],
    ["else", { producer_byte_rate: 1 }],
  ]);
  expect(plan({ quotas }).quotas).toEqual([
    { user: "billing", limits: { producer_byte_rate: 5, consumer_byte_rate: undefined } },
  ]);
});

test("passwords that are not to be valid are removed, of users that are ours", () => {
  const credentials = [
    { login: "billing", mechanism: SCRAM.sha512 },
    { login: "billing", mechanism: SCRAM.sha256 },
    { login: "billing.b", mechanism: SCRAM.sha512 },
    { login: "else", mechanism: SCRAM.sha512 },
  ];
  expect(plan({ credentials }).surplusCredentials).toEqual([credentials[1], credentials[2]]);
});

test("whoever is no longer declared is revoked, whoever bears no mark is not", () => {
  const credentials = ["billing", "billing.b", "else"].map((login) => ({ login, mechanism: SCRAM.sha512 }));
  const acls = [...asDeclared.acls, may("User:else")];
  expect(plan({ acls, credentials }, { users: [], acls: [] })).toEqual({
    ...NO_CHANGE,
    revoked: ["User:billing", "User:billing.b", "User:CN=shop,O=kafka"],
    quotas: ["billing", "billing.b"].map((user) => ({ user, limits: { producer_byte_rate: undefined } })),
    surplusCredentials: credentials.slice(0, 2),
  });
});

test("a user that has a certificate now loses its password", () => {
  const now = { users: [{ ...shop, name: "billing", principal: "User:CN=billing,O=kafka" }], acls: [] };
  const changed = plan({}, now);
  expect(changed.revoked).toContain("User:billing");
  expect(changed.surplusCredentials).toEqual([{ login: "billing", mechanism: SCRAM.sha512 }]);
  expect(changed.missingAcls).toEqual([markOf("User:CN=billing,O=kafka")]);
});
