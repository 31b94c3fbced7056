import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declare } from "../support/declared-stack";
import { Deployment, docker } from "../support/deployment";

const cluster = new Deployment("e2e-host-path", {});
// Bash and Terraform would read parts of it otherwise.
const folder = join(mkdtempSync(join(tmpdir(), "e2e-host-path-")), "it's ${here}");
const props = { brokers: 1, firstPort: 28092, dataRetention: "retain", dataHostPath: folder } as const;

afterAll(async () => {
  await cluster.cleanUp();
  // The files belong to the servers' user.
  const mount = ["--volume", `${join(folder, "..")}:/folder`, "--user=0:0", "--entrypoint=bash"];
  await docker("run", "--rm", ...mount, cluster.image!, "-c", "rm -rf /folder/*");
  rmSync(join(folder, ".."), { recursive: true });
});

test("data in folders of the Docker host: made, handed over, and the plan after it is empty", async () => {
  declare(cluster, props);
  const { code, output } = await cluster.apply();
  expect({ code, output }).toSucceed();
  expect(output).toContain("e2e-host-path works: 13 of 13 checks passed");
  expect(existsSync(join(folder, "e2e-host-path-1-data", "meta.properties"))).toBe(true);
  expect(existsSync(join(folder, "e2e-host-path-zookeeper-1-data", "version-2"))).toBe(true);
  expect(await cluster.plan()).toSucceed();
});

test("they survive destroy, and the next deploy finds them again", async () => {
  await cluster.kafka("kafka-topics.sh", "--create", "--topic", "kept");
  await cluster.destroy();
  expect(await cluster.leftovers()).toEqual([]);
  expect(await cluster.apply()).toSucceed();
  expect(await cluster.kafka("kafka-topics.sh", "--list")).toContain("kept");
  await cluster.destroy();
});
