import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chosenImage, must } from "../test/support/deployment";
import { OutsideProject, pack } from "../test/support/outside-project";
import { processesOf } from "./ours";
import { serversAt, type Subject } from "./subject";

const NAME = "bench-template";
/** As `cdktf init --template=typescript` writes it. */
const CDKTF_JSON = {
  language: "typescript",
  app: "npx ts-node main.ts",
  projectId: "7c0a9a53-8c7b-4c5e-a37c-2a1d55f4bb0e",
  sendCrashReports: "false",
  terraformProviders: [],
  terraformModules: [],
  context: {},
};
const TSCONFIG = {
  compilerOptions: {
    ...{ target: "ES2018", module: "CommonJS", lib: ["es2018"], moduleResolution: "node", strict: true },
    ...{ esModuleInterop: true, skipLibCheck: true, resolveJsonModule: true, types: ["node"] },
  },
};
const TOOLS = { "cdktf-cli": "0.21.0", "ts-node": "10.9.2", typescript: "5.9.3" };
const app = (port: number) => `
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { KafkaCluster } from "cdktf-kafka-docker";

const app = new App();
const stack = new TerraformStack(app, "${NAME}");
new DockerProvider(stack, "docker", {});
new KafkaCluster(stack, "${NAME}", { firstPort: ${port}, image: process.env.KAFKA_IMAGE });
app.synth();
`;

/** The cluster in a project from the default template, by `npx cdktf deploy`. */
export function template(port: number): Subject {
  const project = new OutsideProject(chosenImage());
  const cdktf = (...words: string[]) =>
    must("npx", ["cdktf", ...words], {
      cwd: project.folder,
      env: { KAFKA_IMAGE: chosenImage(), CHECKPOINT_DISABLE: "1", CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1" },
    });
  const deploy = () => cdktf("deploy", "--auto-approve", "--skip-provider-lock");
  return {
    ...{ name: NAME, servers: serversAt(port), verifies: true },
    title: "npx cdktf deploy, default template",
    async prepare() {
      const manifest = readFileSync(join(__dirname, "..", "package.json"), "utf8");
      const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
      const tested = ["@cdktf/provider-docker", "@types/node", "cdktf", "constructs"];
      const { file } = await pack();
      project.write("main.ts", app(port));
      project.write("cdktf.json", JSON.stringify(CDKTF_JSON));
      project.write("tsconfig.json", JSON.stringify(TSCONFIG));
      await project.install({
        dependencies: {
          ...Object.fromEntries(tested.map((name) => [name, devDependencies[name]])),
          "cdktf-kafka-docker": `file:${file}`,
          ...TOOLS,
        },
      });
    },
    remove: () => project.remove(),
    start: async () => void (await deploy()),
    processes: () => processesOf(NAME),
    stop: async () => void (await cdktf("destroy", "--auto-approve", "--skip-provider-lock")),
    again: {
      synth: () => cdktf("synth"),
      plan: () => cdktf("diff", "--skip-provider-lock"),
      deploy,
    },
  };
}
