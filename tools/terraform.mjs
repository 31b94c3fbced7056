import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDirectory } from "./cache.mjs";
import { goBuild, hasGo } from "./go.mjs";
import { lastLines, run, which } from "./run.mjs";
import { StepError } from "./step.mjs";
import { isAtLeast } from "./version.mjs";

const OLDEST = { Terraform: "1.5.7", OpenTofu: "1.6.0" };
const SETTING = "TERRAFORM_BINARY_NAME";
const ANSWER_TIMEOUT_MS = 20_000;
const GO_FOR_OPENTOFU = "1.26.6";
const MODULE = fileURLToPath(new URL("opentofu", import.meta.url));

const INSTALL = [
  "Install one of them:",
  "  https://developer.hashicorp.com/terraform/install",
  "  https://opentofu.org/docs/intro/install",
];

/** Asks a program whether it is Terraform or OpenTofu, and which version. */
async function identify(binary, remedy) {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const { code, stdout, stderr } = await run(binary, ["version"], { env, timeout: ANSWER_TIMEOUT_MS });
  const [, name, version] = /^(Terraform|OpenTofu) v(\S+)/m.exec(stdout) ?? [];
  const chosen = process.env[SETTING] ? `${SETTING}=${process.env[SETTING]}: ` : "";
  if (code !== 0 || !name) {
    const said = lastLines(`${stdout}\n${stderr}`, 5).map((line) => `\n  | ${line}`);
    throw new StepError(
      `${chosen}\`${binary} version\` does not answer as Terraform or OpenTofu do.${said.join("")}`,
      remedy,
    );
  }
  if (!isAtLeast(version, OLDEST[name])) {
    const message = `${chosen}\`${binary}\` is ${name} ${version}; ${OLDEST[name]} or later is needed.`;
    throw new StepError(message, remedy);
  }
  return { binary, name, version };
}

function openTofuVersion() {
  return /opentofu\/opentofu v(\S+)/.exec(readFileSync(join(MODULE, "go.mod"), "utf8"))[1];
}

async function buildOpenTofu(binary, say) {
  if (!(await hasGo(MODULE, GO_FOR_OPENTOFU))) {
    throw new StepError("No Terraform or OpenTofu was found.", [
      ...INSTALL,
      `or Go ${GO_FOR_OPENTOFU} or later, with which OpenTofu is built here;`,
      `or set ${SETTING} to the path of one that is not on the PATH.`,
    ]);
  }
  await goBuild(
    {
      module: MODULE,
      package: "github.com/opentofu/opentofu/cmd/tofu",
      output: binary,
      // As in OpenTofu's own releases: this is the source of one, not of a development version.
      ldflags: "-s -w -X github.com/opentofu/opentofu/version.dev=no",
      what: "OpenTofu",
    },
    say,
  );
}

/**
 * Finds Terraform or OpenTofu: the one that is set, else one that is installed, else OpenTofu built from source.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{binary: string, name: "Terraform" | "OpenTofu", version: string}>} `binary` as it can be called:
 *   "terraform" or "tofu" if it is on the PATH, the value of TERRAFORM_BINARY_NAME, or a path
 * @throws {StepError} if there is none, or if the one that is set cannot be used
 */
export async function findTerraform(say) {
  const chosen = process.env[SETTING];
  if (chosen) {
    const otherwise = [`Correct ${SETTING}, or unset it to use what is installed.`];
    if (!existsSync(chosen) && !which(chosen)) {
      throw new StepError(`${SETTING}=${chosen}: there is no such program.`, otherwise);
    }
    // It is called from other directories too.
    return identify(chosen.includes("/") ? resolve(chosen) : chosen, otherwise);
  }
  const installed = ["terraform", "tofu"].find((name) => which(name));
  if (installed) return identify(installed, [...INSTALL, `or set ${SETTING} to the path of another one.`]);

  const version = openTofuVersion();
  const built = join(cacheDirectory(), "opentofu", version, "tofu");
  if (!existsSync(built)) await buildOpenTofu(built, say);
  return identify(built, [`Remove ${built} to have it built again.`]);
}
