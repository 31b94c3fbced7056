import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Deaths } from "../support/deaths";
import { Deployment, run } from "../support/deployment";

// CDKTF's own command line, as in a pipeline: CI is set and there is no terminal.
const cluster = new Deployment("e2e-cdktf", {});
const deaths = new Deaths();

beforeAll(() => {
  const app = "node ../../dist/main.js";
  const project = { language: "typescript", app, projectId: "e2e-cdktf", sendCrashReports: "false" };
  writeFileSync(join(cluster.folder, "cdktf.json"), JSON.stringify(project));
});

afterAll(() => cluster.cleanUp());

function cdktf(...args: string[]) {
  const env = {
    CI: "true",
    CHECKPOINT_DISABLE: "1",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    KAFKA_NAME: cluster.name,
    KAFKA_BROKERS: "1",
    KAFKA_FIRST_PORT: "24092",
    ...(cluster.image === undefined ? {} : { KAFKA_IMAGE: cluster.image }),
  };
  // Where no registry answers, locking the provider for other platforms cannot work.
  return run("npx", ["cdktf", ...args, "--skip-provider-lock"], { cwd: cluster.folder, env });
}

test("cdktf deploy deploys and checks", async () => {
  const { code, output } = await cdktf("deploy", "--auto-approve");
  expect({ code, output }).toSucceed();
  expect(output).toContain("e2e-cdktf works: 13 of 13 checks passed");
});

test("cdktf diff shows no change", async () => {
  const { code, output } = await cdktf("diff");
  expect(code).toBe(0);
  expect(output).toContain("No changes.");
});

test("terraform plan in the stack's folder shows none either", async () => {
  expect(await cluster.plan()).toSucceed();
});

test("a setting out of range ends cdktf with one clear message", async () => {
  const env = { CI: "true", KAFKA_BROKERS: "0" };
  const { code, output } = await run("npx", ["cdktf", "synth"], { cwd: cluster.folder, env });
  expect(code).not.toBe(0);
  expect(output).toContain(
    'KAFKA_BROKERS must be a whole number from 1 to 1000, got "0"; for example KAFKA_BROKERS=3',
  );
});

test("cdktf destroy leaves nothing, and nothing was killed", async () => {
  expect(await cdktf("destroy", "--auto-approve")).toSucceed();
  expect(await cluster.leftovers()).toEqual([]);
  expect(deaths.stop("e2e-cdktf-")).toEqual(["143", "143"]);
});
