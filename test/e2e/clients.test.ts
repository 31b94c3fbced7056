import { Kafka } from "kafkajs";
import { connectionTo } from "../../checks/connection";
import { type ClientKind, java, kafkajs, kcat, python } from "../support/client-programs";
import { SecuredCluster } from "../support/secured-cluster";

const cluster = new SecuredCluster("e2e-clients", 26392);
const KINDS: ReadonlyArray<readonly [name: string, kind: ClientKind]> = [
  ["kafkajs", kafkajs],
  ["kcat", kcat],
  ["confluent-kafka", python],
  ["java", java],
];
const NOT_ALLOWED = /topic.?authorization.?(failed|exception)/i;

beforeAll(() => cluster.begin());
afterAll(() => cluster.end());

describe.each(KINDS)("%s uses what client-config prints", (name, kind) => {
  test.each(["billing", "shop"])(
    "%s writes and reads what is granted, and fails when it uses another topic",
    async (user) => {
      const client = await kind(cluster, user);
      const text = `${name}-of-${user}`;
      expect(await client.write("orders", text)).toSucceed();
      const read = await client.read("orders", text);
      expect(read).toSucceed();
      expect(read.stdout.split("\n")).toContain(text);
      const others = await Promise.all([client.write("other", text), client.read("other", text)]);
      for (const { output } of others) expect(output).toMatch(NOT_ALLOWED);
    },
  );

  test("fails when a user without a grant writes or reads", async () => {
    const client = await kind(cluster, "guest");
    const all = await Promise.all([client.write("orders", "guest"), client.read("orders", "guest")]);
    for (const { output } of all) expect(output).toMatch(/authorization.?(failed|exception)/i);
  });
});

test("nothing has come of what was not allowed", async () => {
  const admin = new Kafka({ ...connectionTo(cluster.manifest), brokers: ["127.0.0.1:27392"] }).admin();
  await admin.connect();
  const [others, orders] = await Promise.all([
    admin.fetchTopicOffsets("other"),
    admin.fetchTopicOffsets("orders"),
  ]);
  await admin.disconnect();
  expect(others.map(({ high }) => high)).toEqual(["0", "0"]);
  expect(orders.reduce((sum, { high }) => sum + Number(high), 0)).toBe(2 * KINDS.length);
});
