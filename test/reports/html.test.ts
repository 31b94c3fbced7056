import { type CheckResult, type VerifyReport } from "../../checks/report";
import { htmlReport } from "../../reports/html";
import { widthOf, shorten } from "../../reports/html/text";
import { bigSample, brokenSample, minimalSample, type Sample, soundSample } from "../support/sample-reports";

/** What a reader sees: the text without tags, with one space between words. */
function textOf(html: string): string {
  const body = html.slice(html.indexOf("<body>"));
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
  const text = body
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|amp|quot);/g, (_, name: string) => entities[name]!);
  return text.replace(/\s+/g, " ");
}

async function read({ manifest, report }: Sample): Promise<string> {
  return textOf(await htmlReport(report, manifest));
}

/** A section alone, by the id of its element. */
async function section({ manifest, report }: Sample, id: string): Promise<string> {
  const html = await htmlReport(report, manifest);
  const start = html.indexOf(`<section id="${id}"`);
  return start < 0 ? "" : textOf(`<body>${html.slice(start, html.indexOf("</section>", start))}`);
}

function withReport({ manifest, report }: Sample, more: Partial<VerifyReport>): Sample {
  return { manifest, report: { ...report, ...more } };
}

const SAMPLES = { sound: soundSample(), broken: brokenSample(), big: bigSample(), minimal: minimalSample() };

describe.each(Object.entries(SAMPLES))("the page of the %s cluster", (_, sample) => {
  test("is the same each time", async () => {
    const twice = [1, 2].map(() => htmlReport(sample.report, sample.manifest));
    const [first, second] = await Promise.all(twice);
    expect(first).toBe(second);
  });

  test("needs no script and nothing from elsewhere", async () => {
    const html = await htmlReport(sample.report, sample.manifest);
    expect(html).not.toMatch(/<script|<iframe|<object|@import|url\(|\ssrc=|javascript:|\son\w+=/);
    const links = [...html.matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target!);
    expect(links.filter((target) => !target.startsWith("#") && !target.startsWith("data:"))).toEqual([]);
  });

  test("has no value that is missing", async () => {
    expect(await htmlReport(sample.report, sample.manifest)).not.toMatch(/NaN|undefined|\[object|null/);
  });
});

test("keeps text of a container text", async () => {
  const { manifest, report } = brokenSample();
  const html = await htmlReport(report, manifest);
  expect(html).toContain("&lt;script>alert(&quot;x&quot;)&lt;/script>");
  expect(html).not.toContain("<script");
});

test("shows a log without the colours that were meant for a terminal", async () => {
  const log = { container: "kafka-1", lines: ["\u001b[31mERROR\u001b[0m\u0000 no\tdisk"] };
  const failed: CheckResult = { check: "brokers", title: "all answer", status: "failed", seconds: 1, log };
  const { manifest, report } = withReport(minimalSample(), { checks: [failed] });
  expect(await htmlReport(report, manifest)).toContain("<pre>ERROR no\tdisk</pre>");
});

test.each([
  ["passed", "kafka works"],
  ["failed", "kafka does not do what its manifest promises"],
  ["unreachable", "kafka cannot be reached"],
  ["interrupted", "kafka was not verified to the end: interrupted"],
] as const)("says in words that the outcome is %s", async (outcome, words) => {
  expect(await read(withReport(soundSample(), { outcome }))).toContain(words);
});

test("tells when, how long and how many checks passed", async () => {
  const text = await read(brokenSample());
  expect(text).toContain("checks 4 of 10 passed, 3 failed, 3 skipped");
  expect(text).toContain("begun 2026-11-24 16:48:15 UTC took 15.4 s versions report 1, manifest 1");
});

test("diagnoses each failed check", async () => {
  const text = await section(brokenSample(), "diagnosis");
  expect(text).toContain("expected kafka-2 running and healthy actual kafka-2 exited, last exit code 1");
  expect(text).toContain("cause the disk that holds the data of kafka-2 is full");
  expect(text).toContain("Last lines of the log of kafka-2 [2026-11-24 16:41:02,118] INFO");
});

test("sets commands of a remedy in monospace, and leaves a single backtick alone", async () => {
  const remedy = "`docker start kafka-2`, then look at ` again";
  const failed: CheckResult = { check: "brokers", title: "all answer", status: "failed", seconds: 1, remedy };
  const { manifest, report } = withReport(minimalSample(), { checks: [failed] });
  const html = await htmlReport(report, manifest);
  expect(html).toContain("<dd><code>docker start kafka-2</code>, then look at ` again</dd>");
});

test("says the same remedy and the same log once", async () => {
  const text = await section(brokenSample(), "diagnosis");
  expect(text.match(/free space on it/g)).toHaveLength(1);
  expect(text.match(/No space left on device/g)).toHaveLength(1);
  expect(text).toContain("what to do as for addresses log of kafka-2 as for containers");
});

test("has no diagnosis where nothing failed", async () => {
  expect(await section(soundSample(), "diagnosis")).toBe("");
});

test("draws each broker with its role, container, state and addresses", async () => {
  const text = await section(soundSample(), "topology");
  expect(text).toContain("127.0.0.1:9092 127.0.0.1:9093 127.0.0.1:9094");
  expect(text).toContain("Broker 1, kafka-1, controller, running, healthy");
  expect(text).toContain("internal kafka-1:29092");
  expect(text).toContain("ZooKeeper 1, kafka-zookeeper-1, standalone, running, healthy");
});

test("tells the state of a server in words", async () => {
  const { manifest, report } = soundSample(5, 3);
  const topology = {
    ...report.topology,
    brokers: [
      { id: 1, external: "127.0.0.1:9092" },
      { id: 2, external: "localhost:9093" },
      { id: 4, external: "127.0.0.1:9095" },
      { id: 99, external: "10.0.0.1:9092" },
    ],
    containers: [
      { container: "kafka-1", status: "running", health: "starting" },
      { container: "kafka-3", status: "absent" },
      { container: "kafka-4", status: "running", health: "unhealthy" },
      { container: "kafka-5", status: "exited" },
    ],
    zookeepers: [
      { id: 1, mode: "silent" },
      { id: 2, mode: "leader" },
    ],
  };
  const text = await section({ manifest, report: { ...report, topology } }, "topology");
  expect(text).toContain("Broker 1, kafka-1, controller, container starting");
  expect(text).toContain("Broker 2, kafka-2, advertises localhost:9093");
  expect(text).toContain("Broker 3, kafka-3, no container, not in the cluster");
  expect(text).toContain("Broker 4, kafka-4, container unhealthy");
  expect(text).toContain("Broker 5, kafka-5, container exited, not in the cluster");
  expect(text).toContain("Broker 99, not declared");
  expect(text).toContain("ZooKeeper 1, kafka-zookeeper-1, silent");
  expect(text).toContain("ZooKeeper 2, kafka-zookeeper-2, leader, serves");
  expect(text).toContain("ZooKeeper 3, kafka-zookeeper-3, not observed");
});

test("does not call broken what was not observed", async () => {
  const { manifest, report } = minimalSample();
  expect(await section({ manifest, report }, "topology")).toContain("Broker 1, kafka-1, not observed");
  // The legend has the only one.
  expect((await htmlReport(report, manifest)).match(/card broken/g)).toHaveLength(1);
});

test("tells partitions without a leader and replicas out of sync in words", async () => {
  const text = await section(brokenSample(), "partitions");
  expect(text).toContain("69 partitions of 4 topics: 1 without a leader, 68 with a replica out of sync");
  expect(text).toContain("partition 0: no leader, last in sync on broker 2");
  expect(text).toContain("partitions 0-11: not in sync on broker 2");
});

test("tells how many partitions each broker leads", async () => {
  expect(await section(brokenSample(), "partitions")).toContain(
    "Broker 1 23 of 68 Broker 2 0 of 69 Broker 3 45 of 68",
  );
});

test("tells of a topic that is declared and missing, or has other partitions", async () => {
  const { manifest, report } = soundSample();
  const topics = [
    { name: "orders", partitions: 9, replicationFactor: 3, config: {} },
    { name: "returns", partitions: 1, replicationFactor: 3, config: {} },
  ];
  const text = await section({ manifest: { ...manifest, topics }, report }, "partitions");
  expect(text).toContain("declared, but not found: returns");
  expect(text).toContain("orders 6 partitions, declared with 9");
});

test("leaves out topics and partitions without faults, and says how many", async () => {
  const text = await section(bigSample(), "partitions");
  expect(text).toContain("rows: brokers that hold some of the topic team-05.events.v149");
  expect(text).toContain("87 partitions, 27 of them not drawn");
  expect(text).toContain(
    "192 more topics not drawn: those with faults and those that are declared come first.",
  );
});

test("says that topics were not observed, or that there are none", async () => {
  expect(await section(minimalSample(), "partitions")).toContain("The topics were not observed.");
  expect(await section(withReport(soundSample(), { topology: { topics: [] } }), "partitions")).toContain(
    "There are no topics.",
  );
});

test("lists all checks in their order, with what they verify, why they were skipped, and warnings", async () => {
  const broken = await section(brokenSample(), "checks");
  expect(
    [...broken.matchAll(/(passed|failed|skipped) ([a-z-]+) (?:a|every|messages|time) /g)].map(
      ([, status, check]) => `${check} ${status}`,
    ),
  ).toEqual(brokenSample().report.checks.map(({ check, status }) => `${check} ${status}`));
  expect(broken).toContain(
    "skipped latency time of a message from its producer, with acks=all, to a consumer partitions did not pass",
  );
  expect(await section(soundSample(), "checks")).toContain(
    "warning: the manifest declares min.insync.replicas=2, topic audit has 1 0.03 s",
  );
});

test("draws the latency where it was measured", async () => {
  expect(await section(brokenSample(), "latency")).toBe("");
  const text = await section(soundSample(), "latency");
  expect(text).toContain("p50 3.36 ms p99 17.24 ms max 18.53 ms");
  expect(text).toContain("messages");
  expect(text).not.toContain("logarithmic");
});

test.each([
  ["values far apart on a logarithmic scale", [1.5, 2, 900], "milliseconds, logarithmic"],
  ["a single message", [3], "1 message."],
  ["messages that took no time", [0, 0], "2 messages."],
] as const)("draws %s", async (_, samplesMs, words) => {
  const latency = { samplesMs, p50Ms: samplesMs[0], p99Ms: samplesMs.at(-1)!, maxMs: samplesMs.at(-1)! };
  const sample = withReport(soundSample(), { latency });
  expect(await section(sample, "latency")).toContain(words);
  expect(await htmlReport(sample.report, sample.manifest)).not.toMatch(/NaN|Infinity/);
});

test("tells what was left behind, and how to make the page again", async () => {
  const text = await read(brokenSample());
  expect(text).toContain(
    "Left behind The run made or changed this, and could not put it back: topic __kafka-docker-check-1f2e",
  );
  expect(text).toContain(
    "Made by kafka-docker check kafka --html FILE , which makes it again. Report version 1.",
  );
});

test("shortens what has no room, and keeps the end, by which names differ", () => {
  const name = "payments-production-kafka-12";
  expect(shorten(name, 100, 12, "mono")).toBe("…ion-kafka-12");
  expect(widthOf(shorten(name, 100, 12, "sans"), 12, "sans")).toBeLessThanOrEqual(100);
  expect(shorten("kafka", 100, 12, "mono")).toBe("kafka");
});
