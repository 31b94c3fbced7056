import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, must, run } from "../support/deployment";
import { expectFailure, reportOf } from "../support/expect-failure";
import { type HandMadeBroker, HandMadeCluster } from "../support/hand-made";

// Servers in states that the constructs do not allow, made by hand.
const PORT = 25392;
const cluster = new HandMadeCluster("e2e-servers");
const folder = mkdtempSync(join(tmpdir(), "e2e-servers-"));
const manifest = join(folder, "manifest.json");
// The servers' user must get in.
chmodSync(folder, 0o755);

beforeAll(() => writeFileSync(manifest, JSON.stringify(cluster.manifest(PORT))));
beforeEach(() => cluster.begin());
afterEach(() => cluster.end());
afterAll(() => rmSync(folder, { recursive: true }));

const broker = (props: Partial<HandMadeBroker>) => cluster.broker({ id: 1, port: PORT, ...props });
const started = () => cluster.untilLogged("e2e-servers-1", "started (kafka.server.KafkaServer)");
type Expected = Parameters<typeof expectFailure>[2];

/** A broker that does not come up, and logs why; so no broker can be reached. */
async function unstarted(logged: string, expected: Expected): Promise<void> {
  await cluster.untilLogged("e2e-servers-1", logged);
  await expectFailure(manifest, "containers", expected, ["--timeout", "5"], 2);
}

/** One that is up, and fails a later check. */
const failure = (check: string, expected: Expected, seconds: number, ...args: string[]) =>
  expectFailure(manifest, check, expected, ["--timeout", `${seconds}`, ...args]);

/** A key and a certificate in one file, as Kafka takes them, valid between two days (yymmdd). */
async function certificate(first: string, last: string): Promise<string> {
  const config = `
    [ca]
    default_ca = own
    [own]
    database = ${folder}/index.txt
    serial = ${folder}/serial
    new_certs_dir = ${folder}
    default_md = sha256
    policy = policy
    x509_extensions = extensions
    [policy]
    commonName = supplied
    [extensions]
    subjectAltName = DNS:e2e-servers-1,DNS:localhost,IP:127.0.0.1`;
  writeFileSync(join(folder, "ca.cnf"), config);
  writeFileSync(join(folder, "index.txt"), "");
  writeFileSync(join(folder, "serial"), "01");
  const dates = `-startdate ${first}000000Z -enddate ${last}000000Z`;
  const script = `cd ${folder}
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -subj /CN=ca -days 3650 -out ca.pem
    openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=e2e-servers-1 -out request.pem
    openssl ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca-key.pem -in request.pem -out cert.pem ${dates}
    cat key.pem cert.pem >both.pem && chmod 644 *.pem`;
  await must("bash", ["-euc", script]);
  return `${folder}:/certificates:ro`;
}

const SSL = {
  "ssl.keystore.type": "PEM",
  "ssl.keystore.location": "/certificates/both.pem",
  "ssl.truststore.type": "PEM",
  "ssl.truststore.location": "/certificates/ca.pem",
};

test("a broker with the data of another cluster", async () => {
  const data = "version=0\\nbroker.id=1\\ncluster.id=T3RoZXJDbHVzdGVySWQxMg\\n";
  await broker({ before: `printf '${data}' >/tmp/data/meta.properties` });
  await unstarted("Invalid cluster.id", {
    actual: /restart/,
    cause: /the data of e2e-servers-1 belong to another cluster than ZooKeeper's/,
    remedy: /put back the volume that was lost/,
  });
});

test("a broker with the data of another broker", async () => {
  await broker({ before: `printf 'version=0\\nbroker.id=7\\n' >/tmp/data/meta.properties` });
  const cause =
    /was given the data of another broker: (Configured broker\.id 1|Stored node id 7) doesn't match/;
  await unstarted("Stored node id", { cause, remedy: /give each broker its own volume again/ });
});

test("a broker whose id another process has", async () => {
  await broker({ port: undefined, name: "e2e-servers-other" });
  await cluster.untilLogged("e2e-servers-other", "started (kafka.server.KafkaServer)");
  await broker({});
  const cause = /e2e-servers-1 cannot register: ZooKeeper still has a session of its broker id/;
  await unstarted("NodeExists", { cause, remedy: /another container runs with the same broker id/ });
});

test("a broker whose settings are refused", async () => {
  await broker({ settings: { "num.io.threads": "many" } });
  const cause =
    /refuses its settings: ConfigException: Invalid value many for configuration num\.io\.threads/;
  await unstarted("ConfigException", { cause, remedy: /mend the setting in 'config'/ });
});

test("a broker that cannot find ZooKeeper", async () => {
  await broker({
    settings: { "zookeeper.connect": "nowhere:2181", "zookeeper.connection.timeout.ms": "2000" },
  });
  const cause = /e2e-servers-1 cannot reach ZooKeeper/;
  await unstarted("ZooKeeperClientTimeoutException", {
    cause,
    remedy: /see whether ZooKeeper's containers run/,
  });
});

test("a broker whose disk is full", async () => {
  const [image, disk] = [join(folder, "disk.img"), join(folder, "disk")];
  mkdirSync(disk);
  await must("bash", [
    "-c",
    `truncate -s 40M ${image} && mkfs.ext4 -q -F ${image} && mount -o loop ${image} ${disk} && mkdir -m 777 ${disk}/data`,
  ]);
  try {
    await broker({
      docker: ["-v", `${disk}/data:/tmp/data`],
      settings: { "log.index.size.max.bytes": "4096" },
    });
    await started();
    await run("dd", ["if=/dev/zero", `of=${join(disk, "fill")}`, "bs=64k"]);
    // Whatever writes next finds it out: a new topic's log, or a record.
    const { checks } = await reportOf(manifest, ["--timeout", "10"], 1);
    expect(checks).toContainEqual(
      expect.objectContaining({
        status: "failed",
        cause: expect.stringContaining("the disk that holds the data of e2e-servers-1 is full") as string,
        remedy: expect.stringContaining("free space on it") as string,
      }),
    );
  } finally {
    await docker("rm", "-fv", "e2e-servers-1");
    await must("umount", [disk]);
  }
});

test("a listener that speaks TLS where the declared one does not", async () => {
  const mount = ["-v", await certificate("200101", "491231")];
  const map = { "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:SSL" };
  await broker({ docker: mount, settings: { ...SSL, ...map } });
  await started();
  const cause = /client and broker speak different protocols at this address/;
  await expectFailure(
    manifest,
    "brokers",
    { cause, remedy: /let the client use the protocol/ },
    ["--timeout", "4"],
    2,
  );
});

test("a listener that wants a user", async () => {
  const jaas = `org.apache.kafka.common.security.plain.PlainLoginModule required user_app="secret";`;
  await broker({
    settings: {
      "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:SASL_PLAINTEXT",
      "listener.name.external.sasl.enabled.mechanisms": "PLAIN",
      "listener.name.external.plain.sasl.jaas.config": jaas,
    },
  });
  await started();
  const cause =
    /client and broker speak different protocols .*Unexpected Kafka request of type \w+ during SASL/;
  await expectFailure(
    manifest,
    "brokers",
    { cause, remedy: /let the client use the protocol/ },
    ["--timeout", "4"],
    2,
  );
});

test("brokers that do not know each other's password", async () => {
  const jaas = `org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="wrong" user_admin="right";`;
  await broker({
    settings: {
      "listener.security.protocol.map": "INTERNAL:SASL_PLAINTEXT,EXTERNAL:PLAINTEXT",
      "sasl.mechanism.inter.broker.protocol": "PLAIN",
      "listener.name.internal.sasl.enabled.mechanisms": "PLAIN",
      "listener.name.internal.plain.sasl.jaas.config": jaas,
    },
  });
  await started();
  const cause = /the broker does not know this client: .*[Aa]uthentication/;
  await failure(
    "brokers",
    { actual: /^no brokers$/, cause, remedy: /give the client a user and a password/ },
    6,
  );
});

test("brokers whose certificate has expired", async () => {
  const mount = ["-v", await certificate("200101", "200201")];
  const map = { "listener.security.protocol.map": "INTERNAL:SSL,EXTERNAL:PLAINTEXT" };
  await broker({ docker: mount, settings: { ...SSL, ...map } });
  const cause = /a certificate has expired/;
  await unstarted("validity check failed", { cause, remedy: /renew it/ });
});

test("a client that may not write", async () => {
  await broker({
    settings: {
      "authorizer.class.name": "kafka.security.authorizer.AclAuthorizer",
      "allow.everyone.if.no.acl.found": "true",
    },
  });
  await started();
  const acl = (...args: string[]) =>
    docker(
      ...[
        "exec",
        "e2e-servers-1",
        "/opt/kafka/bin/kafka-acls.sh",
        "--bootstrap-server",
        "127.0.0.1:19092",
        "--add",
      ],
      ...["--topic", "cdktf-kafka-docker-check-", "--resource-pattern-type", "prefixed", ...args],
    );
  await acl("--allow-principal", "User:ANONYMOUS", "--operation", "All");
  await acl("--deny-principal", "User:ANONYMOUS", "--operation", "Write");
  const cause = /the broker knows this client, but does not let it do this: TOPIC_AUTHORIZATION_FAILED/;
  await failure("round-trip", { cause, remedy: /grant it with `kafka-acls\.sh/ }, 15);
});

test("and one of them that is sound passes", async () => {
  await broker({});
  await started();
  const { code, output } = await run("node", ["dist/bin/kafka-docker.js", "check", "--manifest", manifest]);
  expect({ code, output }).toSucceed();
});
