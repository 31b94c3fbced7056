import { CHECK_NAMES, verify } from "../../checks";
import { someManifest } from "../support/some-manifest";

const manifest = someManifest();

test("runs the checks from the outside in", () => {
  expect(CHECK_NAMES).toEqual([
    ...["addresses", "brokers", "security", "containers", "zookeeper"],
    ...["defaults", "partitions", "topics", "users", "grants", "topic", "internal-topics"],
    ...["round-trip", "consumer-group", "transactions", "compression", "messages", "idempotence"],
    ...["latency", "broker-outage", "zookeeper-outage", "restart"],
  ]);
});

test("a cluster that cannot be reached is reported as that, in time, and later checks are skipped visibly", async () => {
  const seen: string[] = [];
  const report = await verify(manifest, {
    only: ["brokers", "topic"],
    timeoutSeconds: 1,
    onBegin: (check) => seen.push(`begin ${check}`),
    onResult: ({ check, status }) => seen.push(`${status} ${check}`),
  });
  expect(report).toMatchObject({ version: 1, cluster: "nowhere", outcome: "unreachable", leftBehind: [] });
  expect(report.seconds).toBeLessThan(8);
  expect(seen).toEqual(["begin brokers", "failed brokers", "begin topic", "skipped topic"]);
  expect(report.checks[1]!.detail).toBe("brokers did not pass");
  expect(report.checks[0]).toMatchObject({
    expected: "1 at 127.0.0.1:1",
    actual: expect.stringContaining("127.0.0.1:1 does not answer") as string,
  });
});

test("without a broker every check says that none could be reached, and claims to have left nothing", async () => {
  for (const only of ["defaults", "topic", "round-trip"]) {
    const report = await verify(manifest, { only: [only], timeoutSeconds: 1 });
    expect(report).toMatchObject({ outcome: "unreachable", leftBehind: [] });
    expect(report.checks[0]!.actual).toContain("ECONNREFUSED 127.0.0.1:1");
    expect(report.seconds).toBeLessThan(12);
  }
});

test("what is not declared is not verified", async () => {
  const report = await verify(manifest, { only: ["zookeeper"] });
  expect(report.checks).toMatchObject([{ status: "skipped", detail: "no ZooKeeper server is declared" }]);
});

test("an interrupted run says so", async () => {
  const report = await verify(manifest, { only: ["brokers"], signal: AbortSignal.timeout(300) });
  expect(report.outcome).toBe("interrupted");
  expect(report.seconds).toBeLessThan(8);
});

test("fails when it is to run a check that does not exist", async () => {
  await expect(verify(manifest, { only: ["nonsense"] })).rejects.toThrow(
    /^'only' must name checks \(addresses, .*\), got "nonsense"$/,
  );
});
