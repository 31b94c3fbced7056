import { type PlanReport } from "../../operations/plan-report";
import { planHtml } from "../../reports/html/plan";
import { planLines } from "../../reports/plan-lines";
import { failureMarkdown, planMarkdown } from "../../reports/plan-markdown";

const heap = { kind: "heap", name: "heap", from: "400 MiB", to: "512 MiB" } as const;
const broker = (id: number) =>
  ({ role: "broker", id, container: `kafka-${id}`, action: "restart", because: [heap] }) as const;
const REPORT: PlanReport = {
  version: 1,
  stack: "messaging",
  outcome: "refused",
  clusters: [
    {
      cluster: "kafka",
      running: "yes",
      servers: [broker(1), broker(2), { ...broker(3), action: "remove", because: [] }],
      settings: [{ kind: "setting", name: "log.retention.ms", from: "1", to: "2" }],
      volumes: [{ volume: "kafka-3-data", action: "remove" }],
      topics: [
        { topic: "orders", changes: [{ action: "partitions", from: 1, to: 2 }], refused: [], foreign: [] },
      ],
      order: [
        { container: "kafka-2", why: "" },
        { container: "kafka-1", why: "is the controller" },
        { container: "kafka-3", why: "" },
      ],
      leadersMoved: 24,
      proposal: {
        replicas: 12,
        partitions: 12,
        before: [1, 2, 3].map((id) => ({ broker: id, replicas: 12, leaders: 4 })),
        after: [1, 2].map((id) => ({ broker: id, replicas: 18, leaders: 6 })),
      },
    },
  ],
  others: [{ address: "random_id.<b>|x", actions: ["create"] }],
  steps: ["kafka-verified"],
  drift: [],
  refused: [
    {
      ...{
        rule: "volume-removal",
        subject: "kafka-3-data",
        reason: "its data | are gone @all",
        remedy: "keep it",
      },
      canBeAllowed: true,
    },
  ],
  allowed: [],
};
const UNCHANGED: PlanReport = {
  ...REPORT,
  outcome: "unchanged",
  clusters: [],
  others: [],
  steps: [],
  refused: [],
};

test("a setting that is reset has its default, a volume that is left out is none", () => {
  const mount = { kind: "mount", name: "/data-2", from: "kafka-1-data-2" } as const;
  const setting = { kind: "setting", name: "log.retention.ms", from: "1" } as const;
  const [cluster] = REPORT.clusters;
  const servers = [{ ...broker(1), because: [mount, setting] }];
  expect(planLines({ ...REPORT, clusters: [{ ...cluster!, servers }] })).toEqual(
    expect.arrayContaining([
      "      volume at /data-2 kafka-1-data-2 -> none",
      "      log.retention.ms 1 -> default",
    ]),
  );
});

test("a plan is told with what is done, why, in which order, and what is refused", () => {
  expect(planLines(REPORT)).toEqual([
    "kafka",
    "  ~ brokers 1, 2 (kafka-1, kafka-2): restart, as a new container with the same data",
    "      heap 400 MiB -> 512 MiB",
    "  - broker 3 (kafka-3): remove",
    "  ~ settings of running brokers, without a restart",
    "      log.retention.ms 1 -> 2",
    "  - volume kafka-3-data: remove",
    "  ~ topic orders: partitions 1 -> 2 (warning: keys move to other partitions, so records of a key are in order only among those from now on)",
    "  replicas: --move-replicas moves 12, of 12 partitions (broker 1: 12 -> 18, broker 2: 12 -> 18, broker 3: 12 -> 0)",
    "  data: 1 volume removed",
    "  order: kafka-2, then kafka-1 (is the controller), then kafka-3",
    "  pause: 24 partitions change their leader, within about a second each",
    "create: random_id.<b>|x",
    "! refused (volume-removal): kafka-3-data: its data | are gone @all",
    "    instead: keep it; or accept it with --allow volume-removal",
    "messaging: refused, for 1 reason",
  ]);
});

test("nothing to do, and only steps to do again, are told in one line each", () => {
  expect(planLines(UNCHANGED)).toEqual(["messaging: no change, everything is as declared"]);
  expect(planLines({ ...UNCHANGED, outcome: "changes", steps: ["kafka-verified"] })[0]).toBe(
    "~ steps of the deploy run again: kafka-verified",
  );
});

test("a comment of a pull request begins with its mark, and text of users stays text", () => {
  const text = planMarkdown(REPORT);
  expect(text.split("\n")[0]).toBe("<!-- kafka-docker plan messaging -->");
  const row = text.split("\n").find((line) => line.startsWith("| refused"))!;
  expect(row).toBe(
    "| refused | \\`volume-removal\\` | kafka-3-data | its data \\| are gone &#64;all | keep it |".replaceAll(
      "\\`",
      "`",
    ),
  );
  expect(planMarkdown(UNCHANGED)).toContain("### ✅ Kafka: messaging: no change");
});

test("a page needs no script and nothing from elsewhere, and is the same each time", () => {
  const html = planHtml(REPORT);
  expect(html).toBe(planHtml(REPORT));
  expect(html).not.toMatch(/<script|<iframe|\ssrc=|javascript:|url\(|<b>\|x/);
  expect(html).toContain("volume-removal");
  expect(planHtml(UNCHANGED)).not.toMatch(/undefined|NaN|\[object/);
});

const IMAGE = { kind: "image", name: "image", from: "kafka:3.8.1", to: "kafka:3.9.2" } as const;
const UPGRADE: PlanReport = {
  ...UNCHANGED,
  outcome: "changes",
  clusters: [
    {
      ...REPORT.clusters[0]!,
      ...{ settings: [], volumes: [], topics: [] },
      servers: [1, 2].map((id) => ({ ...broker(id as 1), because: [IMAGE] })),
      order: REPORT.clusters[0]!.order.slice(0, 2),
      upgrade: {
        ...{ from: "3.8.1", to: "3.9.2", protocol: { from: "3.8", to: "3.9" } },
        again: ["kafka-1", "kafka-2"],
      },
    },
  ],
};
const ROUNDS = "3.8.1 -> 3.9.2, in two rounds: the new version with protocol 3.8 first, then protocol 3.9";

test("an upgrade is told with its rounds, the same in text, in a comment and on a page", () => {
  expect(planLines(UPGRADE).slice(-5)).toEqual([
    `  upgrade: ${ROUNDS}`,
    "  data: every volume stays",
    "  order: kafka-2, then kafka-1 (is the controller); then once more kafka-1, kafka-2",
    "  pause: 24 partitions change their leader, within about a second each, in each round",
    "messaging: kafka-docker apply does this, one server at a time",
  ]);
  expect(planMarkdown(UPGRADE)).toContain(`\nUpgrade of kafka: ${ROUNDS.replace(">", "\\>")}.\n`);
  const html = planHtml(UPGRADE);
  expect(html).toContain(`<p>Upgrade: ${ROUNDS}</p>`);
  expect(html).toContain("<p>Then once more: kafka-1, kafka-2</p>");
});

test("an upgrade to an image that does not tell its version is told as such", () => {
  const [cluster] = UPGRADE.clusters;
  const upgrade = { protocol: { from: "3.8" }, again: ["kafka-1"] };
  expect(planLines({ ...UPGRADE, clusters: [{ ...cluster!, upgrade }] }).join("\n")).toContain(
    "upgrade: a version that the image does not tell -> one that the image does not tell, in two rounds: the new version with protocol 3.8 first, then its own protocol",
  );
});

test("where there is no plan, the comment says why in the place of the last one", () => {
  const [mark] = planMarkdown(REPORT).split("\n");
  expect(failureMarkdown("messaging", "the state is `locked`")).toBe(
    `${mark}\n\n### ❌ Kafka: it cannot be planned\n\n\`\`\`text\nthe state is \`locked\`\n\`\`\`\n`,
  );
});
