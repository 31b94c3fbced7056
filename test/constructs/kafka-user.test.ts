import { DefaultTokenResolver, StringConcat, TerraformVariable, Tokenization } from "cdktf";
import { KafkaCluster, type KafkaSecurity, type KafkaUser, type KafkaUserClient } from "../../constructs";
import { refusal } from "../support/bad-inputs";
import { BAD_USERS, secured } from "../support/bad-users";
import { testStack } from "../support/synthesized";

const acl = (operation: string, resourceType: string, resourceName: string, patternType = "literal") => ({
  ...{ principal: "User:billing", host: "*", permission: "allow" },
  ...{ operation, resourceType, resourceName, patternType },
});

test("a user has a password, no limits and no rights where nothing else is said", () => {
  const { users } = secured();
  expect(users.add("billing", {})).toMatchObject({
    ...{ name: "billing", authentication: "scram-sha-512", principal: "User:billing", quotas: {} },
  });
  expect(users.manifest).toEqual({
    users: [{ name: "billing", authentication: "scram-sha-512", principal: "User:billing", quotas: {} }],
    acls: [],
  });
});

test("a user with a certificate is named as its subject", () => {
  const { users } = secured("pay");
  expect(users.add("billing", { authentication: "tls" }).principal).toBe("User:CN=billing,O=pay");
});

test("limits have Kafka's own keys, and the path of a password is promised as given", () => {
  const { users } = secured();
  const quotas = {
    ...{ producerByteRate: 1, consumerByteRate: 2 },
    ...{ requestPercentage: 0.5, controllerMutationRate: 4 },
  };
  users.add("billing", { quotas, passwordFile: "~/secrets/billing" });
  expect(users.manifest.users).toEqual([
    {
      ...{ name: "billing", authentication: "scram-sha-512", principal: "User:billing" },
      passwordFile: "~/secrets/billing",
      quotas: {
        ...{ producer_byte_rate: 1, consumer_byte_rate: 2 },
        ...{ request_percentage: 0.5, controller_mutation_rate: 4 },
      },
    },
  ]);
});

test.each<[string, (given: ReturnType<typeof secured>, user: KafkaUser) => void, object[]]>([
  ["reading", ({ orders }, user) => orders.grantRead(user), [acl("read", "topic", "orders")]],
  [
    "reading in a group",
    ({ orders }, user) => orders.grantRead(user, { group: "billing" }),
    [acl("read", "group", "billing"), acl("read", "topic", "orders")],
  ],
  ["writing", ({ orders }, user) => orders.grantWrite(user), [acl("write", "topic", "orders")]],
  [
    "writing in transactions",
    ({ orders }, user) => orders.grantTransactionalWrite(user, { transactionalId: "billing" }),
    [acl("write", "transactional-id", "billing"), acl("write", "topic", "orders")],
  ],
  [
    "reading by prefix",
    ({ kafka }, user) => kafka.topicsWithPrefix("a.").grantRead(user, { groupPrefix: "a." }),
    [acl("read", "group", "a.", "prefixed"), acl("read", "topic", "a.", "prefixed")],
  ],
  [
    "writing by prefix",
    ({ kafka }, user) =>
      kafka.topicsWithPrefix("a.").grantTransactionalWrite(user, { transactionalIdPrefix: "a." }),
    [acl("write", "transactional-id", "a.", "prefixed"), acl("write", "topic", "a.", "prefixed")],
  ],
  [
    "everything",
    ({ users }, user) => users.allowAll(user),
    [
      acl("all", "group", "*"),
      acl("all", "topic", "*"),
      acl("all", "transactional-id", "*"),
      acl("all", "cluster", "kafka-cluster"),
    ],
  ],
])("the least that allows %s", (_, grant, expected) => {
  const given = secured();
  grant(given, given.users.add("billing", {}));
  expect(given.users.manifest.acls).toEqual(expected);
});

test("what is granted twice is granted once, and the same prefix is the same construct", () => {
  const { kafka, orders, users } = secured();
  const billing = users.add("billing", {});
  orders.grantWrite(billing);
  orders.grantTransactionalWrite(billing, { transactionalId: "x" });
  expect(users.manifest.acls).toHaveLength(2);
  expect(kafka.topicsWithPrefix("a.")).toBe(kafka.topicsWithPrefix("a."));
});

test("the plan shows each user and each grant by its name", () => {
  const { data, kafka, orders, users } = secured();
  const billing = users.add("billing", { quotas: { producerByteRate: 5 } });
  orders.grantRead(billing, { group: "billing" });
  kafka.topicsWithPrefix("a.").grantWrite(billing);
  expect(data("kafka-users")).toMatchObject({
    for_each: {
      billing: {
        ...{ authentication: "scram-sha-512", principal: "User:billing" },
        quotas: { producer_byte_rate: 5 },
      },
    },
    input: "${each.value}",
  });
  const { for_each: grants } = data("kafka-grants");
  expect(Object.keys(grants)).toEqual([
    "billing joins group billing",
    "billing reads topic orders",
    "billing writes topics a.*",
  ]);
  expect(Object.values(grants)[2]).toEqual({
    ...{ principal: "User:billing", operation: "write", resource_type: "topic" },
    ...{ resource_name: "a.", pattern_type: "prefixed" },
  });
});

test("a cluster that is not secured promises no users and has no step for them", () => {
  const { manifest } = new KafkaCluster(testStack(), "kafka");
  expect(Object.keys(manifest)).not.toContain("users");
});

test.each(BAD_USERS.map(([, work, message]) => ({ work, message, title: message.slice(0, 120) })))(
  "fails: $title",
  ({ message, work }) => {
    expect(refusal(() => work(secured()))).toBe(message);
  },
);

test("fails when a name, a limit or a group is known only at apply", () => {
  const { kafka, orders, stack, users } = secured();
  const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
  const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
  const told = (prop: string) =>
    `'${prop}' must be known when the app is synthesized, got a token; use a plain value`;
  expect(refusal(() => users.add(text, {}))).toContain(told("name"));
  expect(refusal(() => users.add("a", { quotas: { producerByteRate: number } }))).toBe(
    `user "a": ${told("quotas")}`,
  );
  const billing = users.add("billing", {});
  expect(refusal(() => orders.grantRead(billing, { group: text }))).toBe(told("group"));
  expect(refusal(() => kafka.topicsWithPrefix(text))).toBe(told("prefix"));
});

describe("what a container is given to connect", () => {
  const cluster = (security: KafkaSecurity | true = true) =>
    new KafkaCluster(testStack(), "kafka", { brokers: 1, security });
  const paths = (client: KafkaUserClient, of: KafkaCluster) =>
    Tokenization.resolve(client.volumes, {
      scope: of,
      resolver: new DefaultTokenResolver(new StringConcat()),
      preparing: false,
    }) as unknown;

  test("paths of its password and of the CA, and no secret", () => {
    const kafka = cluster();
    const { client } = kafka.addUser("billing");
    expect(client.env).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: "kafka-1:19092",
      KAFKA_SASL_LOGIN_FILE: "/etc/kafka/client/billing/password.login",
      KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
      KAFKA_SASL_PASSWORD_FILE: "/etc/kafka/client/billing/password",
      KAFKA_SASL_USERNAME: "billing",
      KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
      KAFKA_SSL_CA_FILE: "/etc/kafka/client/ca.crt",
    });
    const home = (path: string) => `\${pathexpand("~/.kafka-docker/kafka/${path}")}`;
    expect(paths(client, kafka)).toEqual([
      { hostPath: home("ca.crt"), containerPath: "/etc/kafka/client/ca.crt", readOnly: true },
      { hostPath: home("users/billing"), containerPath: "/etc/kafka/client/billing", readOnly: true },
    ]);
  });

  test("a password of one's own, alone", () => {
    const kafka = cluster({ folder: "/srv/secrets" });
    const { client } = kafka.addUser("billing", { passwordFile: "/srv/billing" });
    expect(client.env).not.toHaveProperty("KAFKA_SASL_LOGIN_FILE");
    expect(paths(client, kafka)).toEqual([
      { hostPath: "/srv/secrets/ca.crt", containerPath: "/etc/kafka/client/ca.crt", readOnly: true },
      { hostPath: "/srv/billing", containerPath: "/etc/kafka/client/billing/password", readOnly: true },
    ]);
  });

  test("key and certificate, where clients prove themselves so", () => {
    const kafka = cluster({ clientAuthentication: "tls" });
    expect(kafka.addUser("billing", { authentication: "tls" }).client.env).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: "kafka-1:19092",
      KAFKA_SECURITY_PROTOCOL: "SSL",
      KAFKA_SSL_CA_FILE: "/etc/kafka/client/ca.crt",
      KAFKA_SSL_CERTIFICATE_FILE: "/etc/kafka/client/billing/billing.crt",
      KAFKA_SSL_KEY_FILE: "/etc/kafka/client/billing/billing.key",
    });
  });

  test("nothing, where containers prove themselves otherwise", () => {
    const user = cluster().addUser("billing", { authentication: "tls" });
    expect(() => user.client).toThrow(
      `containers connect by scram-sha-512, user "billing" by tls: give the user 'authentication' "scram-sha-512", or its container what`,
    );
  });
});
