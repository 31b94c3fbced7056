import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findEngine } from "./engine.mjs";
import { BUILT_IMAGE, OFFICIAL_IMAGE, provideImage } from "./image.mjs";
import { isBuilt, OFFICIAL_NODE_IMAGE, provideNodeImage } from "./node-image.mjs";
import { installPackages } from "./packages.mjs";
import { provideProvider } from "./provider.mjs";
import { run } from "./run.mjs";
import { step, StepError } from "./step.mjs";
import { findTerraform } from "./terraform.mjs";
import { synthesizedStack } from "./terraform-stack.mjs";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const ENV_FILE = join(ROOT, ".env");

/** Takes settings from `.env`, as the stack does; what the environment has already stays. */
export function loadSettings() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 12)) {
    throw new StepError(`Node.js ${process.versions.node} is too old.`, ["Install Node.js 20.12 or newer."]);
  }
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  // Quiet and offline: neither tool needs to ask its maker for news.
  process.env.CHECKPOINT_DISABLE ??= "1";
  process.env.CDKTF_DISABLE_PLUGIN_CACHE_ENV ??= "1";
}

/**
 * Makes everything that a deploy needs available: npm packages, settings that hold, Terraform or OpenTofu, a Docker
 * Engine, the provider and the image. What is there is used, what can be had from a registry is fetched, and the
 * rest is built. Environment variables that children need are set.
 *
 * @param {{image?: boolean, synthesized?: () => void}} [needs] whether an image is needed, which it is not to remove a
 *   cluster; told as soon as the stack is synthesized
 * @returns {Promise<{terraform: {binary: string, name: string, version: string}, registry: boolean}>} The tool, and
 *   whether the provider came from a registry.
 */
export async function prepare({ image: needsImage = true, synthesized = () => {} } = {}) {
  loadSettings();
  await step("packages", (say) => installPackages(ROOT, say));
  // Before anything takes long: a setting out of range ends it here.
  await step("synthesize", () => synthesize());
  synthesized();

  // Both only ask, where nothing is to be installed.
  const [terraform, engine] = await both(
    step("terraform", async (say) => {
      const found = await findTerraform(say);
      return { ...found, text: `${found.name} ${found.version}` };
    }),
    step("docker", async (say) => {
      const found = await findEngine(say);
      return { ...found, text: `Docker Engine ${found.version}` };
    }),
  );
  if (terraform.binary !== "terraform") process.env.TERRAFORM_BINARY_NAME = terraform.binary;
  if (engine.host !== undefined) process.env.DOCKER_HOST = engine.host;
  const { registry } = await step("provider", (say) => provideProvider(terraform, say));
  if (!needsImage) return { terraform, registry };
  const isOurs = (image) => image === BUILT_IMAGE;
  const changed = await provideAs("KAFKA_IMAGE", "image", provideImage, OFFICIAL_IMAGE, isOurs);
  const services =
    synthesizedStack(ROOT).builds &&
    (await provideAs("NODE_IMAGE", "node", provideNodeImage, OFFICIAL_NODE_IMAGE, isBuilt));
  if (changed || services) await step("synthesize", () => synthesize());
  return { terraform, registry };
}

/** Provides an image, and sets and remembers it. @returns {Promise<boolean>} whether the stack must be synthesized again */
async function provideAs(variable, name, provide, otherwise, isOurs) {
  const before = process.env[variable];
  const { image } = await step(name, (say) => provide(say));
  process.env[variable] = image;
  if (before === undefined || isOurs(before)) remember(variable, image, otherwise);
  return image !== (before ?? otherwise);
}

/** Both results; where one fails, once the other has come to its end: an installation is not left alone. */
async function both(...steps) {
  const results = await Promise.allSettled(steps);
  for (const { reason, status } of results) if (status === "rejected") throw reason;
  return results.map(({ value }) => value);
}

/**
 * Compiles the sources where they changed, and synthesizes the stack.
 *
 * @returns {Promise<string>} The result, for the step's line.
 */
export async function synthesize() {
  await run(process.execPath, [join(ROOT, "tools", "build.mjs")], { cwd: ROOT, check: true });
  const { code, stderr } = await run(process.execPath, app(), { cwd: ROOT });
  // What an example throws comes with where it was thrown.
  if (code !== 0) throw new StepError(/^\w*Error: (.*?)\n {4}at /ms.exec(stderr)?.[1] ?? stderr.trim());
  const { manifest, warnings } = synthesizedStack(ROOT);
  for (const warning of warnings.filter((one) => !warned.has(one))) console.log(`! ${warning}`);
  for (const warning of warnings) warned.add(warning);
  const { brokers, name, zookeepers } = manifest;
  return `${name}: brokers ${brokers.length}, ZooKeeper servers ${zookeepers.length}`;
}

/** The project's own stack, or one of the examples, which are run as they are: like one in a project of its own. */
function app() {
  const { KAFKA_EXAMPLE: example } = process.env;
  if (!example) return [join(ROOT, "dist", "main.js")];
  const all = readdirSync(join(ROOT, "examples")).filter((name) =>
    existsSync(join(ROOT, "examples", name, "main.ts")),
  );
  if (all.includes(example)) return ["--import", "tsx", join(ROOT, "examples", example, "main.ts")];
  throw new StepError(`KAFKA_EXAMPLE must be ${all.join(" or ")}, got ${JSON.stringify(example)}`);
}

/** A stack that is synthesized twice warns once. */
const warned = new Set();

/** So that a later `cdktf` without this set-up uses the same image. */
function remember(variable, image, otherwise) {
  const text = existsSync(ENV_FILE) ? readFileSync(ENV_FILE, "utf8") : "";
  const others = text.split("\n").filter((line) => line !== "" && !line.startsWith(`${variable}=`));
  const lines = image === otherwise ? others : [...others, `${variable}=${image}`];
  const wanted = lines.map((line) => `${line}\n`).join("");
  if (wanted !== text) writeFileSync(ENV_FILE, wanted);
}
