import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";
import { initializedWith, synthesizedStack } from "./terraform-stack.mjs";

/** What a plan and a check say of a deployed stack. Both only read, and go on side by side. */
export class Standing {
  #stop = new AbortController();
  #basis;
  #binary;
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
    this.#binary = binary;
    this.#root = root;
    this.#stack = stack;
    this.#basis = basisOf(root, binary, stack);
    // It only reads: the state is not kept from others.
    const args = ["plan", "-detailed-exitcode", "-input=false", "-lock=false"];
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
   * @param {object} stack the stack
   * @param {string} [binary] Terraform or OpenTofu, where it is known by now
   * @returns {boolean} whether it is what this one began with
   */
  isOf(stack, binary = this.#binary) {
    return this.#basis === basisOf(this.#root, binary, stack);
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

  /**
   * Ends both, and waits for it.
   *
   * @throws {StepError} where this program was interrupted meanwhile
   */
  async discard() {
    this.#stop.abort();
    const ended = await Promise.allSettled([this.#plan, this.#check]);
    for (const { reason, status } of ended) if (status === "rejected") throw reason;
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

/** All that both depend on but the cluster itself. */
function basisOf(root, binary, { folder, manifestFile, state }) {
  const files = [join(folder, "cdk.tf.json"), manifestFile, join(root, "dist", ".built")];
  const { DOCKER_HOST: engine = "" } = process.env;
  return JSON.stringify([binary, engine, folder, state, ...files.map((file) => readFileSync(file, "utf8"))]);
}
