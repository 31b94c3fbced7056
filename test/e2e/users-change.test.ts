import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { must } from "../support/deployment";
import { expectFailure } from "../support/expect-failure";
import { UsersCluster } from "../support/users-cluster";

const name = "e2e-users-change";
const cluster = new UsersCluster(name, 28396);
const args = ["--timeout", "2", "--only", "users,grants"];

beforeAll(async () => {
  await cluster.begin();
  await cluster.applied();
});
afterAll(() => cluster.end());

describe("what was changed by hand is reported, and put right", () => {
  const mended = async () => {
    expect((await cluster.apply()).code).toBe(0);
    expect((await cluster.check()).code).toBe(0);
  };

  test("a right that nobody has granted", async () => {
    await cluster.kafka(
      "kafka-acls.sh",
      "--add",
      "--allow-principal",
      "User:billing",
      "--operation",
      "Write",
      "--topic",
      "other",
    );
    await expectFailure(
      cluster.file,
      "grants",
      {
        actual: /^not granted: User:billing may write topic other$/,
        cause: /something else than a deploy/,
        remedy: /kafka-docker apply-users/,
      },
      args,
    );
    expect(await cluster.applied()).toMatchObject({ aclsCreated: 0, aclsDeleted: 1 });
    await mended();
  });

  test("a right of one host, and a denial", async () => {
    await cluster.kafka(
      "kafka-acls.sh",
      "--add",
      "--deny-principal",
      "User:billing",
      "--deny-host",
      "10.0.0.1",
      "--operation",
      "Read",
      "--topic",
      "orders",
    );
    await expectFailure(
      cluster.file,
      "grants",
      {
        actual: /^not granted: User:billing denied read topic orders from 10\.0\.0\.1$/,
        remedy: /apply-users/,
      },
      args,
    );
    await mended();
  });

  test("a right of everybody, which is not ours to remove", async () => {
    const rule = ["--allow-principal", "User:*", "--operation", "Read", "--topic", "other"];
    await cluster.kafka("kafka-acls.sh", "--add", ...rule);
    await expectFailure(
      cluster.file,
      "grants",
      {
        actual: /^not granted: User:\* may read topic other$/,
        remedy: /remove them with kafka-acls\.sh --remove/,
      },
      args,
    );
    expect(await cluster.applied()).toMatchObject({ aclsDeleted: 0 });
    await cluster.kafka("kafka-acls.sh", "--remove", "--force", ...rule);
    await mended();
  });

  test("a grant that was taken away", async () => {
    await cluster.kafka(
      "kafka-acls.sh",
      "--remove",
      "--force",
      "--allow-principal",
      "User:billing",
      "--operation",
      "Read",
      "--group",
      "billing",
    );
    await expectFailure(
      cluster.file,
      "grants",
      { actual: /^missing: User:billing may read group billing$/, remedy: /apply-users/ },
      args,
    );
    expect(await cluster.applied()).toMatchObject({ aclsCreated: 1, aclsDeleted: 0 });
    await mended();
  });

  test("quotas", async () => {
    const user = ["--entity-type", "users", "--entity-name", "billing"];
    await cluster.kafka(
      "kafka-configs.sh",
      "--alter",
      ...user,
      "--add-config",
      "consumer_byte_rate=5,producer_byte_rate=7",
    );
    await expectFailure(
      cluster.file,
      "users",
      { actual: /^billing producer_byte_rate=7; billing consumer_byte_rate=5$/, remedy: /apply-users/ },
      args,
    );
    expect(await cluster.applied()).toMatchObject({ quotas: ["billing"] });
    await mended();
  });

  test("a password that was removed, and one of another mechanism", async () => {
    const user = ["--entity-type", "users", "--entity-name", "auditor"];
    await cluster.kafka(
      "kafka-configs.sh",
      "--alter",
      ...user,
      "--add-config",
      "SCRAM-SHA-256=[password=by-the-back-door]",
    );
    await expectFailure(
      cluster.file,
      "users",
      { actual: /^auditor has another credential as well$/, remedy: /apply-users/ },
      args,
    );
    await cluster.kafka(
      "kafka-configs.sh",
      "--alter",
      ...user,
      "--delete-config",
      "SCRAM-SHA-512,SCRAM-SHA-256",
    );
    await expectFailure(cluster.file, "users", { actual: /^auditor has none$/, remedy: /apply-users/ }, args);
    await mended();
  });
});

describe("a user that is taken out of the code", () => {
  test("is told as long as it is not revoked", async () => {
    cluster.declare(["auditor", "billing"]);
    await expectFailure(
      cluster.file,
      "grants",
      { actual: /not revoked yet: User:billing\b/, remedy: /apply-users/ },
      args,
    );
  });

  test("loses its password, its rights and its quotas; nobody else does", async () => {
    const revoked = ["User:auditor", "User:auditor.b", "User:billing", "User:billing.b"];
    const done = await cluster.applied();
    expect(done["revoked"]).toHaveLength(4);
    expect(done["revoked"]).toEqual(expect.arrayContaining(revoked));
    await sleep(500);
    expect(await cluster.as("billing").describe("orders")).toMatch(/authentication/i);
    expect(await cluster.as("auditor").describe("orders")).toMatch(/authentication/i);
    expect(await cluster.kafka("kafka-acls.sh", "--list")).not.toMatch(/User:(billing|auditor)/);
    const users = await cluster.kafka("kafka-configs.sh", "--describe", "--entity-type", "users");
    expect(users).not.toMatch(/billing|auditor/);
    expect(await cluster.as("team").write("team-a.x")).toBe("done");
    expect(await cluster.as("foreign").describe("other")).toBe("done");
  });

  test("and so does the last one", async () => {
    cluster.declare(["billing", "shipping", "auditor", "team", "operator"]);
    expect((await cluster.apply()).code).toBe(0);
    const acls = await cluster.kafka("kafka-acls.sh", "--list");
    expect(acls).toContain("User:foreign");
    expect(acls.match(/User:\w+/g)).toEqual(["User:foreign"]);
    const { output } = await cluster.check();
    expect(output).toMatch(/- users +skipped: no users are declared/);
    expect(output).toMatch(/✓ grants +0 of 0 users as declared, and no others/);
  });
});

test("fails when a password is missing or can be read by others, and changes nothing", async () => {
  cluster.declare();
  rmSync(cluster.passwordFile("team"));
  expect(await cluster.apply()).toMatchObject({
    code: 1,
    output: expect.stringContaining(`${cluster.passwordFile("team")}: a secret must be there`) as string,
  });
  writeFileSync(cluster.passwordFile("team"), "secret-of-team", { mode: 0o644 });
  expect(await cluster.apply()).toMatchObject({
    code: 1,
    output: expect.stringContaining(
      "accessible by its owner only (mode 0600), but its mode is 0644: chmod 600",
    ) as string,
  });
  expect(await cluster.kafka("kafka-acls.sh", "--list")).not.toContain("User:team");
});

test("no password is in a log of Kafka", async () => {
  const logs = await must("bash", ["-c", `docker logs ${name}-1 2>&1; docker logs ${name}-2 2>&1`]);
  expect(logs).not.toContain("secret-of");
});
