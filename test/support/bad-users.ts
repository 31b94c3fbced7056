import { KafkaCluster, type KafkaUser, type KafkaUserProps } from "../../constructs";
import { type RULES } from "../../constructs/config/rules";
import { DeclaredUsers } from "../../constructs/declared-users";
import { synth, testStack } from "./synthesized";

interface Data {
  readonly for_each: object;
  readonly input: string;
}

/** A cluster that has users, and what the tests need of it. */
export function secured(name = "kafka") {
  const stack = testStack();
  const kafka = new KafkaCluster(stack, name);
  const users = new DeclaredUsers(kafka, { cluster: name, secured: true });
  const orders = kafka.addTopic("orders");
  const data = (of: string) => synth(stack).resource["terraform_data"]![of] as unknown as Data;
  return { stack, kafka, users, orders, data };
}

const NAME =
  'the name of a user must be 1 to 62 letters, digits, ".", "_" and "-", and begin with a letter or a digit, got';
const RESERVED =
  'the name of a user must not be "admin", "anonymous", "broker", "kafka" or "zookeeper", and not end with ".b", its second login; got';
const RESOURCE =
  'must be 1 to 249 letters, digits, ".", "_", ":" and "-": it names what is meant, wildcards do not; got';
const FILE = `'passwordFile' must be an absolute path or begin with "~/", without "..", quotes, "$" and line breaks, got`;

type Given = ReturnType<typeof secured>;
const props = (given: unknown) => (of: Given) => of.users.add("billing", given as KafkaUserProps);
const named = (name: unknown) => (of: Given) => of.users.add(name as string, {});
const grant = (with_: (of: Given, user: KafkaUser) => unknown) => (of: Given) =>
  with_(of, of.users.add("billing", {}));

/** What users and grants are refused for: the rule, the work, and the whole message. */
export const BAD_USERS: ReadonlyArray<readonly [keyof typeof RULES, (of: Given) => unknown, string]> = [
  ...[
    "",
    "*",
    "a b",
    "a,O=kafka",
    "a=b",
    'a"b',
    "a'b",
    "a\nb",
    "a/b",
    "..",
    "-a",
    ".a",
    "User:a",
    "a;",
    "${x",
    "ä",
  ].map(
    (name) =>
      ["userName", named(name), `user ${JSON.stringify(name)}: ${NAME} ${JSON.stringify(name)}`] as const,
  ),
  ["userName", named("a".repeat(63)), `user "${"a".repeat(63)}": ${NAME} "${"a".repeat(63)}"`],
  ["userName", named(7), `user 7: ${NAME} 7`],
  ...["admin", "broker", "ANONYMOUS", "Kafka", "zookeeper", "billing.b"].map(
    (name) => ["userReserved", named(name), `user "${name}": ${RESERVED} "${name}"`] as const,
  ),
  [
    "userWithoutSecurity",
    () => new KafkaCluster(testStack(), "open").addUser("billing"),
    `users need a cluster with 'security': without it whoever connects may do everything; got user "billing"`,
  ],
  [
    "userUnique",
    ({ users }) => [users.add("billing", {}), users.add("Billing", {})],
    'the names of users must differ in more than upper and lower case, got "Billing" and "billing"',
  ],
  [
    "oneOf",
    props({ authentication: "plain" }),
    `user "billing": 'authentication' must be "scram-sha-512" or "tls", got "plain"`,
  ],
  [
    "unknownProp",
    props({ password: "x" }),
    `user "billing": 'password' is not a prop of KafkaUser; its props are authentication, quotas, passwordFile`,
  ],
  [
    "unknownProp",
    props({ quotas: { byteRate: 1 } }),
    `user "billing": 'byteRate' is not a prop of 'quotas'; its props are producerByteRate, consumerByteRate, requestPercentage, controllerMutationRate`,
  ],
  [
    "wholeNumber",
    props({ quotas: { producerByteRate: 0 } }),
    `user "billing": 'quotas.producerByteRate' must be a whole number from 1 to 9007199254740991, got 0`,
  ],
  [
    "number",
    props({ quotas: { requestPercentage: -1 } }),
    `user "billing": 'quotas.requestPercentage' must be a number from 0.01 to 9007199254740991, got -1`,
  ],
  [
    "passwordOfTls",
    props({ authentication: "tls", passwordFile: "/a" }),
    `user "billing": 'passwordFile' must not be given with 'authentication' "tls": it has none, got "/a"`,
  ],
  ...["a", "~a", "~/../a", "/a\nb", "/$(id)", '/a"', "/"].map(
    (file) =>
      [
        "passwordFile",
        props({ passwordFile: file }),
        `user "billing": ${FILE} ${JSON.stringify(file)}`,
      ] as const,
  ),
  [
    "userOfCluster",
    ({ orders }) => orders.grantWrite(secured("other").users.add("billing", {})),
    `a grant must be for a user of the same cluster ('addUser'), got "test/other/User-billing"`,
  ],
  [
    "userOfCluster",
    ({ orders }) => orders.grantWrite("User:*" as never),
    `a grant must be for a user of the same cluster ('addUser'), got "User:*"`,
  ],
  ...["", "*", "a b", "a\nb", "a,b", "a=b", 'a"', "a/b"].flatMap((value) => [
    [
      "resourceName",
      grant(({ orders }, user) => orders.grantRead(user, { group: value })),
      `'group' ${RESOURCE} ${JSON.stringify(value)}`,
    ] as const,
    [
      "resourceName",
      ({ kafka }: Given) => kafka.topicsWithPrefix(value),
      `'prefix' ${RESOURCE} ${JSON.stringify(value)}`,
    ] as const,
    [
      "resourceName",
      grant(({ orders }, user) => orders.grantTransactionalWrite(user, { transactionalIdPrefix: value })),
      `'transactionalIdPrefix' ${RESOURCE} ${JSON.stringify(value)}`,
    ] as const,
  ]),
  [
    "grantOne",
    grant(({ orders }, user) => orders.grantRead(user, { group: "a", groupPrefix: "b" })),
    `one of 'group' and 'groupPrefix' must be given, got {"group":"a","groupPrefix":"b"}`,
  ],
  [
    "grantOne",
    grant(({ orders }, user) => orders.grantTransactionalWrite(user, {})),
    "one of 'transactionalId' and 'transactionalIdPrefix' must be given, got {}",
  ],
];
