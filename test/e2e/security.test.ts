import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:net";
import { type ConnectionOptions, createServer } from "node:tls";
import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { isAnswered, isAnsweredInPlain } from "../../checks/intruder";
import { initPki } from "../../operations/pki/init";
import { declare } from "../support/declared-stack";
import { check, Deployment, run } from "../support/deployment";
import { handshake } from "../support/handshake";
import { KafkaLogin } from "../support/kafka-login";

// Whoever does not belong is kept out of a real cluster, one attack at a time; beside it runs one that is not secured.
const cluster = new Deployment("e2e-secured", {});
const plain = new Deployment("e2e-plain", {});
const secrets = mkdtempSync(join(tmpdir(), "e2e-secured-"));
const PROPS: KafkaClusterProps = {
  ...{ zookeepers: 3, firstPort: 29192, heapMiB: 384, zookeeperHeapMiB: 128 },
  security: { folder: join(secrets, "own") },
};

const file = (...path: string[]) => readFileSync(join(secrets, "own", ...path), "utf8");
const ca = () => file("ca.crt");
const admin = (): ConnectionOptions => ({
  ca: ca(),
  cert: file("users", "admin", "admin.crt"),
  key: file("users", "admin", "admin.key"),
});
const [EXTERNAL, ADMIN] = ["127.0.0.1:29192", "127.0.0.1:30192"];
const password = () => file("users", "billing", "password");
const login = (name: string, secret: string) => new KafkaLogin([EXTERNAL], name, secret, { ca: ca() });

function declareSecured(more: (kafka: ReturnType<typeof declare>) => void = () => undefined) {
  return declare(cluster, PROPS, (kafka) => {
    const orders = kafka.addTopic("orders", { partitions: 3 });
    kafka.addTopic("salaries", { partitions: 1 });
    const billing = kafka.addUser("billing", { quotas: { producerByteRate: 10_000_000 } });
    orders.grantRead(billing, { group: "billing" });
    orders.grantWrite(billing);
    more(kafka);
  });
}

afterAll(async () => {
  await cluster.cleanUp();
  await plain.cleanUp();
  rmSync(secrets, { recursive: true, force: true });
});

test("one deploy makes it: certificates, 3 brokers, 3 ZooKeeper servers, topics, a user, grants; it passes", async () => {
  declare(plain, { brokers: 1, firstPort: 29092, heapMiB: 384, zookeeperHeapMiB: 128 });
  declareSecured((kafka) => kafka.grantAdmin(kafka.addUser("leaver")));
  const secured = await cluster.apply();
  expect(secured).toSucceed();
  expect(await plain.apply()).toSucceed();
  expect(secured.output).toContain("e2e-secured works: 16 of 16 checks passed");
});

test("the second plan is empty, of the one that is not secured too", async () => {
  expect(await cluster.plan()).toSucceed();
  expect(await plain.plan()).toSucceed();
});

test("the whole ladder passes", async () => {
  expect(await cluster.check()).toSucceed();
});

test("who belongs gets in: the administrator by certificate, a user by password", async () => {
  expect(await isAnswered(ADMIN, admin())).toBe(true);
  expect(await login("billing", password()).write("orders")).toBe("done");
  expect(await login("billing", password()).read("orders", "billing")).toBe("done");
});

describe("an attack is repelled:", () => {
  test("plain text to a port of TLS", async () => {
    expect(await isAnsweredInPlain(EXTERNAL)).toBe(false);
    expect(await isAnsweredInPlain(ADMIN)).toBe(false);
    // The same request is answered by a cluster that is not secured.
    expect(await isAnsweredInPlain("127.0.0.1:29092")).toBe(true);
  });

  test("no credentials", async () => {
    expect(await isAnswered(EXTERNAL, { ca: ca() })).toBe(false);
    expect(await isAnswered(ADMIN, { ca: ca() })).toBe(false);
  });

  test("a wrong password", async () => {
    expect(await login("billing", "not-the-password").describe("orders")).toMatch(/authentication/i);
  });

  test("a certificate of a foreign authority", async () => {
    const foreign = join(secrets, "foreign");
    await initPki(cluster.manifest, { folder: foreign });
    const [cert, key] = ["crt", "key"].map((end) =>
      readFileSync(join(foreign, "users", "admin", `admin.${end}`), "utf8"),
    );
    expect(await isAnswered(ADMIN, { ca: ca(), cert, key })).toBe(false);
  });

  test("a certificate that has expired", async () => {
    const script = `openssl req -new -key users/admin/admin.key -subj /O=e2e-secured/CN=admin -out old.csr
      printf '[ca]\\ndefault_ca=o\\n[o]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\n[p]\\norganizationName=supplied\\ncommonName=supplied\\n' >ca.cnf
      : >index.txt; echo 01 >serial
      openssl ca -batch -notext -config ca.cnf -cert ca.crt -keyfile ca.key -in old.csr -out old.crt -startdate 200101000000Z -enddate 210101000000Z
      rm -f ca.cnf index.txt* serial* old.csr 01.pem`;
    expect(await run("bash", ["-euc", script], { cwd: join(secrets, "own") })).toSucceed();
    expect(await isAnswered(ADMIN, { ...admin(), cert: file("old.crt") })).toBe(false);
    rmSync(join(secrets, "own", "old.crt"));
  });

  test("TLS 1.2 where 1.3 alone is on", async () => {
    expect(await handshake(30192, { ...admin(), maxVersion: "TLSv1.2" })).toMatch(
      /alert|reset|protocol version|closed/i,
    );
    expect(await handshake(30192, admin())).toBe("TLSv1.3");
  });

  test.each<[string, (user: KafkaLogin) => Promise<string>]>([
    ["reads beyond its grants", (user) => user.read("salaries", "billing")],
    ["writes beyond them", (user) => user.write("salaries")],
    ["describes beyond them", (user) => user.describe("salaries")],
    ["creates a topic", (user) => user.create("mine")],
    ["deletes a topic", (user) => user.remove("orders")],
    ["joins another group", (user) => user.read("orders", "payroll")],
    ["takes a name that begins like its own", (user) => user.write("orders2")],
  ])("a user %s", async (_, attempt) => {
    expect(await attempt(login("billing", password()))).toMatch(/AUTHORIZATION_FAILED|not authorized/i);
  });

  test("a client of the cluster's network reaches for ZooKeeper", async () => {
    const reached = await onNetwork(
      "e2e-secured",
      "exec 3<>/dev/tcp/e2e-secured-zookeeper-1/2181 && echo reached",
    );
    expect(reached.output).not.toContain("reached");
    const broker = await onNetwork("e2e-secured", "exec 3<>/dev/tcp/e2e-secured-1/19092 && echo reached");
    expect(broker.output).toContain("reached");
  });

  test("somebody on ZooKeeper's network writes a znode without credentials", async () => {
    const client =
      "java -cp '/opt/kafka/libs/*' org.apache.zookeeper.ZooKeeperMain -server e2e-secured-zookeeper-1:2181";
    const { output } = await onNetwork(
      "e2e-secured-zookeeper",
      `timeout 60 ${client} create /intruder x 2>&1`,
    );
    expect(output).toMatch(/failed to authenticate|AUTH/i);
    expect(output).not.toContain("Created /intruder");
  });

  test("a line break in a prop would set a property of the broker", () => {
    const config = { "log.retention.hours": "1\nsuper.users=User:billing" };
    expect(() => declare(new Deployment("e2e-injected", {}), { ...PROPS, config })).toThrow(
      "must not contain a line break",
    );
    const superUsers = ["CN=a;User:billing"];
    const security = { superUsers };
    expect(() => declare(new Deployment("e2e-injected", {}), { ...PROPS, security })).toThrow(
      "'security.superUsers'",
    );
  });

  test("a key that others can read, or that is a symbolic link, is not used", async () => {
    const key = join(secrets, "own", "users", "admin", "admin.key");
    chmodSync(key, 0o644);
    expect((await cluster.check("--only", "brokers")).output).toMatch(/admin\.key.*mode is 0644.*chmod 600/s);
    chmodSync(key, 0o600);
    renameSync(key, `${key}.real`);
    symlinkSync(`${key}.real`, key);
    expect((await cluster.check("--only", "brokers")).output).toMatch(/admin\.key.*symbolic link/s);
    rmSync(key);
    renameSync(`${key}.real`, key);
    expect(await cluster.check("--only", "brokers")).toSucceed();
  });

  test("a user that was taken out of the code has nothing left", async () => {
    const leaver = file("users", "leaver", "password");
    expect(await login("leaver", leaver).describe("salaries")).toBe("done");
    declareSecured();
    expect(await cluster.apply()).toSucceed();
    expect(await login("leaver", leaver).describe("salaries")).toMatch(/authentication/i);
  });
});

test("the check finds a broker that lets in whoever comes", async () => {
  // A listener with the broker's own certificate, without questions; behind it the cluster that is not secured.
  const pem = file("servers", "e2e-secured-1", "keystore.pem");
  const open = createServer({ cert: pem, key: pem, minVersion: "TLSv1.2" }, (client) => {
    const broker = connect(29092, "127.0.0.1");
    client.pipe(broker).pipe(client);
    for (const socket of [client, broker])
      socket.on("error", () => [client, broker].map((one) => one.destroy()));
  });
  await new Promise<void>((listening) => open.listen(28992, "127.0.0.1", listening));
  const [first, ...others] = cluster.manifest.brokers;
  const brokers = [{ ...first!, admin: "127.0.0.1:28992", external: "127.0.0.1:28992" }, ...others];
  const manifest = join(secrets, "open.manifest.json");
  writeFileSync(manifest, JSON.stringify({ ...cluster.manifest, brokers }));
  const { code, output } = await check("--manifest", manifest, "--only", "addresses,security");
  open.close();
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringContaining(
      "let in: an administrator without a certificate at broker 1; a client that proves nothing at broker 1; a version of TLS that is not declared at broker 1",
    ) as string,
  });
});

test("destroy leaves nothing but the folder of secrets", async () => {
  await Promise.all([cluster.destroy(), plain.destroy()]);
  expect(await cluster.leftovers()).toEqual([]);
  expect(file("ca.crt")).toContain("CERTIFICATE");
});

function onNetwork(network: string, script: string) {
  const label = "cdktf-kafka-docker.cluster=e2e-secured";
  const image = cluster.image ?? "apache/kafka:3.9.2";
  const args = [
    "run",
    "--rm",
    "--network",
    network,
    "--label",
    label,
    "--entrypoint",
    "bash",
    image,
    "-c",
    script,
  ];
  return run("docker", args);
}
