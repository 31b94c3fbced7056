import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run, which } from "./run.mjs";
import { StepError } from "./step.mjs";

const NONINTERACTIVE = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "l" };

/**
 * Reads what the operating system says of itself.
 * @param {string} text the content of /etc/os-release
 * @returns {Record<string, string>} its variables
 */
export function parseOsRelease(text) {
  const assignments = [...text.matchAll(/^([A-Z_]+)=(["']?)(.*)\2$/gm)];
  return Object.fromEntries(assignments.map(([, name, , value]) => [name, value]));
}

function osRelease() {
  try {
    return parseOsRelease(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return {};
  }
}

/** @returns {boolean} whether this is Debian, Ubuntu or a system derived from one of them */
export function isDebian() {
  const { ID = "", ID_LIKE = "" } = osRelease();
  return /\b(debian|ubuntu)\b/.test(`${ID} ${ID_LIKE}`) && which("apt-get") !== undefined;
}

/** @returns {boolean} whether packages can be installed here: root on such a system */
export function canInstall() {
  return process.getuid?.() === 0 && isDebian();
}

async function update(say) {
  say("apt-get update");
  const first = await run("apt-get", ["update", "-q"], { env: NONINTERACTIVE });
  // Mirrors are out of step for a moment now and then. A broken third-party source must not stop it for good:
  // whether the packages can be had is seen at the install.
  if (first.code !== 0) await run("apt-get", ["update", "-q"], { env: NONINTERACTIVE });
}

/**
 * Installs packages of the operating system, without those that they merely recommend.
 * @param {string[]} packages their names
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<void>}
 */
export async function install(packages, say) {
  await update(say);
  say(`apt-get install ${packages.join(" ")}`);
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], {
    check: true,
    env: NONINTERACTIVE,
    remedy: [`Install ${packages.join(", ")} by hand, then try again.`],
  });
}

/**
 * Downloads packages without installing them.
 * @param {string[]} packages their names
 * @param {string} folder where to
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<string[]>} the files
 */
export async function download(packages, folder, say) {
  const remedy = [`Make ${packages.join(", ")} available to apt-get, then try again.`];
  say(`apt-get download ${packages.join(" ")}`);
  const args = ["download", "-q", ...packages];
  if ((await run("apt-get", args, { cwd: folder, env: NONINTERACTIVE })).code !== 0) {
    await update(say);
    await run("apt-get", args, { cwd: folder, env: NONINTERACTIVE, check: true, remedy });
  }
  const names = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  return names.map((name) => join(folder, name));
}

/**
 * Whether the system's sources have a package.
 * @param {string} name the package's name
 * @returns {Promise<boolean>} true if it can be installed
 */
export async function hasPackage(name) {
  const { stdout } = await run("apt-cache", ["show", "--no-all-versions", name]);
  return stdout.includes(`Package: ${name}`);
}

async function mainRepository(codename) {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const filters = [
    "Created-By: Packages",
    "Component: main",
    `Codename: ${codename}`,
    `Architecture: ${architecture}`,
  ];
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(REPO_URI)", ...filters]);
  return stdout.split("\n")[0];
}

/** Cloud images name a file with a list of mirrors in place of a mirror. */
function firstMirror(url) {
  if (!url.startsWith("mirror+file:")) return url;
  const lines = readFileSync(url.replace(/^mirror\+file:\/*/, "/").replace(/\/$/, ""), "utf8").split("\n");
  return lines.find((line) => line.trim() && !line.startsWith("#"))?.split(/\s/)[0];
}

async function proxy() {
  const { stdout } = await run("apt-config", ["shell", "PROXY", "Acquire::http::Proxy"]);
  return /^PROXY='(.+)'$/m.exec(stdout)?.[1];
}

/**
 * Where this system gets its own packages from: the one mirror that is known to be reachable here.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{codename: string, url: string, proxy?: string}>} the release, its mirror, the way to it
 */
export async function ownMirror(say) {
  const { UBUNTU_CODENAME, VERSION_CODENAME } = osRelease();
  const codename = UBUNTU_CODENAME ?? VERSION_CODENAME;
  let repository = await mainRepository(codename);
  if (!repository) {
    // apt knows a source's release only after it has read its index once.
    await update(say);
    repository = await mainRepository(codename);
  }
  const url = firstMirror(repository);
  if (!url) {
    throw new StepError(`No apt source for the main packages of ${codename} was found.`, [
      "Add one to /etc/apt/sources.list, then try again.",
    ]);
  }
  return { codename, url, proxy: await proxy() };
}
