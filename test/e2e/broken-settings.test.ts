import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ManifestTopic } from "../../manifest";
import { chosenImage, Deployment, docker, untilHealthy } from "../support/deployment";
import { expectFailure, reportOf } from "../support/expect-failure";

// One cluster whose containers are sound, broken in every way that Kafka itself can be.
const name = "e2e-settings";
const cluster = new Deployment(name, { KAFKA_FIRST_PORT: "25292" });

beforeAll(() => cluster.deploy());
afterAll(() => cluster.cleanUp());

const kafka = (tool: string, ...args: string[]) => cluster.kafka(tool, ...args);
const failure = (one: string, expected: Parameters<typeof expectFailure>[2], ...args: string[]) =>
  expectFailure(cluster.manifestFile, one, expected, args);

const setting = (entity: readonly string[], ...change: string[]) =>
  kafka("kafka-configs.sh", "--alter", ...entity, ...change);

function withTopic(topic: Partial<ManifestTopic> & { name: string }): string {
  const file = join(cluster.folder, `${topic.name}.manifest.json`);
  const declared = { partitions: 3, replicationFactor: 3, config: {}, ...topic };
  writeFileSync(file, JSON.stringify({ ...cluster.manifest, topics: [declared] }));
  return file;
}

test("a default that was changed behind the constructs' back", async () => {
  const all = ["--entity-type", "brokers", "--entity-default"];
  await setting(all, "--add-config", "min.insync.replicas=1");
  try {
    const result = await failure("defaults", {
      actual: /min\.insync\.replicas=1 on broker 1, min\.insync\.replicas=1 on broker 2/,
      cause: /changed behind the constructs' back/,
      remedy: /delete it there \(--delete-config\), or have `kafka-docker apply-settings` set it back/,
    });
    expect(result.expected).toBe("min.insync.replicas=2");
  } finally {
    await setting(all, "--delete-config", "min.insync.replicas");
  }
});

test("a setting of one broker", async () => {
  const one = ["--entity-type", "brokers", "--entity-name", "2"];
  await setting(one, "--add-config", "unclean.leader.election.enable=true");
  try {
    await failure("defaults", {
      actual: /^unclean\.leader\.election\.enable=true on broker 2$/,
      remedy: /delete it there/,
    });
  } finally {
    await setting(one, "--delete-config", "unclean.leader.election.enable");
  }
});

test("a broker with a wrong advertised address", async () => {
  const one = ["--entity-type", "brokers", "--entity-name", "3"];
  const wrong = "advertised.listeners=[INTERNAL://e2e-settings-3:19092,EXTERNAL://127.0.0.1:9999]";
  await setting(one, "--add-config", wrong);
  try {
    await failure(
      "brokers",
      {
        actual: /3 at 127\.0\.0\.1:9999/,
        cause: /broker 3 advertises another address than the declared one/,
        remedy: /--entity-name 3 --delete-config advertised\.listeners/,
      },
      ...["--timeout", "4"],
    );
  } finally {
    await setting(one, "--delete-config", "advertised.listeners");
  }
});

test("a declared topic that is not there", async () => {
  await expectFailure(
    withTopic({ name: "absent" }),
    "topics",
    {
      actual: /absent is not there/,
      cause: /was deleted, or not created yet/,
      remedy: /kafka-docker apply-topics mends it/,
    },
    ["--timeout", "2"],
  );
});

test("a declared topic with too few replicas, another number of partitions and another setting", async () => {
  await kafka(
    "kafka-topics.sh",
    "--create",
    "--topic",
    "few",
    "--partitions",
    "2",
    "--replication-factor",
    "2",
  );
  const file = withTopic({ name: "few", config: { "cleanup.policy": "compact" } });
  const actual = /few partitions 2; few replicas 2; few cleanup\.policy=delete/;
  const args = ["--timeout", "2"];
  await expectFailure(
    file,
    "topics",
    {
      actual,
      cause: /was made or changed by something else than a deploy/,
      remedy: /kafka-docker plan tells what differs/,
    },
    args,
  );
});

test("a declared topic that may elect an unclean leader", async () => {
  const options = [
    "--partitions",
    "3",
    "--replication-factor",
    "3",
    "--config",
    "unclean.leader.election.enable=true",
  ];
  await kafka("kafka-topics.sh", "--create", "--topic", "unclean", ...options);
  await expectFailure(
    withTopic({ name: "unclean" }),
    "topics",
    {
      actual: /unclean unclean\.leader\.election\.enable=true/,
      cause: /was set behind the constructs' back/,
      remedy: /--delete-config unclean\.leader\.election\.enable/,
    },
    ["--timeout", "2"],
  );
});

test("a topic of Kafka's own whose replication is not the declared one", async () => {
  const file = join(cluster.folder, "internal.manifest.json");
  const defaults = { ...cluster.manifest.defaults, "offsets.topic.replication.factor": "2" };
  writeFileSync(file, JSON.stringify({ ...cluster.manifest, defaults }));
  const args = ["--only", "internal-topics", "--timeout", "2"];
  const cause = /was made when there were other brokers or another setting/;
  await expectFailure(
    file,
    "internal-topics",
    { actual: /3 replicas/, cause, remedy: /kafka-reassign-partitions/ },
    args,
  );
});

test("leaders that are not the preferred ones are a warning, not a failure", async () => {
  await kafka("kafka-topics.sh", "--create", "--topic", "moved", "--replica-assignment", "1:2:3,2:3:1,3:1:2");
  // Not the controller: a new one gives leadership back to who is preferred, some seconds after it was elected.
  const { output } = await cluster.check("--only", "brokers");
  const id = /controller 3/.test(output) ? 2 : 3;
  await docker("restart", "-t", "60", `${name}-${id}`);
  await untilHealthy(`${name}-${id}`);
  const file = withTopic({ name: "moved" });
  const report = await reportOf(file, ["--only", "brokers,partitions,topics"], 0);
  expect(report.checks.find(({ check: one }) => one === "topics")).toMatchObject({
    status: "passed",
    warnings: [
      expect.stringContaining(`not led by their preferred leader, broker ${id} (moved-${id - 1})`) as string,
    ],
  });
});

describe("a broker that is not declared", () => {
  const foreign = `${name}-foreign`;
  const PARTITIONS = ["--timeout", "3", "--only", "partitions"];

  beforeAll(async () => {
    const settings = [
      ...["broker.id=9", `zookeeper.connect=${name}-zookeeper-1:2181`, "log.dirs=/tmp/data"],
      ...["listeners=INTERNAL://:19092,EXTERNAL://:9999", "inter.broker.listener.name=INTERNAL"],
      `advertised.listeners=INTERNAL://${foreign}:19092,EXTERNAL://127.0.0.1:9999`,
      "listener.security.protocol.map=INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
    ];
    await docker(
      ...["run", "-d", "--name", foreign, "--hostname", foreign, "--network", name],
      ...["--label", `cdktf-kafka-docker.cluster=${name}`, "-e", `SETTINGS=${settings.join("\n")}`],
      ...["--entrypoint", "bash", chosenImage() ?? "apache/kafka:3.9.2", "-euc"],
      `printf %s "$SETTINGS" >/tmp/p && exec java -Xmx256m -cp '/opt/kafka/libs/*' kafka.Kafka /tmp/p`,
    );
  });
  afterAll(() => docker("rm", "-fv", foreign));

  const until = async (holds: () => Promise<boolean>) => {
    for (let tries = 0; tries < 60 && !(await holds()); tries++) await sleep(300);
  };
  const described = (topic: string) => kafka("kafka-topics.sh", "--describe", "--topic", topic);
  const joined = () =>
    until(async () =>
      (await cluster.check("--only", "brokers", "--timeout", "1")).output.includes("9 at 127"),
    );

  test("is reported while it is in the cluster", async () => {
    await joined();
    await failure(
      "brokers",
      {
        actual: /9 at 127\.0\.0\.1:9999/,
        cause: /a broker 9 at 127\.0\.0\.1:9999 that is not declared has joined through the same ZooKeeper/,
        remedy: /stop broker 9, or declare it/,
      },
      ...["--timeout", "3"],
    );
  });

  test("and when it is gone, by the partitions that it alone had, and those that it had replicas of", async () => {
    for (const [topic, replicas] of Object.entries({ shared: "1:9", alone: "9" })) {
      await kafka("kafka-topics.sh", "--create", "--topic", topic, "--replica-assignment", replicas);
    }
    await until(async () => (await described("alone")).includes("Leader: 9"));
    await docker("stop", "-t", "30", foreign);
    const cause = /broker 9 was the last in sync/;
    const remedy = /bring broker 9 back with its data; a topic whose data are given up must be deleted/;
    await failure("partitions", { actual: /alone-0 has no leader/, cause, remedy }, ...PARTITIONS);
    // The brokers themselves are told all the same, which the client library alone could not.
    expect(await cluster.check("--only", "brokers")).toSucceed();

    await docker("start", foreign);
    await joined();
    await kafka("kafka-topics.sh", "--delete", "--topic", "alone");
    await until(async () => !(await kafka("kafka-topics.sh", "--list")).includes("alone"));
    await docker("stop", "-t", "30", foreign);
    await failure(
      "partitions",
      {
        actual: /shared-0 led by 1, replicas 1, 9, in sync 1/,
        cause: /broker 9 does not have all records of 1 partition/,
        remedy: /see why broker 9 does not replicate/,
      },
      ...PARTITIONS,
    );
    await docker("start", foreign);
    await joined();
    await kafka("kafka-topics.sh", "--delete", "--topic", "shared");
    await until(async () => !(await kafka("kafka-topics.sh", "--list")).includes("shared"));
  });
});

test("and the cluster is sound again after all of that", async () => {
  for (const topic of ["few", "unclean", "moved"])
    await kafka("kafka-topics.sh", "--delete", "--topic", topic);
  expect(await cluster.check()).toSucceed();
  expect(await cluster.plan()).toSucceed();
});
