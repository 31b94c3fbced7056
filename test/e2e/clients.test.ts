import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka } from "kafkajs";
import { connectionTo } from "../../checks/connection";
import { type ClientKind, java, kafkajs, kcat, python } from "../support/client-programs";
import { chosenImage, docker, must } from "../support/deployment";
import { filesFound, type Secret, secretsOf } from "../support/secret-search";
import { SecuredCluster } from "../support/secured-cluster";

const cluster = new SecuredCluster("e2e-clients", 26392);
const KINDS: ReadonlyArray<readonly [name: string, kind: ClientKind]> = [
  ["kafkajs", kafkajs],
  ["kcat", kcat],
  ["confluent-kafka", python],
  ["java", java],
];
const IMAGE = chosenImage() ?? "apache/kafka:3.9.2";
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

describe("secrets are in their files alone", () => {
  const TERRAFORM = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  const SERVERS = ["e2e-clients-1", "e2e-clients-2", "e2e-clients-zookeeper-1"];
  const PLANTED = "e2e-clients-planted";
  const HTML = join(cluster.folder, "report.html");
  let secrets: Secret[] = [];

  beforeAll(async () => {
    // So that there is a password before, too.
    expect(await cluster.command("rotate-password", "billing")).toSucceed();
    secrets = secretsOf(cluster);
  });

  const each = async (of: readonly string[], work: (one: string) => Promise<string>) =>
    (await Promise.all(of.map(work))).join("\n");
  const command = async (...args: [string, ...string[]]) => {
    const { code, output } = await cluster.command(...args);
    expect({ code, output }).toSucceed();
    return output;
  };
  const logs = (container: string) => must("bash", ["-c", `docker logs ${container} 2>&1`]);
  const top = (container: string) => docker("top", container, "-eo", "pid,args");
  const file = (path: string) => Promise.resolve(readFileSync(path, "utf8"));
  const plan = async () => {
    const shown = await must(TERRAFORM, ["plan", "-input=false", "-out=plan"], { cwd: cluster.stack });
    return shown + (await must(TERRAFORM, ["show", "-json", "plan"], { cwd: cluster.stack }));
  };
  const formats = ["kafkajs", "java", "librdkafka", "env"];
  const users = ["billing", "shop", "guest"];

  test("every secret of the cluster is searched for", () => {
    expect([...new Set(secrets.map((one) => one.file))].sort()).toEqual([
      ...["ca.key", "servers/e2e-clients-1/keystore.pem", "servers/e2e-clients-2/keystore.pem"],
      ...["users/admin/admin.key", "users/billing/password", "users/billing/password.previous"],
      ...["users/guest/password", "users/shop/shop.key", "zookeeper.json"],
    ]);
    expect(secrets.length).toBe(5 * 3 + 3 + 2);
  });

  test.each<[place: string, marker: string, text: () => Promise<string>]>([
    ["cdk.tf.json", "SERVER_PROPERTIES", () => file(join(cluster.stack, "cdk.tf.json"))],
    ["the manifest", "billing", () => file(cluster.manifestFile)],
    ["the state", "SERVER_PROPERTIES", () => file(join(cluster.folder, "state.tfstate"))],
    [
      "a plan",
      '"late"',
      async () => {
        cluster.declare((kafka) => kafka.addUser("late"));
        const planned = await plan();
        cluster.declare();
        return planned;
      },
    ],
    ["what Docker knows of containers", "SERVER_PROPERTIES", () => docker("inspect", ...SERVERS)],
    ["logs of containers", "INFO", () => each(SERVERS, logs)],
    ["arguments of processes in containers", "kafka.Kafka", () => each(SERVERS, top)],
    [
      "what containers have written to be read by Java",
      "ssl.keystore.location",
      () => each(SERVERS, (one) => docker("exec", one, "bash", "-c", "cat /tmp/*.properties")),
    ],
    [
      "the history of the image",
      "IMAGE",
      async () => `${await docker("history", "--no-trunc", IMAGE)}${await docker("inspect", IMAGE)}`,
    ],
    [
      "reports of the check",
      "round-trip",
      async () => `${await command("check", "--json", "--html", HTML)}${await file(HTML)}`,
    ],
    [
      "what apply-users and rotate-password print",
      "billing",
      async () => (await command("apply-users")) + (await command("apply-users", "--json")),
    ],
    ["what pki show prints", "CN=shop", () => command("pki show", "--json")],
    [
      "what client-config prints without being asked for secrets",
      "password",
      () => each(users, (user) => each(formats, (format) => cluster.clientConfig(user, format))),
    ],
    [
      "arguments of all processes of this machine, while users are applied",
      "apply-users",
      async () => {
        const sampler = spawn("bash", ["-c", "while ps -eo args; do sleep 0.1; done"]);
        let seen = "";
        sampler.stdout.on("data", (text) => (seen += String(text)));
        await command("apply-users");
        sampler.kill();
        return seen;
      },
    ],
  ])("none is in %s", async (_, marker, text) => {
    const there = await text();
    expect(there).toContain(marker);
    expect(filesFound(secrets, there)).toEqual([]);
  });

  test("they are found where they are", async () => {
    const password = cluster.secret("users", "guest", "password");
    const key = secrets.find((one) => one.file === "ca.key")!.text;
    const zookeeper = secrets.find((one) => one.file === "zookeeper.json")!.text;
    const label = ["--label", "cdktf-kafka-docker.cluster=e2e-clients"];
    const script = `echo INFO ${key}; exec -a ${zookeeper} sleep 60`;
    const entry = ["--env", `PLANTED=${password}`, "--entrypoint", "bash", IMAGE, "-c", script];
    await docker("run", "--detach", "--name", PLANTED, ...label, ...entry);
    await sleep(1000);
    expect(filesFound(secrets, await logs(PLANTED))).toEqual(["ca.key"]);
    expect(filesFound(secrets, await top(PLANTED))).toEqual(["zookeeper.json"]);
    expect(filesFound(secrets, await docker("inspect", PLANTED))).toEqual([
      ...["ca.key", "users/guest/password", "zookeeper.json"],
    ]);
    await docker("rm", "--force", PLANTED);
    cluster.declare((kafka) => kafka.addTopic("planted", { config: { planted: password } }));
    expect(filesFound(secrets, await plan())).toEqual(["users/guest/password"]);
    expect(filesFound(secrets, await file(join(cluster.stack, "cdk.tf.json")))).toEqual([
      "users/guest/password",
    ]);
    expect(filesFound(secrets, await cluster.clientConfig("guest", "java", "--show-secrets"))).toEqual([
      "users/guest/password",
    ]);
  });
});
