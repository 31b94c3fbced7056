import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../checks/until";
import { zookeeperMode } from "../../checks/zookeeper";
import { type ManifestBroker } from "../../manifest";
import { Deployment, docker, untilHealthy } from "../support/deployment";
import { expectFailure, reportOf } from "../support/expect-failure";

// Three ZooKeeper servers, of which one and then two are lost; manifests that promise something else; and the checks
// that stop servers themselves.
const name = "e2e-ensemble";
const cluster = new Deployment(name, { KAFKA_FIRST_PORT: "25492", KAFKA_ZOOKEEPERS: "3" });
const server = (id: number) => `${name}-zookeeper-${id}`;

beforeAll(() => cluster.deploy());
afterAll(() => cluster.cleanUp());

/** A manifest that promises other brokers. */
function changed(change: Partial<ManifestBroker>): string {
  const file = join(cluster.folder, "changed.manifest.json");
  const brokers = cluster.manifest.brokers.map((broker) => ({ ...broker, ...change }));
  writeFileSync(file, JSON.stringify({ ...cluster.manifest, brokers }));
  return file;
}

test("containers that are of another definition than the manifest's", async () => {
  const file = changed({ definition: "0123456789ab" });
  await expectFailure(file, "containers", {
    actual: /of definition/,
    cause: /synthesized after the last deploy/,
    remedy: /deploy the stack/,
  });
});

test("no broker that can be reached has an exit code of its own", async () => {
  const file = changed({ external: "127.0.0.1:1" });
  const args = ["--only", "addresses", "--timeout", "2"];
  const expected = {
    actual: /127\.0\.0\.1:1: ECONNREFUSED/,
    cause: /an address that is declared, or that brokers advertise, cannot be reached from here/,
    remedy: /whether its address leads there from here/,
  };
  await expectFailure(file, "addresses", expected, args, 2);
});

test("a server that is lost, while the quorum holds", async () => {
  await docker("stop", server(3));
  // If it led, the others elect first; Docker asks each only every 5 s, and so tells what was before.
  await until(AbortSignal.timeout(30_000), async () => {
    const left = await Promise.all([1, 2].map((id) => zookeeperMode({ container: server(id), id })));
    expect(left.map(({ mode }) => mode).sort()).toEqual(["follower", "leader"]);
  });
  await expectFailure(cluster.manifestFile, "zookeeper", {
    actual: /server 3 silent/,
    cause: /2 of 3 servers serve: the quorum holds, but the next loss ends it/,
    remedy: /docker start e2e-ensemble-zookeeper-3/,
  });
});

test("two servers that are lost, and the quorum with them", async () => {
  await docker("stop", server(2));
  await expectFailure(cluster.manifestFile, "zookeeper", {
    actual: /server 1 silent, server 2 silent, server 3 silent/,
    cause:
      /the quorum of e2e-ensemble is lost: 2 of 3 servers must serve, 0 do; brokers go on with what they lead/,
    remedy: /docker start e2e-ensemble-zookeeper-[23]/,
  });
  for (const id of [2, 3]) await docker("start", server(id));
  for (const id of [1, 2, 3]) await untilHealthy(server(id));
});

test("disruptive checks stop each broker, the leader of ZooKeeper and everything, and nothing is lost", async () => {
  const report = await reportOf(cluster.manifestFile, ["--disruptive", "--yes", "--quick"], 0);
  const detail = (check: string) => report.checks.find((one) => one.check === check)?.detail;
  expect(detail("broker-outage")).toMatch(
    /^3 brokers in turn: \d{3,} writes acknowledged and kept, longest pause/,
  );
  expect(detail("zookeeper-outage")).toMatch(/^without its leader [123]: a topic created after/);
  expect(detail("restart")).toMatch(
    /^6 servers: \d{3,} acknowledged messages are all there, healthy again after/,
  );
  expect(report.leftBehind).toEqual([]);
}, 600_000);

test("and the cluster is sound, and as it was planned", async () => {
  expect(await cluster.check()).toSucceed();
  expect(await cluster.plan()).toSucceed();
  expect(await cluster.kafka("kafka-topics.sh", "--list")).not.toContain("check");
});
