import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chosenImage, run } from "../support/deployment";
import { UsersCluster } from "../support/users-cluster";

const name = "e2e-users";
const cluster = new UsersCluster(name, 28392);

beforeAll(() => cluster.begin());
afterAll(() => cluster.end());

test("users, grants and quotas are made in one go, and no password is printed", async () => {
  const { output, stdout } = await cluster.apply();
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    cluster: name,
    credentials: ["auditor", "billing", "operator", "shipping", "team"],
    revoked: [],
    // For both logins of each: its mark, and what is granted.
    aclsCreated: 2 * (5 + 3 + 1 + 2 + 4 + 4),
    aclsDeleted: 0,
    quotas: ["billing", "billing.b"],
  });
  expect(output).not.toContain("secret-of");
  await sleep(1000);
});

test("a second time there is nothing to do but to set the passwords again", async () => {
  expect(await cluster.applied()).toMatchObject({ revoked: [], aclsCreated: 0, aclsDeleted: 0, quotas: [] });
});

test("the checks find users and grants as declared", async () => {
  const { output } = await cluster.check();
  expect(output).toMatch(/✓ users +5 as declared, 1 with quotas/);
  expect(output).toMatch(/✓ grants +14 of 5 users as declared, and no others/);
});

test.each<[string, (as: UsersCluster["as"]) => Promise<string>]>([
  ["a reader describes", (as) => as("billing").describe("orders")],
  ["a writer writes", (as) => as("billing").write("orders")],
  ["a reader reads in its group", (as) => as("billing").read("orders", "billing")],
  ["a writer writes as an idempotent producer", (as) => as("billing").write("orders", { idempotent: true })],
  ["a writer without transactions describes", (as) => as("shipping").describe("orders")],
  ["a writer runs its transactions", (as) => as("shipping").write("orders", { transactionalId: "shipping" })],
  [
    "a team runs transactions by prefix",
    (as) => as("team").write("team-a.x", { transactionalId: "team-a.1" }),
  ],
  ["a team reads by prefix", (as) => as("team").read("team-a.x", "team-a.readers")],
  ["an administrator creates", (as) => as("operator").create("made")],
  ["an administrator deletes", (as) => as("operator").remove("made")],
  ["an administrator writes anywhere", (as) => as("operator").write("other", { transactionalId: "any" })],
  ["an administrator reads anywhere", (as) => as("operator").read("other", "any")],
  ["who is not declared keeps what it has", (as) => as("foreign").describe("other")],
])("%s", async (_, attempt) => {
  expect(await attempt((...given) => cluster.as(...given))).toBe("done");
});

test.each<[string, (as: UsersCluster["as"]) => Promise<string>, RegExp]>([
  ["reads another topic", (as) => as("billing").read("other", "billing"), /TOPIC_AUTHORIZATION_FAILED/],
  ["writes another topic", (as) => as("billing").write("other"), /TOPIC_AUTHORIZATION_FAILED/],
  ["describes another topic", (as) => as("billing").describe("other"), /TOPIC_AUTHORIZATION_FAILED/],
  ["joins another group", (as) => as("billing").read("orders", "billing2"), /GROUP_AUTHORIZATION_FAILED/],
  [
    "joins a group without one",
    (as) => as("auditor").read("orders", "auditor"),
    /GROUP_AUTHORIZATION_FAILED/,
  ],
  ["creates a topic", (as) => as("billing").create("mine"), /AUTHORIZATION_FAILED/],
  ["deletes a topic", (as) => as("billing").remove("orders"), /TOPIC_AUTHORIZATION_FAILED/],
  ["writes as a mere reader", (as) => as("auditor").write("orders"), /TOPIC_AUTHORIZATION_FAILED/],
  [
    "is an idempotent producer as a mere reader",
    (as) => as("auditor").write("orders", { idempotent: true }),
    /CLUSTER_AUTHORIZATION_FAILED/,
  ],
  ["reads as a mere writer", (as) => as("shipping").read("orders", "shipping"), /AUTHORIZATION_FAILED/],
  [
    "runs other transactions",
    (as) => as("shipping").write("orders", { transactionalId: "shipping2" }),
    /TRANSACTIONAL_ID_AUTHORIZATION_FAILED/,
  ],
  [
    "runs transactions as a mere writer",
    (as) => as("billing").write("orders", { transactionalId: "shipping" }),
    /TRANSACTIONAL_ID_AUTHORIZATION_FAILED/,
  ],
  ["takes team-ab.x for team-a.*", (as) => as("team").write("team-ab.x"), /TOPIC_AUTHORIZATION_FAILED/],
  ["takes team-a for team-a.*", (as) => as("team").write("team-a"), /TOPIC_AUTHORIZATION_FAILED/],
  [
    "takes the group team-ab for team-a.*",
    (as) => as("team").read("team-a.x", "team-ab"),
    /GROUP_AUTHORIZATION_FAILED/,
  ],
  [
    "takes the mark of its declaration for a right",
    (as) => as("billing").write("orders", { transactionalId: "cdktf-kafka-docker-declared" }),
    /TRANSACTIONAL_ID_AUTHORIZATION_FAILED/,
  ],
  [
    "logs in by a wrong password",
    (as) => as("billing", "billing", "wrong-password").describe("orders"),
    /authentication/i,
  ],
  ["logs in by the second login", (as) => as("billing", "billing.b").describe("orders"), /authentication/i],
  [
    "logs in without being declared",
    (as) => as("nobody", "nobody", "wrong-password").describe("orders"),
    /authentication/i,
  ],
])("fails when a user %s", async (_, attempt, message) => {
  expect(await attempt((...given) => cluster.as(...given))).toMatch(message);
});

describe("Kafka's own tools", () => {
  /** Runs a tool on the host's network, with the configuration that `client-config` prints for Java. */
  async function tool(user: string, line: string) {
    const args = [
      "client-config",
      user,
      "--manifest",
      cluster.file,
      "--format",
      "java",
      "--listener",
      "LOGIN",
    ];
    const { stdout } = await cluster.command(...args);
    // These brokers have no TLS; everything else is as it was printed.
    const text = stdout.replace("SASL_SSL", "SASL_PLAINTEXT").replace(/^ssl\..*\n/gm, "");
    const properties = join(cluster.home, `${user}.properties`);
    writeFileSync(properties, text);
    expect(text).not.toContain("secret-of");
    const image = chosenImage() ?? "apache/kafka:3.9.2";
    const mounts = [
      "-v",
      `${cluster.home}:${cluster.home}:ro`,
      "--user",
      "0",
      "--network",
      "host",
      "--label",
      `cdktf-kafka-docker.cluster=${name}`,
    ];
    const script = `CONFIG=${properties}; SERVERS=${cluster.logins.join(",")}; cd /opt/kafka/bin; ${line}`;
    return run("docker", ["run", "--rm", ...mounts, "--entrypoint", "bash", image, "-c", script]);
  }

  test("write what is granted, by a password that is in a file alone", async () => {
    const { code, output } = await tool(
      "billing",
      "echo java | ./kafka-console-producer.sh --bootstrap-server $SERVERS --producer.config $CONFIG --topic orders",
    );
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.not.stringContaining("ERROR") as string,
    });
  });

  test("read what is granted", async () => {
    const { stdout } = await tool(
      "billing",
      "./kafka-console-consumer.sh --bootstrap-server $SERVERS --consumer.config $CONFIG --topic orders --group billing --from-beginning --timeout-ms 10000 --max-messages 1",
    );
    expect(stdout).toMatch(/^(x|java)\n/);
  });

  test("fail when they write or read another topic", async () => {
    const write = await tool(
      "billing",
      "echo java | ./kafka-console-producer.sh --bootstrap-server $SERVERS --producer.config $CONFIG --topic other",
    );
    expect(write.output).toContain("TopicAuthorizationException");
    const read = await tool(
      "billing",
      "./kafka-console-consumer.sh --bootstrap-server $SERVERS --consumer.config $CONFIG --topic other --group billing --timeout-ms 5000",
    );
    expect(read.output).toContain("TopicAuthorizationException");
  });

  test("see the quotas in Kafka's own keys", async () => {
    const output = await cluster.kafka(
      "kafka-configs.sh",
      "--describe",
      "--entity-type",
      "users",
      "--entity-name",
      "billing",
    );
    expect(output).toContain("producer_byte_rate=1000000.0");
    expect(output).toContain("request_percentage=150.5");
    expect(output).toContain("SCRAM-SHA-512=iterations=8192");
  });
});
