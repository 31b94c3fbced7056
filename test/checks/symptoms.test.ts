import { recognize, SYMPTOMS } from "../../checks/symptoms";

// Lines as Kafka 3.9, ZooKeeper 3.8, Docker 20.10, Node.js 20 and kafkajs 2.2 write them.
const LINES: ReadonlyArray<readonly [string, string, string]> = [
  ["image missing", "No such image: apache/kafka:3.9.2", "does not have the image apache/kafka:3.9.2"],
  [
    "out of heap",
    "java.lang.OutOfMemoryError: Java heap space",
    "ran out of memory in kafka-2: Java heap space",
  ],
  [
    "port taken",
    "driver failed programming external connectivity on endpoint kafka-2 (abc): Bind for 127.0.0.1:9093 failed: port is already allocated",
    "a port that kafka-2 publishes is in use: Bind for 127.0.0.1:9093 failed: port is already allocated",
  ],
  [
    "port taken",
    "Error starting userland proxy: listen tcp4 127.0.0.1:9093: bind: address already in use",
    "listen tcp4 127.0.0.1:9093: bind: address already in use",
  ],
  [
    "disk full",
    "[2026-11-24 10:00:00,000] ERROR Error while appending records (org.apache.kafka.storage.internals.log.LogDirFailureChannel) java.io.IOException: No space left on device",
    "the disk that holds the data of kafka-2 is full",
  ],
  [
    "InconsistentClusterId",
    "kafka.common.InconsistentClusterIdException: The Cluster ID ABC doesn't match stored clusterId Some(DEF) in meta.properties.",
    "than ZooKeeper's, which is ABC",
  ],
  [
    "InconsistentClusterId",
    "java.lang.RuntimeException: Invalid cluster.id in: /var/lib/kafka/data/meta.properties. Expected ABC, but read DEF",
    "than ZooKeeper's, which is ABC",
  ],
  [
    "InconsistentBrokerId",
    "kafka.common.InconsistentBrokerIdException: Configured broker.id 2 doesn't match stored broker.id Some(1) in meta.properties.",
    "given the data of another broker",
  ],
  [
    "InconsistentBrokerId",
    "java.lang.RuntimeException: Stored node id 1 doesn't match previous node id 2 in /var/lib/kafka/data/meta.properties.",
    "Stored node id 1 doesn't match previous node id 2",
  ],
  [
    "NodeExists",
    "[2026-11-24 10:00:00,000] ERROR Error while creating ephemeral at /brokers/ids/2, node already exists and owner '7' does not match current session '8' org.apache.zookeeper.KeeperException$NodeExistsException: KeeperErrorCode = NodeExists",
    "cannot register",
  ],
  [
    "ZooKeeper unreachable",
    "kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING",
    "kafka-2 cannot reach ZooKeeper",
  ],
  ["certificate expired", "Connection error: certificate has expired", "a certificate has expired"],
  [
    "certificate expired",
    "javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateExpiredException: NotAfter: Sat Jan 01",
    "a certificate has expired",
  ],
  [
    "wrong listener protocol",
    "[SocketServer listenerType=ZK_BROKER, nodeId=2] Failed authentication with /172.18.0.1 (channelId=1) (SSL handshake failed) (org.apache.kafka.common.network.Selector)",
    "speak different protocols at this address (PLAINTEXT, SSL, SASL): SSL handshake failed",
  ],
  [
    "wrong listener protocol",
    "IllegalSaslStateException: Unexpected Kafka request of type METADATA during SASL handshake.",
    "Unexpected Kafka request of type METADATA during SASL handshake",
  ],
  [
    "authentication",
    "SASL PLAIN authentication failed (SASL_AUTHENTICATION_FAILED)",
    "does not know this client",
  ],
  [
    "authorization",
    "Not authorized (TOPIC_AUTHORIZATION_FAILED)",
    "does not let it do this: TOPIC_AUTHORIZATION_FAILED",
  ],
  ["too few replicas", "rejected (NOT_ENOUGH_REPLICAS)", "fewer brokers are in sync"],
  [
    "too few replicas",
    "Messages are rejected since there are fewer in-sync replicas than required",
    "topics need: fewer in-sync replicas than required",
  ],
  [
    "too few replicas",
    "Replication-factor is invalid (INVALID_REPLICATION_FACTOR)",
    "INVALID_REPLICATION_FACTOR",
  ],
  ["no permission", "java.nio.file.AccessDeniedException: /var/lib/kafka/data/x", "/var/lib/kafka/data/x"],
  [
    "unreachable advertised address",
    "Connection error: connect ECONNREFUSED 127.0.0.1:9999",
    "from here: ECONNREFUSED 127.0.0.1:9999",
  ],
  ["unreachable advertised address", "127.0.0.1:1: ECONNREFUSED", "from here: 127.0.0.1:1: ECONNREFUSED"],
  [
    "unreachable advertised address",
    "Connection error: getaddrinfo ENOTFOUND kafka-3",
    "from here: ENOTFOUND kafka-3",
  ],
];

test.each(LINES)("recognises %s in: %s", (name, line, cause) => {
  const found = recognize({ container: "kafka-2", lines: ["something else", line] });
  expect(found).toMatchObject({ name, cause: expect.stringContaining(cause) as string });
});

test.each([
  ["out of memory kill", { exists: true, status: "restarting", oomKilled: true }, "kernel killed kafka-2"],
  ["killed", { exists: true, status: "exited", exitCode: 137 }, "kafka-2 was killed (SIGKILL)"],
  ["stopped", { exists: true, status: "exited", exitCode: 143 }, "kafka-2 was stopped by hand"],
  ["paused", { exists: true, status: "paused" }, "kafka-2 was paused by hand"],
])("recognises %s by the state of the container", (name, state, cause) => {
  const found = recognize({ container: "kafka-2", state, lines: [] });
  expect(found).toMatchObject({ name, cause: expect.stringContaining(cause) as string });
  expect(
    recognize({ container: "kafka-2", state: { exists: true, status: "running" }, lines: [] }),
  ).toBeUndefined();
});

test("a setting that is refused is recognised in a broker that does not come up, with the reason", () => {
  const lines = [
    "org.apache.kafka.common.config.ConfigException: Invalid value abc for configuration num.io.threads",
  ];
  const stopped = { exists: true, status: "restarting", restarts: 3 };
  expect(recognize({ container: "kafka-2", state: stopped, lines })).toMatchObject({
    name: "broken setting",
    cause:
      "kafka-2 refuses its settings: ConfigException: Invalid value abc for configuration num.io.threads",
  });
  const again = { exists: true, status: "running", health: "starting", restarts: 3 };
  expect(recognize({ container: "kafka-2", state: again, lines })?.name).toBe("broken setting");
  expect(
    recognize({ container: "kafka-2", state: { exists: true, status: "running" }, lines }),
  ).toBeUndefined();
});

test("what explains others comes first, and the newest line tells", () => {
  const lines = [
    "KeeperErrorCode = NodeExists",
    "Connection error: connect ECONNREFUSED 127.0.0.1:1",
    "java.io.IOException: No space left on device",
    "Connection error: connect ECONNREFUSED 127.0.0.1:2",
  ];
  expect(recognize({ container: "kafka-2", lines })!.name).toBe("disk full");
  expect(recognize({ lines: lines.filter((line) => line.startsWith("Connection")) })!.cause).toContain(
    "127.0.0.1:2",
  );
});

test("the log of a server that is well tells of its clients, not of what it has got over", () => {
  const of = (line: string) => recognize({ container: "kafka-2", well: true, lines: [line] })?.name;
  expect(of("kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out")).toBeUndefined();
  expect(of("KeeperErrorCode = NodeExists")).toBeUndefined();
  expect(of("Failed authentication with /172.18.0.1 (SSL handshake failed)")).toBe("wrong listener protocol");
});

test("what was stopped by hand is not explained by what it had logged before, unless it could not be started", () => {
  const lines = ["KeeperErrorCode = NodeExists", "Bind for 127.0.0.1:9093 failed: port is already allocated"];
  const state = { exists: true, status: "exited", exitCode: 143 };
  expect(recognize({ container: "kafka-2", state, lines })!.name).toBe("stopped");
  expect(recognize({ container: "kafka-2", state: { ...state, error: lines[1]! }, lines })!.name).toBe(
    "port taken",
  );
});

test("what is not known is not guessed", () => {
  expect(
    recognize({ container: "kafka-2", lines: ["INFO started (kafka.server.KafkaServer)"] }),
  ).toBeUndefined();
});

test("every symptom is told by something, and says what to do", () => {
  for (const { cause, line, name, remedy, state } of SYMPTOMS) {
    expect([name, line ?? state]).not.toContain(undefined);
    expect(cause.length).toBeGreaterThan(20);
    expect(remedy.length).toBeGreaterThan(20);
  }
  const tested = new Set([
    ...LINES.map(([name]) => name),
    "out of memory kill",
    "killed",
    "stopped",
    "paused",
    "broken setting",
  ]);
  expect(SYMPTOMS.filter(({ name }) => !tested.has(name))).toEqual([]);
});
