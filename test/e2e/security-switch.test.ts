import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { declare } from "../support/declared-stack";
import { Deployment, docker } from "../support/deployment";

// A cluster that was deployed without security gets it: not server by server, but at once.
const NAME = "e2e-switch";
const cluster = new Deployment(NAME, {});
const folder = mkdtempSync(join(tmpdir(), "secrets-"));
const PLAIN: KafkaClusterProps = { firstPort: 27292, heapMiB: 300, zookeeperHeapMiB: 128 };
const secure = () => declare(cluster, { ...PLAIN, security: { folder } });

/** The partition's log on each broker's own disk. */
const logs = () => {
  const sum = "cat /var/lib/kafka/data/orders-0/*.log | sha256sum";
  return Promise.all([1, 2, 3].map((id) => docker("exec", `${NAME}-${id}`, "bash", "-c", sum)));
};
let before: readonly string[];

beforeAll(async () => {
  declare(cluster, PLAIN);
  expect(await cluster.gatedApply()).toSucceed();
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "orders", "--partitions", "1");
  const { container, internal } = cluster.manifest.brokers[0]!;
  const producer = `kafka-console-producer.sh --bootstrap-server ${internal} --topic orders`;
  await docker("exec", container, "bash", "-c", `seq 1000 | /opt/kafka/bin/${producer}`);
  before = await logs();
  expect(new Set(before).size).toBe(1);
});
afterAll(async () => {
  await cluster.cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

test("broker-listener: one after the other, the first that has changed finds no other, and nothing gets whole", async () => {
  secure();
  const planned = await cluster.command("plan");
  expect(planned.output).toContain("! refused (broker-listener)");
  expect(planned.code).toBe(3);
  const { code, output } = await cluster.gatedApply("--allow", "broker-listener", "--gate-timeout", "20");
  expect(output).toMatch(/waited 20 s for/);
  expect(code).toBe(4);
  expect((await cluster.check("--quick")).code).not.toBe(0);
});

test("all at once, as the guard says, every broker starts with it and has its data", async () => {
  expect(await cluster.apply()).toSucceed();
  expect(await logs()).toEqual(before);
  expect(await cluster.plan()).toSucceed();
});
