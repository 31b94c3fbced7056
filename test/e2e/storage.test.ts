import { declare } from "../support/declared-stack";
import { Deployment, docker, must, untilHealthy } from "../support/deployment";

// One cluster that keeps its data, told step by step: each test needs the ones before it.
const cluster = new Deployment("e2e-storage", {});
const BROKERS = ["e2e-storage-1-data", "e2e-storage-2-data", "e2e-storage-3-data"];
const ZOOKEEPER = "e2e-storage-zookeeper-1-data";
const BACKUP = "e2e-storage-backup";
const props = { firstPort: 30092, dataRetention: "retain" } as const;

const volumes = async () => {
  const names = await docker("volume", "ls", "--quiet", "--filter", "name=e2e-storage");
  return names.split("\n").filter((name) => name !== "");
};
const kcat = (...args: string[]) =>
  must("bash", ["-c", args.join(" ")], {
    env: { BOOTSTRAP: cluster.manifest.brokers.map(({ external }) => external).join(",") },
  });
const meta = () => docker("exec", "e2e-storage-1", "cat", "/var/lib/kafka/data/meta.properties");
const clusterId = async () => /^cluster\.id=(.+)$/m.exec(await meta())![1];
const restarts = () => docker("inspect", "--format", "{{.RestartCount}}", "e2e-storage-1");
/** Copies what is in one volume to another, owners included. */
const copy = (from: string, to: string) => {
  const mounts = ["--volume", `${from}:/from`, "--volume", `${to}:/to`];
  const script = "rm -rf /to/* && cp -a /from/. /to/";
  return docker("run", "--rm", "--user=0:0", ...mounts, "--entrypoint=bash", cluster.image!, "-c", script);
};

afterAll(async () => {
  await cluster.cleanUp();
  const left = await volumes();
  if (left.length > 0) await docker("volume", "rm", "-f", ...left);
});

let id: string | undefined;

test("retained data survive destroy", async () => {
  declare(cluster, props);
  expect(await cluster.apply()).toSucceed();
  expect(await cluster.plan()).toSucceed();
  id = await clusterId();
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "kept");
  await kcat("seq 1000 | kcat -b $BOOTSTRAP -t kept -P -X acks=all");
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
  expect(await volumes()).toEqual([...BROKERS, ZOOKEEPER]);
});

test("the next deploy of the name finds 1,000 messages and the cluster id again", async () => {
  expect(await cluster.apply()).toSucceed();
  expect(await clusterId()).toBe(id);
  const sums = await kcat("kcat -b $BOOTSTRAP -t kept -C -e -q | sort -n | md5sum; seq 1000 | md5sum");
  expect(sums).toMatch(/^(\w+ +-\n)\1$/);
});

test("ZooKeeper's data lost: the deploy fails with cause and remedy, and no broker restarts over and over", async () => {
  await cluster.destroy();
  await copy(ZOOKEEPER, BACKUP);
  await docker("volume", "rm", ZOOKEEPER);
  const { code, output } = await cluster.apply();
  expect(code).toBe(1);
  expect(output).toContain("expected  data of the brokers and of ZooKeeper that belong together");
  expect(output).toContain(
    `actual    the data of ZooKeeper are gone, but brokers have those of cluster ${id}\n`,
  );
  expect(output).toContain(
    `to do     restore volume ${ZOOKEEPER}; or remove volume e2e-storage-<broker id>-data to begin anew\n`,
  );
  expect(await restarts()).toBe("0\n");
  expect(await docker("logs", "e2e-storage-1")).not.toContain("Exception");
});

test("the check tells the same, later", async () => {
  const { code, output } = await cluster.check();
  // No broker can be reached: none has started.
  expect({ code, output }).toMatchObject({ code: 2 });
  expect(output).toContain("the data of ZooKeeper are gone");
});

test("once they are restored, brokers go on by themselves with all data", async () => {
  await docker("stop", "e2e-storage-zookeeper-1");
  await copy(BACKUP, ZOOKEEPER);
  await docker("start", "e2e-storage-zookeeper-1");
  // Docker's record of a broker's health tells of the refusal until the broker serves.
  await Promise.all([1, 2, 3].map((id) => untilHealthy(`e2e-storage-${id}`)));
  expect(await cluster.check()).toSucceed();
  expect(await kcat("kcat -b $BOOTSTRAP -t kept -C -e -q | wc -l")).toBe("1000\n");
});

test("the brokers' data lost: broker 1 does not begin with empty logs what ZooKeeper believes to be full", async () => {
  await cluster.destroy();
  await docker("volume", "rm", ...BROKERS);
  const { code, output } = await cluster.apply();
  expect(code).toBe(1);
  expect(output).toContain(
    `actual    the data of broker 1 are gone, but ZooKeeper has those of cluster ${id}\n`,
  );
  expect(output).toContain(`to do     restore volume ${BROKERS[0]}; or remove volume ${ZOOKEEPER} and `);
  expect(await restarts()).toBe("0\n");
});

test("a broker whose disk was replaced begins empty when it is told to", async () => {
  await docker("exec", "e2e-storage-1", "touch", "/tmp/begin-empty");
  await untilHealthy("e2e-storage-1");
  expect(await clusterId()).toBe(id);
});

test("a volume of another broker is refused", async () => {
  await cluster.destroy();
  await copy(BROKERS[1]!, BROKERS[0]!);
  const { code, output } = await cluster.apply();
  expect(code).toBe(1);
  expect(output).toContain("actual    broker 1 has the data of broker 2\n");
  expect(output).toContain(`to do     mount volume ${BROKERS[0]} again\n`);
});

test("the brokers' data lost is found as well while ZooKeeper goes on", async () => {
  await cluster.destroy();
  await docker("volume", "rm", ...BROKERS, ZOOKEEPER, BACKUP);
  expect(await cluster.apply()).toSucceed();
  await docker("rm", "-f", "e2e-storage-1", "e2e-storage-2", "e2e-storage-3");
  await docker("volume", "rm", ...BROKERS);
  // Nothing of the definitions has changed, so that no start is watched; the deploy fails all the same.
  expect(await cluster.apply()).toMatchObject({ code: 1 });
  expect((await cluster.check()).output).toContain(
    "actual    the data of broker 1 are gone, but ZooKeeper has those of a cluster in use\n",
  );
});

test("with 'destroy' Terraform takes the volumes over, and leaves nothing", async () => {
  await cluster.destroy();
  await docker("volume", "rm", ...BROKERS, ZOOKEEPER);
  declare(cluster, props);
  expect(await cluster.apply()).toSucceed();
  const before = await docker("inspect", "--format", "{{.Id}}", "e2e-storage-1");
  declare(cluster, { ...props, dataRetention: "destroy" });
  expect(await cluster.changes()).toEqual({
    "docker_volume.e2e-storage-1-data": "create",
    "docker_volume.e2e-storage-2-data": "create",
    "docker_volume.e2e-storage-3-data": "create",
    "docker_volume.e2e-storage-zookeeper-1-data": "create",
  });
  expect(await cluster.apply()).toSucceed();
  expect(await cluster.plan()).toSucceed();
  expect(await docker("inspect", "--format", "{{.Id}}", "e2e-storage-1")).toBe(before);
  await cluster.destroy();
  expect(await volumes()).toEqual([]);
});
