import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";
import { initializedWith, synthesizedStack } from "./terraform-stack.mjs";

/** What a plan and a check say of a deployed stack. Both only read, and go on side by side. */
export class Standing {
  #stop = new AbortController();
  #basis;
  #check;
  #plan;
  #root;
  #stack;

  /**
   * @param {string} root the project's folder
   * @param {string} binary Terraform or OpenTofu
   * @param {object} stack the stack, as `synthesizedStack` gives it; its folder is initialized
   */
  constructor(root, binary, stack) {
    this.#root = root;
    this.#stack = stack;
    this.#basis = basisOf(root, binary, stack);
    const args = ["plan", "-detailed-exitcode", "-input=false"];
    this.#plan = awaitedLater(run(binary, args, { cwd: stack.folder, stop: this.#stop.signal }));
  }

  /**
   * Plans what was synthesized last, while it is synthesized anew: mostly that comes to the same.
   *
   * @param {string} root the project's folder
   * @returns {Standing | undefined} nothing where nothing was deployed
   */
  static ofLast(root) {
    try {
      const stack = synthesizedStack(root);
      const binary = initializedWith(stack.folder);
      return binary !== undefined && existsSync(stack.state) ? new Standing(root, binary, stack) : undefined;
    } catch {
      // There is none, or only a part of one.
      return undefined;
    }
  }

  /**
   * @param {string} root the project's folder
   * @param {string} binary Terraform or OpenTofu
   * @param {object} stack the stack
   * @returns {boolean} whether it is what this one began with
   */
  isOf(root, binary, stack) {
    return this.#basis === basisOf(root, binary, stack);
  }

  /** @returns {Promise<boolean>} whether the plan has failed: it will say why when it is applied */
  async failed() {
    return ![0, 2].includes((await this.#plan).code);
  }

  /** @returns {Promise<boolean>} whether there is nothing to change */
  async isUnchanged() {
    return (await this.#plan).code === 0;
  }

  /** Begins the check, once. @returns {Promise<{code: number, stdout: string}>} what came of it */
  check() {
    this.#check ??= awaitedLater(check(this.#root, this.#stack, this.#stop.signal));
    return this.#check;
  }

  /** Ends both; Terraform lets go of the state. */
  async discard() {
    this.#stop.abort();
    await Promise.allSettled([this.#plan, this.#check]);
  }
}

/** Or not at all: an interrupted one must not end this program before it has said so. */
function awaitedLater(result) {
  result.catch(() => {});
  return result;
}

/**
 * Checks a cluster.
 *
 * @param {string} root the project's folder
 * @param {object} stack its stack
 * @param {AbortSignal} [stop] ends it
 * @returns {Promise<{code: number, stdout: string}>} what came of it
 */
export function check(root, { manifestFile }, stop) {
  const command = join(root, "dist", "bin", "kafka-docker.js");
  return run(process.execPath, [command, "check", "--manifest", manifestFile, "--quick"], {
    cwd: root,
    stop,
  });
}

/** All that both read but the cluster itself. */
function basisOf(root, binary, { folder, manifestFile, state }) {
  const files = [join(folder, "cdk.tf.json"), manifestFile, join(root, "dist", ".built")];
  return JSON.stringify([binary, folder, state, ...files.map((file) => readFileSync(file, "utf8"))]);
}
