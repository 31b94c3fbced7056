import { type BadInput } from "./bad-inputs";
import { BAD_TOPICS } from "./bad-topics";

const HOST_PATH = `'dataHostPath' must be an absolute path of the Docker host without "..", got`;
const CODECS = "uncompressed, gzip, snappy, lz4, zstd, producer";

const settings: BadInput[] = [
  {
    rule: "ownedKey",
    props: { config: { "num.partitions": 3 } },
    message: "'config' must not contain 'num.partitions': use 'numPartitions'",
  },
  {
    rule: "ownedKey",
    props: { brokerConfig: { 2: { "broker.rack": "x" } } },
    message: "'brokerConfig.2' must not contain 'broker.rack': use 'racks'",
  },
  {
    rule: "ownedKey",
    props: { brokerConfig: { 2: { "auto.create.topics.enable": true } } },
    message:
      "'brokerConfig.2' must not contain 'auto.create.topics.enable': it must be the same on every broker: use 'config'",
  },
  {
    rule: "ownedKey",
    props: { zookeeperConfig: { "server.1": "x" } },
    message: "'zookeeperConfig' must not contain 'server.1': it follows from 'zookeepers'",
  },
  {
    rule: "key",
    props: { config: { "a\nb": 1 } },
    message: `'config' must have keys that are one line of text, got "a\\nb"`,
  },
  {
    rule: "value",
    props: { config: { a: [1] } },
    message: "the value of 'a' in 'config' must be text, a finite number or a boolean, got [1]",
  },
  {
    rule: "valueOnOneLine",
    props: { config: { a: "x\nbroker.id=9" } },
    message: `the value of 'a' in 'config' must not contain a line break or NUL, got "x\\nbroker.id=9"`,
  },
  {
    rule: "valueOnOneLine",
    props: { zookeeperConfig: { a: "x\0" } },
    message: `the value of 'a' in 'zookeeperConfig' must not contain a line break or NUL, got "x\\u0000"`,
  },
  {
    rule: "promised",
    props: { config: { "auto.create.topics.enable": "maybe" } },
    message: `the value of 'auto.create.topics.enable' in 'config' must be true or false, known at synth, got "maybe"`,
  },
  {
    rule: "promised",
    props: { config: { "offsets.topic.replication.factor": 0 } },
    message:
      "the value of 'offsets.topic.replication.factor' in 'config' must be a whole number from 1, known at synth, got 0",
  },
  {
    rule: "map",
    props: { brokerConfig: { 1: null } },
    message: "'brokerConfig.1' must be an object with settings, got null",
  },
  {
    rule: "map",
    props: { config: new Map([["a", 1]]) },
    message: "'config' must be an object with settings, got {}",
  },
  {
    rule: "unknownProp",
    props: { listeners: { LAN: { firstPort: 9192, hostAdress: "10.0.0.5" } } },
    message:
      "'hostAdress' is not a prop of listeners.LAN; its props are firstPort, hostAddress, advertisedHost, authentication",
  },
  {
    rule: "codec",
    props: { config: { "compression.type": "brotli" } },
    message: `the value of 'compression.type' in 'config' must be one of ${CODECS}, got "brotli"`,
  },
  {
    rule: "sameSetting",
    props: { config: { "log.retention.hours": 1, "log.retention.ms": 1 } },
    message:
      "'config' must have only one of 'log.retention.ms', 'log.retention.hours': Kafka would ignore all but the first",
  },
  {
    rule: "sameSetting",
    props: { config: { "log.roll.hours": 1 }, brokerConfig: { 1: { "log.roll.ms": 1 } } },
    message:
      "'brokerConfig.1' must have only one of 'log.roll.ms', 'log.roll.hours': Kafka would ignore all but the first",
  },
  {
    rule: "brokerId",
    props: { brokerConfig: { 4: {} } },
    message: `'brokerConfig' must be keyed by broker ids from 1 to 3, got "4"`,
  },
  {
    rule: "brokerId",
    props: { brokerConfig: { "01": {} } },
    message: `'brokerConfig' must be keyed by broker ids from 1 to 3, got "01"`,
  },
  {
    rule: "sessionTimeout",
    props: { zookeeperSessionTimeoutMs: 1000 },
    message:
      "'zookeeperSessionTimeoutMs' must be from 4000 to 40000, the limits that ZooKeeper would impose in silence, got 1000",
  },
  {
    rule: "racks",
    props: { racks: [] },
    message: "'racks' must have at least one rack and each only once, got []",
  },
  {
    rule: "racks",
    props: { racks: ["a", "a"] },
    message: `'racks' must have at least one rack and each only once, got ["a","a"]`,
  },
  { rule: "list", props: { racks: "a" }, message: `'racks' must be a list of texts, got "a"` },
  {
    rule: "text",
    props: { racks: ["a\nb"] },
    message: `'racks' must be text on one line, without NUL, got "a\\nb"`,
  },
];

const processes: BadInput[] = [
  {
    rule: "heap",
    props: { memoryMiB: 1024 },
    message: "'heapMiB' must be less than 'memoryMiB' (1024), got 1024",
  },
  {
    rule: "heap",
    props: { zookeeperHeapMiB: 600, zookeeperMemoryMiB: 512 },
    message: "'zookeeperHeapMiB' must be less than 'zookeeperMemoryMiB' (512), got 600",
  },
  {
    rule: "envName",
    props: { env: { "A-B": "x" } },
    message: `'env' must have names of letters, digits and underscores, got "A-B"`,
  },
  {
    rule: "text",
    props: { env: { A: "x\ny" } },
    message: `'env.A' must be text on one line, without NUL, got "x\\ny"`,
  },
  {
    rule: "ownedKey",
    props: { zookeeperEnv: { SERVER_PROPERTIES: "x" } },
    message: "'zookeeperEnv' must not contain 'SERVER_PROPERTIES': it carries the server's settings",
  },
  {
    rule: "jvmOption",
    props: { jvmOptions: ["Xss1m"] },
    message: `'jvmOptions' must have options that begin with "-", got "Xss1m"`,
  },
  {
    rule: "ownedJvmOption",
    props: { jvmOptions: ["-Xmx4g"] },
    message: `'jvmOptions' must not contain "-Xmx4g": use 'heapMiB'`,
  },
  {
    rule: "ownedJvmOption",
    props: { zookeeperJvmOptions: ["-Duser.home=/x"] },
    message: `'zookeeperJvmOptions' must not contain "-Duser.home=/x": it tells brokers which cluster ZooKeeper has data of`,
  },
  {
    rule: "ownedJvmOption",
    props: { zookeeperJvmOptions: ["-cp"] },
    message: `'zookeeperJvmOptions' must not contain "-cp": the class path is that of the image`,
  },
];

const storage: BadInput[] = [
  {
    rule: "hostPath",
    props: { dataRetention: "retain", dataHostPath: 5 },
    message: `${HOST_PATH} 5`,
  },
  ...["data", "/a/../b", "/", "/a:b", "/a\nb"].map((dataHostPath): BadInput => ({
    rule: "hostPath",
    props: { dataRetention: "retain", dataHostPath },
    message: `${HOST_PATH} ${JSON.stringify(dataHostPath)}`,
  })),
  {
    rule: "hostPathRetention",
    props: { dataHostPath: "/srv/kafka" },
    message: `'dataRetention' must be "retain" with 'dataHostPath': Terraform cannot delete files of the Docker host, got "destroy"`,
  },
  {
    rule: "oneOf",
    props: { dataRetention: "keep" },
    message: `'dataRetention' must be "retain" or "destroy", got "keep"`,
  },
];

/** Settings, processes, storage and topics that a cluster can be refused for. */
export const BAD_SETTINGS: readonly BadInput[] = [...settings, ...processes, ...storage, ...BAD_TOPICS];
