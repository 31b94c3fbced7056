import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { docker, must, run } from "../support/deployment";
import { named } from "../support/outside-project";
import { PipelinesProject, type Proposal } from "../support/pipelines-project";

// One project whose cluster goes from its first pull request to drift, told step by step: each test needs the ones
// before it.
const NAME = "e2e-pipelines";
// Each job installs its packages, which takes a multiple of its time on a busy machine.
jest.setTimeout(600_000);
const project = new PipelinesProject(NAME, { broker: 20_192, database: 20_432 });
const { gitHub, gitLab, machine, repository } = project;

const ids = async () =>
  (await docker("ps", "-q", "--no-trunc", "--filter", `name=^${NAME}-`)).split("\n").sort();
const topics = () =>
  docker(
    ...["exec", `${NAME}-1`, "/opt/kafka/bin/kafka-topics.sh"],
    ...["--bootstrap-server", `${NAME}-1:19092`, "--list"],
  );

beforeAll(() => project.setUp());
afterAll(() => project.cleanUp());

describe("on GitHub", () => {
  let second: Proposal;
  let third: Proposal;

  test("the first pull request is told what would be created, and nothing is", async () => {
    const first = await project.propose(1, "partitions: 6", "partitions: 8");
    const planned = await project.planned(first);
    expect(planned).toSucceed();
    expect(gitHub.bodiesOf(1)).toEqual([
      readFileSync(join(planned.artifact("kafka-plan-")!, "plan.md"), "utf8"),
    ]);
    expect(gitHub.bodiesOf(1)[0]).toMatch(
      /^<!-- kafka-docker plan messaging -->\n\n### 🔶 Kafka: .*\n[\s\S]*brokers 1, 2/,
    );
    expect(planned.summary).toBe(gitHub.bodiesOf(1)[0]);
    expect(await named(NAME)).toEqual([]);

    const applied = await project.merged(first);
    expect(applied).toSucceed();
    expect(applied.output).toContain("messaging: done, everything is as declared");
    expect(applied.output).toMatch(/e2e-pipelines works: \d+ of \d+ checks passed/);
    const reports = applied.artifact("kafka-reports")!;
    expect(readFileSync(join(reports, "check.xml"), "utf8")).toContain("<testsuite");
    expect(readFileSync(join(reports, "check.html"), "utf8")).toContain(NAME);
    expect(gitHub.bodiesOf(1)[1]).toMatch(
      /^<!-- kafka-docker apply messaging -->\n### Kafka: apply and check, success/,
    );
  });

  test("a second push replaces the comment of the first", async () => {
    const audit = (partitions: number) => `kafka.addTopic("audit", { partitions: ${partitions} });`;
    second = await project.propose(2, "kafka.addTopic", `${audit(3)}\nkafka.addTopic`);
    expect(await project.planned(second)).toSucceed();
    second = await project.propose(2, audit(3), audit(4), "change-2");
    expect(await project.planned(second)).toSucceed();
    const comments = gitHub.bodiesOf(2);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain("+ topic audit: create, 4 partitions");
    third = await project.propose(3, "brokers: 2", 'brokers: 2,\n  config: { "log.retention.hours": 48 }');
    expect(await project.planned(third)).toSucceed();
  });

  test("its merge does just that, without a restart", async () => {
    const before = await ids();
    expect(await project.merged(second)).toSucceed();
    expect(await ids()).toEqual(before);
    expect(await topics()).toContain("audit");
  });

  test("a plan that was made before that is refused, and the pull request is told", async () => {
    const stale = await project.merged(third);
    expect(stale.code).toBe(1);
    expect(stale.output).toContain("refused (stale-plan)");
    expect(stale.output).toContain("--- Apply exactly that plan ended with 3");
    // main declares now what is not there.
    expect(stale.output).toMatch(/✗ defaults [\s\S]*log\.retention\.ms[\s\S]*--- Check ended with 1/);
    expect(gitHub.bodiesOf(3)[1]).toMatch(
      /### Kafka: apply and check, failure\n[\s\S]*stale-plan[\s\S]*nothing was done/,
    );
  });

  test("a change that would do harm is stopped at the guard", async () => {
    const wrong = await project.propose(4, "partitions: 8", "partitions: 4");
    const planned = await project.planned(wrong);
    expect(planned.code).toBe(1);
    expect(planned.output).toContain("--- Plan ended with 3");
    expect(gitHub.bodiesOf(4)[0]).toMatch(/### ⛔ Kafka: [\s\S]*\| refused \| `topics` \|[\s\S]*orders/);
  });

  test("what was done by other hands is found at night, and named", async () => {
    await docker("rm", "-f", `${NAME}-2`);
    const drift = await project.night();
    expect(drift.code).toBe(1);
    expect(drift.output).toContain("--- Drift ended with 2");
    expect(drift.summary).toMatch(/e2e-pipelines-2\): create/);
    expect(drift.output).toMatch(/--- Check ended with [12]/);
    expect(readFileSync(join(drift.artifact("kafka-reports")!, "check.xml"), "utf8")).toContain("<failure");
  });

  test("of two applies at once one mends it, and the other waits, or ends and says who is at it", async () => {
    const other = join(machine.folder, "other");
    await must("cp", ["-a", machine.workspace, other]);
    const first = project.command(machine.workspace, "apply", "--yes");
    // It waits for a broker that is silent, with the lock, for as long as that is.
    const completing = `until pgrep -f "[c]omplete --manifest ${NAME}.manifest.json"; do sleep 0.1; done`;
    await must("timeout", ["120", "bash", "-c", completing]);
    await docker("kill", "-s", "STOP", `${NAME}-2`);
    const hasty = await project.command(other, "apply", "--yes", "--lock-timeout", "1");
    await docker("kill", "-s", "CONT", `${NAME}-2`);
    expect(hasty).toMatchObject({
      code: 1,
      output: expect.stringContaining(
        "messaging: the state is locked by another Terraform, which PostgreSQL does not name: wait until it ends, or give --lock-timeout more than 1 seconds",
      ) as string,
    });
    const [one, patient] = await Promise.all([first, project.command(other, "apply", "--yes")]);
    expect([one.code, patient.code]).toContain(0);
    for (const { code, output } of [one, patient]) {
      if (code !== 0)
        expect(output).toMatch(/another apply has changed the state meanwhile|is not what was planned/);
    }
    expect(await project.command(machine.workspace, "plan")).toSucceed();
    rmSync(other, { recursive: true });
  });
});

describe("on GitLab", () => {
  test("a merge request is planned, applied as it was reviewed, and still so at night", async () => {
    const request = await project.propose(5, '"log.retention.hours": 48', '"log.retention.hours": 72');
    const source = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_IID: "5" };
    const planned = await project.pipeline(request.head, source);
    expect(planned).toSucceed();
    expect(planned.job).toBe("plan");
    expect(gitLab.bodiesOf(5)).toEqual([readFileSync(join(planned.artifacts, "plan", "plan.md"), "utf8")]);

    const sha = await repository.merge(request.head);
    gitLab.merged.set(sha, { iid: 5, sha: request.head });
    const push = { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" };
    const applied = await project.pipeline(sha, push);
    expect(applied).toSucceed();
    expect(applied.job).toBe("apply");
    expect(applied.output).toContain("messaging: done, everything is as declared");
    expect(readFileSync(join(applied.artifacts, "reports", "check.xml"), "utf8")).toContain("<testsuite");

    const schedule = { CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main" };
    const drift = await project.pipeline(sha, schedule);
    expect(drift).toSucceed();
    expect(drift.job).toBe("drift");
  });
});

test("neither password nor token is in a log, a comment, an artifact or a file of a job", async () => {
  const comments = [...gitHub.comments.values(), ...gitLab.comments.values()].flat().map(({ body }) => body);
  const plans = (await must("find", [machine.folder, "-name", "*.tfplan"])).trim().split("\n");
  const unpacked = plans.flatMap((file) =>
    Object.values(unzipSync(readFileSync(file))).map((one) => strFromU8(one, true)),
  );
  expect(plans.length).toBeGreaterThan(5);
  for (const secret of project.secrets) {
    expect([...project.printed, ...comments, ...unpacked].filter((text) => text.includes(secret))).toEqual(
      [],
    );
    const found = await run("grep", [
      "-rlF",
      "--exclude-dir=node_modules",
      secret,
      machine.folder,
      repository.folder,
    ]);
    expect(found.stdout).toBe("");
  }
});
