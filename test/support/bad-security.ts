import { type BadInput } from "./bad-inputs";

const FOLDER =
  "'security.folder' must be an absolute path, or one that begins with ~/, without \"..\" and colons, got";
const PROTOCOLS = "'security.protocols' must have TLSv1.3, TLSv1.2 or both, each once, got";
const SUPER_USERS =
  "'security.superUsers' must have distinguished names such as CN=operator,O=Example, without semicolons and quotes, got";

/** What a secured cluster cannot be. */
export const BAD_SECURITY: readonly BadInput[] = [
  {
    rule: "map",
    props: { security: "on" },
    message: "'security' must be an object with its parts, or true, got \"on\"",
  },
  {
    rule: "unknownProp",
    props: { security: { tls: true } },
    message:
      "'tls' is not a prop of security; its props are folder, protocols, clientAuthentication, authorization, zookeeper, superUsers, adminFirstPort",
  },
  {
    rule: "secretsFolder",
    props: { security: { folder: "secrets" } },
    message: `${FOLDER} "secrets"`,
  },
  {
    rule: "secretsFolder",
    props: { security: { folder: "/srv/../etc" } },
    message: `${FOLDER} "/srv/../etc"`,
  },
  {
    rule: "secretsFolder",
    props: { security: { folder: "/srv\n/x" } },
    message: `${FOLDER} "/srv\\n/x"`,
  },
  { rule: "tlsProtocols", props: { security: { protocols: [] } }, message: `${PROTOCOLS} []` },
  {
    rule: "tlsProtocols",
    props: { security: { protocols: ["TLSv1.1"] } },
    message: `${PROTOCOLS} ["TLSv1.1"]`,
  },
  {
    rule: "superUser",
    props: { security: { superUsers: ["CN=a;User:billing"] } },
    message: `${SUPER_USERS} "CN=a;User:billing"`,
  },
  {
    rule: "oneOf",
    props: { security: { clientAuthentication: "plain" } },
    message: '\'security.clientAuthentication\' must be "scram-sha-512" or "tls" or "none", got "plain"',
  },
  {
    rule: "authorizationOfNobody",
    props: { security: { clientAuthentication: "none" } },
    message:
      "'security.authorization' must be false where 'security.clientAuthentication' is \"none\": nobody could be granted anything",
  },
  {
    rule: "usersWithoutAuthorization",
    props: { security: { authorization: false } },
    message:
      "'security.authorization' must be true where clients are users with passwords; use 'security.clientAuthentication' \"tls\" or \"none\" without it, got false",
  },
  {
    rule: "withoutSecurity",
    props: { listeners: { LAN: { firstPort: 9192, authentication: "tls" } } },
    message: "'listeners.LAN.authentication' needs 'security' of the cluster, got \"tls\"",
  },
  {
    rule: "portsOfListener",
    props: { security: { adminFirstPort: 9094 } },
    message:
      "'security.adminFirstPort' must leave the ports of 'firstPort' (9092 to 9094) alone, got 9094 for 3 brokers",
  },
  {
    rule: "listenerReserved",
    props: { security: true, listeners: { ADMIN: { firstPort: 9192 } } },
    message:
      "'listeners' must not have a listener \"ADMIN\": it is the administrator's, and set by 'security.adminFirstPort'",
  },
  {
    rule: "ownedKey",
    props: { security: true, config: { "super.users": "User:me" } },
    message: "'config' must not contain 'super.users': it follows from 'security'",
  },
  {
    rule: "ownedKey",
    props: { security: true, config: { "listener.name.external.ssl.client.auth": "none" } },
    message: "'config' must not contain 'listener.name.external.ssl.client.auth': it follows from 'security'",
  },
];
