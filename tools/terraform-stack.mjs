import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "./run.mjs";
import { StepError } from "./step.mjs";

/**
 * The stack that was synthesized last.
 *
 * @param {string} root the project's folder
 * @returns {{folder: string, state: string, manifest: object, manifestFile: string, outputs: Record<string, string>,
 *   services: {container: string, port: number}[], builds: boolean, warnings: string[]}} the stack's folder, its state's
 *   file, its cluster's manifest, the outputs that are known before a deploy, ports of containers that are not the
 *   cluster's, whether it builds images, and what is legal but unwise
 */
export function synthesizedStack(root) {
  const output = resolve(root, process.env.CDKTF_OUTDIR ?? "cdktf.out");
  const { stacks } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8"));
  const [{ annotations = [], name, workingDirectory }] = Object.values(stacks);
  const warnings = annotations.map(({ message }) => message);
  const folder = join(output, workingDirectory);
  const manifestFile = join(folder, `${name}.manifest.json`);
  const state = join(root, "state", `${name}.tfstate`);
  const { output: declared = {}, resource } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
  const outputs = Object.fromEntries(Object.entries(declared).map(([key, { value }]) => [key, value]));
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
  const own = [...manifest.brokers, ...manifest.zookeepers].map(({ container }) => container);
  const services = Object.values(resource.docker_container)
    .filter(({ name: container }) => !own.includes(container))
    .flatMap(({ name: container, ports = [] }) => ports.map(({ external: port }) => ({ container, port })));
  const builds = "docker_image" in resource;
  return { folder, state, manifestFile, manifest, outputs, services, warnings, builds };
}

/**
 * Initializes a stack's folder, unless it was, with all that this depends on: Terraform would take a second to find the
 * same.
 *
 * @param {string} binary Terraform or OpenTofu
 * @param {string} folder the stack's folder
 * @param {boolean} registry whether the provider comes from a registry
 */
export async function initialize(binary, folder, registry) {
  const mark = markIn(folder);
  if (existsSync(mark) && readFileSync(mark, "utf8") === initializedBy(binary, folder)) return;
  await initializeAnew(binary, folder, registry);
  writeFileSync(mark, initializedBy(binary, folder));
}

/**
 * @param {string} folder the stack's folder
 * @returns {string | undefined} the Terraform or OpenTofu that has initialized it, unless something has changed since
 */
export function initializedWith(folder) {
  const mark = markIn(folder);
  if (!existsSync(mark)) return undefined;
  const text = readFileSync(mark, "utf8");
  const { binary } = JSON.parse(text);
  return text === initializedBy(binary, folder) ? binary : undefined;
}

const markIn = (folder) => join(dataOf(folder), "initialized.json");

async function initializeAnew(binary, folder, registry) {
  const init = (options) => run(binary, ["init", "-input=false", "-no-color"], { cwd: folder, ...options });
  const { code, stderr } = await init();
  if (code === 0) return;
  // A provider that was built anew has another checksum, and init itself has no option to accept it.
  if (!registry && stderr.includes("checksum")) rmSync(join(folder, ".terraform.lock.hcl"), { force: true });
  await init({ check: true });
}

/** Where Terraform keeps what it has initialized. */
const dataOf = (folder) => resolve(folder, process.env.TF_DATA_DIR || ".terraform");

/** Terraform itself, the backend and the providers that are asked for, those that are there, and their checksums. */
function initializedBy(binary, folder) {
  const { terraform } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
  const lock = join(folder, ".terraform.lock.hcl");
  const checksums = existsSync(lock) ? readFileSync(lock, "utf8") : "";
  return JSON.stringify({
    binary,
    terraform,
    checksums,
    providers: filesIn(join(dataOf(folder), "providers")),
  });
}

/** Files below a folder, behind symbolic links as well, with what changes when they do. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    // A link may lead nowhere any more.
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isDirectory() ? filesIn(path) : [{ path, size: found?.size, mtimeMs: found?.mtimeMs }];
  });
}

/**
 * Addresses of everything that the state of a stack holds.
 *
 * @param {string} binary Terraform or OpenTofu
 * @param {string} folder the stack's folder
 * @returns {Promise<string[]>} addresses
 * @throws {StepError} when the state cannot be read
 */
export async function stateAddresses(binary, folder) {
  const { stdout } = await run(binary, ["state", "list"], { cwd: folder, check: true });
  return stdout.split("\n").filter((line) => line !== "");
}

/**
 * Applies or destroys a stack.
 *
 * @param {string} binary Terraform or OpenTofu
 * @param {"apply" | "destroy"} verb what to do
 * @param {string} folder the stack's folder
 * @param {(text: string) => void} say told what is going on
 * @returns {Promise<{add: number, change: number, remove: number, done: string[]}>} how many resources were
 *   created, changed and removed, and the addresses of those that were created
 * @throws {StepError} with Terraform's own words, when it fails
 */
export async function converge(binary, verb, folder, say) {
  const log = new ProgressLog(say);
  const args = [verb, "-auto-approve", "-input=false", "-json"];
  const { code } = await run(binary, args, { cwd: folder, onLine: (line) => log.line(line) });
  if (code !== 0) throw new StepError(`${verb} failed:\n${log.problems()}`);
  return { ...log.changes, done: log.done };
}

/** Follows the machine-readable output of Terraform (https://developer.hashicorp.com/terraform/internals/machine-readable-ui). */
class ProgressLog {
  changes = { add: 0, change: 0, remove: 0 };
  done = [];
  #say;
  #errors = [];
  #under = new Map();
  #output = new Map();

  constructor(say) {
    this.#say = say;
  }

  line(text) {
    const message = parse(text);
    this[`on_${message?.type}`]?.(message);
    this.#say([...this.#under.values()].join(", "));
  }

  problems() {
    return [...new Set(this.#errors)].join("\n") || "  it told no reason";
  }

  on_apply_start({ hook: { action, resource } }) {
    this.#under.set(resource.addr, `${action} ${resource.resource_name}`);
  }

  on_apply_complete({ hook: { action, resource } }) {
    this.#under.delete(resource.addr);
    if (action === "create") this.done.push(resource.addr);
  }

  on_apply_errored({ hook: { resource } }) {
    this.#under.delete(resource.addr);
  }

  on_provision_progress({ hook: { output, resource } }) {
    this.#output.set(resource.addr, [...(this.#output.get(resource.addr) ?? []), output]);
  }

  /** Told at once: Terraform itself ends only when all other resources have had their time. */
  on_provision_errored({ hook: { resource } }) {
    const lines = (this.#output.get(resource.addr) ?? []).filter((line) => !line.startsWith("Executing:"));
    console.error(`\n${lines.join("\n")}\n`);
  }

  on_change_summary({ changes: { add, change, remove } }) {
    this.changes = { add, change, remove };
  }

  on_diagnostic({ diagnostic: { detail, severity, summary } }) {
    if (severity !== "error") return;
    // The check's own words were printed when they came; Terraform repeats all of them.
    const said =
      summary === "local-exec provisioner error" ? "the deploy could not be completed, see above" : summary;
    this.#errors.push(`  ${said}${said === summary && detail ? `\n  ${detail}` : ""}`);
  }
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
