import { Deployment, docker, must } from "../support/deployment";

// Two clusters that are not of the default size, side by side on one host.
const image = "e2e-one/kafka:3.9.2";
const one = new Deployment("e2e-one", {
  KAFKA_BROKERS: "1",
  KAFKA_FIRST_PORT: "19092",
  KAFKA_IMAGE: image,
});
const quorum = new Deployment("e2e-quorum", { KAFKA_ZOOKEEPERS: "3", KAFKA_FIRST_PORT: "22092" });

/** An image of somebody else's: without an archive of the broker's classes, and with a jar that ZooKeeper's does not know. */
beforeAll(() => {
  const changes = "rm -f class-data/broker.jsa && cp libs/zookeeper-3*.jar libs/another.jar";
  const dockerfile = `FROM ${one.image ?? "apache/kafka:3.9.2"}\nUSER root\nWORKDIR /opt/kafka\nRUN ${changes}\nUSER 1000`;
  const build = `docker build --quiet --tag ${image} - <<<"$0"`;
  return must("bash", ["-c", build, dockerfile], { env: { DOCKER_BUILDKIT: "0" } });
});

afterAll(async () => {
  await Promise.all([one.cleanUp(), quorum.cleanUp()]);
  await docker("rmi", image);
});

test("a single broker, and an ensemble of three beside it, deploy side by side and pass", async () => {
  const outputs = await Promise.all([one.deploy(), quorum.deploy()]);
  expect(outputs[0]).toContain("e2e-one works: 13 of 13 checks passed");
  expect(outputs[1]).toContain("e2e-quorum works: 13 of 13 checks passed");
});

test("an archive of classes that is missing or of other jars is done without", async () => {
  const logs = (server: string) => docker("logs", server);
  expect(await logs("e2e-one-1")).not.toContain("shared archive");
  // Java itself says so.
  const said = /shared archive/.test(await logs("e2e-one-zookeeper-1"));
  expect(said).toBe(one.image?.startsWith("cdktf-kafka-docker/") ?? false);
});

test("the plans after it are empty", async () => {
  const plans = await Promise.all([one.plan(), quorum.plan()]);
  expect(plans.map(({ code }) => code)).toEqual([0, 0]);
});

test("the single broker keeps off the port that it publishes as its first", () => {
  expect(one.manifest.brokers[0]).toMatchObject({ internal: "e2e-one-1:29092", external: "127.0.0.1:19092" });
});

test("the ensemble has one leader and two followers", async () => {
  const srvr = "exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; grep Mode <&3";
  const modes = [1, 2, 3].map((id) => docker("exec", `e2e-quorum-zookeeper-${id}`, "bash", "-c", srvr));
  expect((await Promise.all(modes)).sort()).toEqual([
    "Mode: follower\n",
    "Mode: follower\n",
    "Mode: leader\n",
  ]);
});

test("a container of one cluster cannot be reached from the other's network", async () => {
  const connect = (host: string) =>
    docker("exec", "e2e-one-1", "bash", "-c", `exec 3<>/dev/tcp/${host}/2181 && echo reached`);
  await expect(connect("e2e-one-zookeeper-1")).resolves.toBe("reached\n");
  await expect(connect("e2e-quorum-zookeeper-1")).rejects.toThrow("Name or service not known");
});

test("ZooKeeper is not published on the host", async () => {
  const ports = await docker(
    "ps",
    "--filter",
    "label=cdktf-kafka-docker.role=zookeeper",
    "--format",
    "{{.Ports}}",
  );
  expect(ports.trim()).toBe("");
});

test("destroying one leaves the other as it is", async () => {
  await one.destroy();
  expect(await one.leftovers()).toEqual([]);
  expect(await quorum.check()).toSucceed();
  await quorum.destroy();
  expect(await quorum.leftovers()).toEqual([]);
});
