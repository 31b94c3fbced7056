import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { declare } from "../support/declared-stack";
import { Deployment, docker, must } from "../support/deployment";

// One cluster to which one thing after the other happens; each test leaves it sound.
const NAME = "e2e-disaster";
const cluster = new Deployment(NAME, {});
const STATE = join(cluster.folder, "state.tfstate");
const ids = () => docker("inspect", "-f", "{{.Id}}", ...[1, 2, 3].map((id) => `${NAME}-${id}`));
const volumes = () => docker("volume", "ls", "-q", "--filter", `label=cdktf-kafka-docker.cluster=${NAME}`);

async function written(): Promise<string> {
  const { container, internal } = cluster.manifest.brokers[1]!;
  const consumer = `/opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server ${internal} --topic kept`;
  return docker(
    "exec",
    container,
    "bash",
    "-c",
    `${consumer} --from-beginning --max-messages 1 --timeout-ms 20000`,
  );
}

beforeAll(async () => {
  declare(cluster, { firstPort: 27492, heapMiB: 300, zookeeperHeapMiB: 96, logDirsPerBroker: 2 }, (kafka) =>
    kafka.addTopic("kept", { partitions: 1 }),
  );
  const { code, output } = await cluster.gatedApply();
  expect({ code, output }).toSucceed();
  const { container, internal } = cluster.manifest.brokers[0]!;
  const producer = `/opt/kafka/bin/kafka-console-producer.sh --bootstrap-server ${internal} --topic kept`;
  await docker("exec", container, "bash", "-c", `echo record | ${producer}`);
});
afterAll(() => cluster.cleanUp());

test("a state that was lost: nothing is made anew, and adopt brings back a plan without changes", async () => {
  const before = await ids();
  rmSync(STATE);
  const refused = await cluster.gatedApply();
  expect(refused.code).toBe(3);
  expect(refused.output).toContain(
    `! refused (unknown-to-state): ${NAME}-zookeeper-1, ${NAME}-1, ${NAME}-2, ${NAME}-3`,
  );
  expect(refused.output).toContain("instead: kafka-docker adopt");
  const adopted = await cluster.command("adopt");
  expect(adopted).toSucceed();
  // Of brokers and ZooKeeper the containers, those that hand volumes over, the volumes, and the network.
  expect(adopted.output).toContain(`${NAME}: ${4 + 3 + 7 + 1} resources adopted`);
  const { clusters, outcome } = await cluster.planReport();
  expect({ outcome, servers: clusters[0]!.servers }).toEqual({ outcome: "changes", servers: [] });
  expect(await cluster.gatedApply()).toSucceed();
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
  expect(await cluster.plan()).toSucceed();
  expect(await ids()).toBe(before);
});

test("a state that was cut off: a clear error, and the way back is that of one that was lost", async () => {
  const text = readFileSync(STATE, "utf8");
  writeFileSync(STATE, text.slice(0, text.length / 2));
  const failed = await cluster.gatedApply();
  expect(failed.code).toBe(1);
  expect(failed.output).toContain(`${NAME}: Error`);
  expect(failed.output).toMatch(/state/i);
  rmSync(STATE);
  expect(await cluster.command("adopt")).toSucceed();
  expect(await cluster.gatedApply()).toSucceed();
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
});

test("a container that was removed by hand comes back with its id and its data", async () => {
  const before = await volumes();
  await docker("rm", "-f", `${NAME}-1`);
  const { clusters, drift } = await cluster.planReport();
  expect(clusters[0]!.servers).toMatchObject([{ container: `${NAME}-1`, action: "create" }]);
  expect(drift).toContain(`docker_container.${NAME}-1`);
  expect(await cluster.gatedApply()).toSucceed();
  expect(await volumes()).toBe(before);
  expect(await written()).toContain("record");
  expect(await cluster.planReport()).toMatchObject({ outcome: "unchanged" });
});

test("a container that an interrupted apply left behind is adopted, and one of somebody else is not", async () => {
  await must("terraform", ["state", "rm", `docker_container.${NAME}-2`], { cwd: cluster.stack });
  const before = await ids();
  const refused = await cluster.gatedApply();
  expect(refused.output).toContain(`! refused (unknown-to-state): ${NAME}-2`);
  expect(await cluster.command("adopt")).toSucceed();
  expect(await cluster.gatedApply()).toSucceed();
  expect(await ids()).toBe(before);
  expect(await cluster.command("adopt")).toMatchObject({
    code: 0,
    stdout: `${NAME}: 0 resources adopted; kafka-docker apply does the rest\n`,
  });
});
