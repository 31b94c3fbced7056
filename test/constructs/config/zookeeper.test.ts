import { Findings } from "../../../constructs/config/rules";
import {
  checkSessionTimeout,
  OWNED_ZOOKEEPER_KEYS,
  resolveZookeepers,
  type ZookeeperConfig,
  zookeeperProperties,
} from "../../../constructs/config/zookeeper";

test("one server stands alone", () => {
  const properties = zookeeperProperties(["kafka-zookeeper-1"], "/data", {});
  expect(Object.keys(properties).filter((key) => key.startsWith("server."))).toEqual([]);
  expect(properties).toMatchObject({ clientPort: 2181, dataDir: "/data" });
});

test("the servers of an ensemble know each other", () => {
  expect(zookeeperProperties(["a", "b", "c"], "/data", {})).toMatchObject({
    "server.1": "a:2888:3888",
    "server.2": "b:2888:3888",
    "server.3": "c:2888:3888",
    quorumListenOnAllIPs: true,
  });
});

test("answers what the health check and the brokers ask, and nothing else", () => {
  expect(zookeeperProperties(["a"], "/data", {})["4lw.commands.whitelist"]).toBe("srvr,envi");
});

test("purges old snapshots and serves no admin page", () => {
  expect(zookeeperProperties(["a"], "/data", {})).toMatchObject({
    "autopurge.purgeInterval": 1,
    "admin.enableServer": false,
  });
});

test("the user's settings win over the package's choices", () => {
  expect(zookeeperProperties(["a"], "/data", { tickTime: 1000, maxClientCnxns: 0 })).toMatchObject({
    tickTime: 1000,
    maxClientCnxns: 0,
  });
});

test("the type refuses derived keys, and is open to every other", () => {
  const open: ZookeeperConfig = { maxClientCnxns: 0 };
  // @ts-expect-error -- the ensemble derives it
  const owned: ZookeeperConfig = { clientPort: 2182 };
  expect([open, owned]).toHaveLength(2);
  expect(Object.keys(OWNED_ZOOKEEPER_KEYS)).toContain("clientPort");
});

test.each([1, 3, 5, 7])("takes an ensemble of %i without a word", (size) => {
  const findings = new Findings();
  expect(resolveZookeepers(findings, size)).toBe(size);
  expect(findings).toMatchObject({ errors: [], warnings: [] });
});

test.each([2, 4, 6])("warns of an even ensemble of %i", (size) => {
  const findings = new Findings();
  expect(resolveZookeepers(findings, size)).toBe(size);
  expect(findings.warnings).toEqual([
    `'zookeepers' is ${size}: an even ensemble survives no more failures than one of ${size - 1} servers; ` +
      `use ${size - 1} or ${size + 1}`,
  ]);
});

test.each([
  [4000, {}, undefined],
  [40_000, {}, undefined],
  [3999, {}, [4000, 40_000]],
  [3000, { tickTime: 1000 }, [4000, 40_000]],
  [3000, { minSessionTimeout: 3000 }, undefined],
  [60_000, { maxSessionTimeout: 60_000 }, undefined],
  [2500, { minSessionTimeout: 2600 }, [2600, 40_000]],
])("a session timeout of %i with %j", (value, config, limits) => {
  const findings = new Findings();
  checkSessionTimeout(findings, value, config as never);
  expect(findings.errors).toEqual(
    limits === undefined
      ? []
      : [
          `'zookeeperSessionTimeoutMs' must be from ${limits[0]} to ${limits[1]}, the limits that ZooKeeper would ` +
            `impose in silence, got ${value}`,
        ],
  );
});
