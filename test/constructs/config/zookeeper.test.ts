import { zookeeperProperties } from "../../../constructs/config/zookeeper";

test("one server stands alone", () => {
  const properties = zookeeperProperties(["kafka-zookeeper-1"], "/data");
  expect(Object.keys(properties).filter((key) => key.startsWith("server."))).toEqual([]);
  expect(properties).toMatchObject({ clientPort: 2181, dataDir: "/data" });
});

test("the servers of an ensemble know each other", () => {
  expect(zookeeperProperties(["a", "b", "c"], "/data")).toMatchObject({
    "server.1": "a:2888:3888",
    "server.2": "b:2888:3888",
    "server.3": "c:2888:3888",
    quorumListenOnAllIPs: true,
  });
});

test("answers what its health check asks, and nothing else", () => {
  expect(zookeeperProperties(["a"], "/data")["4lw.commands.whitelist"]).toBe("srvr");
});

test("purges old snapshots and serves no admin page", () => {
  expect(zookeeperProperties(["a"], "/data")).toMatchObject({
    "autopurge.purgeInterval": 1,
    "admin.enableServer": false,
  });
});
