import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chosenImage, docker } from "../support/deployment";
import { named, OutsideProject, pack, removeNamed } from "../support/outside-project";

const image = chosenImage();
const typescript = new OutsideProject(image);
const javascript = new OutsideProject(image);
const copied = new OutsideProject(image);
const ROOT = join(__dirname, "..", "..");
const manifest = readFileSync(join(ROOT, "package.json"), "utf8");
const { dependencies: used, devDependencies: tested } = JSON.parse(manifest) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;
let packed: Awaited<ReturnType<typeof pack>> | undefined;

beforeAll(async () => {
  packed = await pack();
});

afterAll(async () => {
  // What uses a network goes before what has it.
  await typescript.destroy("two").catch(() => undefined);
  await typescript.destroy("one").catch(() => undefined);
  await javascript.destroy("js").catch(() => undefined);
  for (const project of [typescript, javascript, copied]) project.remove();
  if (packed) rmSync(packed.folder, { recursive: true, force: true });
  await removeNamed("e2e-reuse");
});

describe("the examples with services, copied into a project of their own", () => {
  test("are synthesized there", async () => {
    const page = readFileSync(join(ROOT, "examples", "service", "README.md"), "utf8");
    const [, names] = /npm install (.*)/.exec(page)!;
    const [, project] = /```json\n(.*?)```/s.exec(page)!;
    const versions = names!
      .split(" ")
      .map((name) => [name, tested[name] ?? used[name] ?? `file:${packed!.file}`]);
    await copied.install({ dependencies: Object.fromEntries(versions) as object });
    for (const folder of ["service", "log-aggregation", "recommendations"]) {
      cpSync(join(ROOT, "examples", folder), join(copied.folder, folder), { recursive: true });
    }
    for (const example of ["log-aggregation", "recommendations"]) {
      const cdktf = join(ROOT, "node_modules", ".bin", "cdktf");
      copied.write("cdktf.json", project!.replace("log-aggregation", example));
      const { code, output } = await copied.run(cdktf, "synth");
      expect({ code, output }).toSucceed();
      const stack = join(copied.folder, "cdktf.out", "stacks", example);
      expect(existsSync(join(stack, `${example}.manifest.json`))).toBe(true);
      expect(readFileSync(join(stack, "cdk.tf.json"), "utf8")).toContain(`"${example}-`);
    }
  });
});

describe("in a TypeScript project, the packed package", () => {
  beforeAll(() => typescript.write("main.ts", TYPESCRIPT_APP));

  test("installs beside CDKTF", async () => {
    const output = await typescript.install({
      dependencies: {
        "@cdktf/provider-docker": tested["@cdktf/provider-docker"],
        "@types/node": tested["@types/node"],
        cdktf: tested["cdktf"],
        "cdktf-kafka-docker": `file:${packed!.file}`,
        constructs: tested["constructs"],
      },
    });
    expect(output).not.toMatch(/ERESOLVE|peer dep/);
  });

  test.each([
    ["node16", "node16", []],
    ["commonjs", "node10", ["--ignoreDeprecations", "6.0", "--noEmit"]],
  ])("type-checks with module %s, moduleResolution %s", async (module, resolution, more) => {
    const args = ["--module", module, "--moduleResolution", resolution, ...more];
    expect(await typescript.compile(...args)).toMatchObject({ code: 0, output: "" });
  });

  test("synthesizes, and a cluster that is imported by its manifest has the same addresses", async () => {
    const { code, output } = await typescript.run("node", "main.js");
    expect({ code, output }).toSucceed();
    const addresses = ["127.0.0.1:25092", "e2e-reuse-a-1:19092"];
    const printed = JSON.parse(output.slice(output.lastIndexOf('{"own"'))) as object;
    expect(printed).toEqual({ own: addresses, imported: addresses, network: "e2e-reuse-a" });
  });

  test("deploys two clusters of one stack side by side, and they pass", async () => {
    const output = await typescript.deploy("one");
    expect(output).toContain("e2e-reuse-a works: 13 of 13 checks passed");
    expect(output).toContain("e2e-reuse-b works: 13 of 13 checks passed");
  });

  test.each([
    ["a", 24],
    ["b", 48],
  ])("gives cluster %s its own settings", async (cluster, hours) => {
    const settings = await docker("exec", `e2e-reuse-${cluster}-1`, "cat", "/tmp/server.properties");
    expect(settings).toContain(`log.retention.ms=${hours * 3_600_000}\n`);
  });

  test("deploys a second stack, whose application reaches the first one's cluster", async () => {
    expect(await typescript.deploy("two")).toContain("e2e-reuse-c works: 13 of 13 checks passed");
    expect((await docker("logs", "e2e-reuse-application")).split("\n")).toContain("orders");
  });

  test.each(["one", "two"])("leaves nothing to change in stack %s", async (stack) => {
    expect(await typescript.plan(stack)).toSucceed();
  });
});

describe("in a plain JavaScript project with CDK Terrain, the packed package", () => {
  beforeAll(() => javascript.write("main.js", javascriptApp({ brokers: 1, firstPort: 25392 })));

  test("installs beside it under CDKTF's name", async () => {
    const output = await javascript.install({
      dependencies: {
        "@cdktf/provider-docker": tested["@cdktf/provider-docker"],
        cdktf: "npm:cdktn@0.24.0",
        "cdktf-kafka-docker": `file:${packed!.file}`,
        constructs: "~10.7.0",
      },
      overrides: { "@cdktf/provider-docker": { cdktf: "$cdktf" } },
    });
    expect(output).not.toMatch(/ERESOLVE|peer dep/);
    expect(await javascript.run("node", "-p", "require('cdktf/package.json').name")).toMatchObject({
      output: "cdktn\n",
    });
  });

  test("refuses a mistyped prop, as there is no compiler to do it", async () => {
    javascript.write("mistyped.js", javascriptApp({ brokrs: 3 }));
    const { code, output } = await javascript.run("node", "mistyped.js");
    expect(code).not.toBe(0);
    expect(output).toContain("'brokrs' is not a prop of KafkaCluster");
  });

  test("deploys a cluster that passes, and its plan is empty", async () => {
    expect(await javascript.run("node", "main.js")).toSucceed();
    expect(await javascript.deploy("js")).toContain("e2e-reuse-js works: 13 of 13 checks passed");
    expect(await javascript.plan("js")).toSucceed();
  });

  test("has its command", async () => {
    const { code, output } = await javascript.run("npx", "kafka-docker", "check");
    expect({ code, output }).toSucceed();
    expect(output).toContain("e2e-reuse-js works");
  });
});

test("destroying all of it leaves nothing", async () => {
  await typescript.destroy("two");
  await typescript.destroy("one");
  await javascript.destroy("js");
  expect(await named("e2e-reuse")).toEqual([]);
});

const TYPESCRIPT_APP = `
import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { type IKafkaCluster, KafkaCluster, type KafkaClusterProps } from "cdktf-kafka-docker";
import { verify, type VerifyReport } from "cdktf-kafka-docker/checks";
import { type ClusterManifest, readManifest } from "cdktf-kafka-docker/manifest";

const app = new App();
const image = process.env.KAFKA_IMAGE;

function newStack(name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: "../../../state/" + name + ".tfstate" });
  new DockerProvider(stack, "docker", {});
  return stack;
}

function newCluster(stack: TerraformStack, name: string, props: KafkaClusterProps): KafkaCluster {
  return new KafkaCluster(stack, name, { brokers: 1, image, profile: "development", ...props });
}

const one = newStack("one");
const a = newCluster(one, "e2e-reuse-a", { firstPort: 25092, config: { "log.retention.hours": 24 } });
const b = newCluster(one, "e2e-reuse-b", { firstPort: 25192, config: { "log.retention.hours": 48 } });
a.addTopic("orders");

const two = newStack("two");
newCluster(two, "e2e-reuse-c", { firstPort: 25292 });
new Container(two, "application", {
  name: "e2e-reuse-application",
  image: image ?? "apache/kafka:" + b.kafkaVersion,
  entrypoint: ["bash", "-c", '/opt/kafka/bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --list'],
  env: ["BOOTSTRAP=" + a.internalBootstrapServers],
  networksAdvanced: [{ name: a.networkName }],
  mustRun: false,
  attach: true,
  logs: true,
});
app.synth();

const addresses = (cluster: IKafkaCluster) => [cluster.bootstrapServers, cluster.internalBootstrapServers];
const manifest = readManifest("cdktf.out/stacks/one/e2e-reuse-a.manifest.json");
const imported = KafkaCluster.fromManifest(new TerraformStack(new App(), "other"), "imported", manifest);
const network = imported.networkName;
console.log(JSON.stringify({ own: addresses(a), imported: addresses(imported), network }));

// Not called: an import without types would let it pass the compiler.
export function mistakes(manifest: ClusterManifest): Promise<VerifyReport> {
  // @ts-expect-error
  new KafkaCluster(one, "mistyped", { brokrs: 3 });
  // @ts-expect-error
  new KafkaCluster(one, "of another type", { brokers: "3" });
  // @ts-expect-error
  return verify(manifest.nothing);
}
`;

const javascriptApp = (props: object) => `
const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
const { App, LocalBackend, TerraformStack } = require("cdktf");
const { KafkaCluster } = require("cdktf-kafka-docker");

const app = new App();
const stack = new TerraformStack(app, "js");
new LocalBackend(stack, { path: "../../../state/js.tfstate" });
new DockerProvider(stack, "docker", {});
const props = { image: process.env.KAFKA_IMAGE, ...${JSON.stringify(props)} };
new KafkaCluster(stack, "e2e-reuse-js", props);
app.synth();
`;
