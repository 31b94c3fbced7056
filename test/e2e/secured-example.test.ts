import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from "kafkajs";
import { connectionTo } from "../../checks/connection";
import { KafkaClient } from "../../checks/kafka-client";
import { readManifest } from "../../manifest";
import { removeAll, run } from "../support/deployment";

// The example, as the README tells to start it: 3 brokers, 3 ZooKeeper servers, topics, users, grants.
const secrets = mkdtempSync(join(tmpdir(), "e2e-example-"));
const NAME = "e2e-example";
const env = {
  KAFKA_EXAMPLE: "secured",
  KAFKA_NAME: NAME,
  KAFKA_FIRST_PORT: "26592",
  KAFKA_SECRETS: join(secrets, "own"),
};
const MANIFEST = join(__dirname, "..", "..", "cdktf.out", "stacks", NAME, `${NAME}.manifest.json`);
const ANY = {
  resourceType: AclResourceTypes.TOPIC,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};
const npm = (...args: string[]) => run("npm", args, { env });

afterAll(async () => {
  await removeAll(NAME);
  rmSync(secrets, { recursive: true, force: true });
  for (const end of ["", ".backup"])
    rmSync(join(__dirname, "..", "..", "state", `${NAME}.tfstate${end}`), { force: true });
});

test("one command deploys it, and it passes", async () => {
  const { code, output } = await npm("start");
  expect({ code, output }).toSucceed();
  expect(output).toContain("26592 to 26594 and 27592 to 27594 on 127.0.0.1");
  expect(output).toContain(`${NAME} runs and passed its checks: 3 brokers, 3 ZooKeeper servers`);
  expect(output).toContain(`client-config billing --cluster ${NAME}`);
});

test("a second one changes nothing", async () => {
  const { code, output } = await npm("start");
  expect({ code, output }).toSucceed();
  expect(output).toContain("nothing to change");
});

test("what was done by hand is mended by the next one", async () => {
  const client = new KafkaClient(connectionTo(readManifest(MANIFEST)));
  const admin = await client.admin(AbortSignal.timeout(30_000));
  await admin.deleteTopics({ topics: ["audit"] });
  await admin.deleteAcls({ filters: [{ ...ANY, principal: "User:billing", resourceName: "audit" }] });
  await client.close();
  const { code, output } = await npm("start");
  expect({ code, output }).toSucceed();
  expect(output).toContain("+ audit: create, 3 partitions, 3 replicas each");
  expect(output).toMatch(/✓ check +topics and users not as declared/);
  expect(output).toMatch(/✓ users /);
  expect(output).toMatch(/✓ check +e2e-example works/);
});

test("its users are told what their clients need, and no secret", async () => {
  const { code, output } = await npm(
    "run",
    "-s",
    "kafka-docker",
    "--",
    "client-config",
    "shop",
    "--cluster",
    NAME,
  );
  expect({ code, output }).toSucceed();
  expect(output).toContain(`readFileSync("${secrets}/own/users/shop/password", "utf8")`);
});

test("an example that there is not is told", async () => {
  const { code, output } = await run("npm", ["start"], { env: { ...env, KAFKA_EXAMPLE: "other" } });
  expect(code).not.toBe(0);
  expect(output).toContain(
    'KAFKA_EXAMPLE must be log-aggregation or recommendations or secured, got "other"',
  );
});

test("it is removed, its secrets stay", async () => {
  const { code, output } = await npm("run", "destroy", "--", "--yes");
  expect({ code, output }).toSucceed();
  expect(output).toContain("removed 6 containers, 2 networks and 6 volumes");
});
