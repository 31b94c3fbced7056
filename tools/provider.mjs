import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDirectory } from "./cache.mjs";
import { GO_PLATFORM, goBuild, hasGo } from "./go.mjs";
import { registryAnswers } from "./registry.mjs";
import { StepError } from "./step.mjs";
import { isAtLeast } from "./version.mjs";

/** The release that tools/provider/go.mod names by its commit, as Go's module proxy does not know its tag. */
const VERSION = "4.6.0";
const BELOW = "5.0.0";
const GO_FOR_PROVIDER = "1.25.8";
const MODULE = fileURLToPath(new URL("provider", import.meta.url));
const PROGRAM = `terraform-provider-docker_v${VERSION}`;
const REGISTRY = { Terraform: "registry.terraform.io", OpenTofu: "registry.opentofu.org" };

/**
 * The directories in which Terraform and OpenTofu both look for providers without being told, the one to fill first.
 * OpenTofu reads Terraform's, under a host name of its own.
 * @param {Record<string, string | undefined>} env the environment
 * @param {string} platform Node's name of the operating system
 * @returns {string[]} the directories, which may not exist
 */
export function impliedMirrors(env = process.env, platform = process.platform) {
  const legacy = join(homedir(), ".terraform.d", "plugins");
  if (platform === "darwin")
    return [join(homedir(), "Library/Application Support/io.terraform/plugins"), legacy];
  const data = env.XDG_DATA_HOME || join(homedir(), ".local", "share");
  return [join(data, "terraform", "plugins"), legacy];
}

/** Whether the user has told Terraform where providers come from: then the implied mirrors do not count. */
function configured({ name }) {
  const { TF_CLI_CONFIG_FILE: chosen, XDG_CONFIG_HOME: config } = process.env;
  const own = name === "OpenTofu" ? [join(homedir(), ".tofurc")] : [];
  if (name === "OpenTofu" && config) own.push(join(config, "opentofu", "tofurc"));
  const files = chosen ? [chosen] : [...own, join(homedir(), ".terraformrc")];
  // The first that exists is the one that is read.
  const file = files.find((path) => existsSync(path));
  return file !== undefined && /^\s*provider_installation\b/m.test(readFileSync(file, "utf8"));
}

/** Versions of the provider for this platform in a mirror, unpacked or packed. */
function versionsIn(directory) {
  if (!existsSync(directory)) return [];
  const packed = new RegExp(`^terraform-provider-docker_(.+)_${GO_PLATFORM}\\.zip$`);
  return readdirSync(directory)
    .map(
      (name) => packed.exec(name)?.[1] ?? (existsSync(join(directory, name, GO_PLATFORM)) ? name : undefined),
    )
    .filter(Boolean);
}

async function build(target, say) {
  if (!(await hasGo(MODULE, GO_FOR_PROVIDER))) {
    throw new StepError(
      `The Terraform provider kreuzwerker/docker ${VERSION} is neither installed nor can its registry be reached.`,
      [
        "Give Terraform access to its registry, or to a mirror of it (provider_installation in the CLI configuration:",
        "  https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation);",
        `or install Go ${GO_FOR_PROVIDER} or later, with which the provider is built here.`,
      ],
    );
  }
  const what = "the Docker provider";
  const ldflags = `-s -w -X main.version=${VERSION}`;
  const name = "github.com/terraform-providers/terraform-provider-docker";
  // Its Compose resource is not used here, and is the larger part of it.
  const options = { module: MODULE, package: name, output: target, tags: ["no_compose"], ldflags, what };
  await goBuild(options, say);
}

/** Shows a directory in another place, by a link where the file system has links. */
function place(directory, link) {
  mkdirSync(dirname(link), { recursive: true });
  // A link to what is gone does not count as existing, but stands in the way.
  rmSync(link, { recursive: true, force: true });
  try {
    symlinkSync(directory, link);
  } catch {
    cpSync(directory, link, { recursive: true });
  }
}

/**
 * Makes the Docker provider available to a plain `terraform init`.
 * @param {{name: "Terraform" | "OpenTofu"}} tool for which of the two
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{text: string, registry: boolean}>} the result, and whether its registry will be asked for it
 * @throws {StepError} if it can neither be had nor built
 */
export async function provideProvider(tool, say) {
  if (configured(tool)) return { text: "as the CLI configuration says", registry: false };

  const host = REGISTRY[tool.name];
  const mirrors = impliedMirrors().map((mirror) => join(mirror, host, "kreuzwerker", "docker"));
  const versions = mirrors.flatMap((mirror) => versionsIn(mirror));
  const usable = versions.find((version) => isAtLeast(version, VERSION) && !isAtLeast(version, BELOW));
  if (usable) return { text: `kreuzwerker/docker ${usable}, found`, registry: false };

  // A provider that stands in an implied mirror, in whatever version, is not looked for in its registry.
  say(`asking ${host}`);
  if (versions.length === 0 && (await registryAnswers(host))) {
    return { text: `kreuzwerker/docker, from ${host}`, registry: true };
  }
  const directory = join(cacheDirectory(), "provider", VERSION, GO_PLATFORM);
  const built = existsSync(join(directory, PROGRAM));
  if (!built) await build(join(directory, PROGRAM), say);
  place(directory, join(mirrors[0], VERSION, GO_PLATFORM));
  return {
    text: `kreuzwerker/docker ${VERSION}, ${built ? "built earlier" : "built from its Go module"}`,
    registry: false,
  };
}
