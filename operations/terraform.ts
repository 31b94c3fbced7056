import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { explainLock, LOCK_SECONDS } from "./state-lock";

/** Terraform or OpenTofu ended with an error. */
export class TerraformError extends Error {}

/** How one command is run. */
export interface CommandOptions {
  /** Told each line when it is printed. */
  readonly onLine?: (line: string) => void;
}

/** What a plan is limited to. */
export interface PlanOptions {
  /** Addresses; without them everything is planned. */
  readonly targets?: readonly string[];
  /** Whether the provider is asked what there is. Default: true. */
  readonly refresh?: boolean;
}

/** Which state a plan was made on. */
export interface StateIdentity {
  readonly lineage: string;
  readonly serial: number;
}

const POLL_MS = 100;

/**
 * Terraform or OpenTofu (`TERRAFORM_BINARY_NAME`, as CDKTF has it) in the folder of a stack.
 *
 * Each command runs in a session of its own and prints to a file: neither Ctrl-C at the terminal nor the death of this
 * process may end it between the removal of a container and the write of the state.
 */
export class Terraform {
  private readonly binary = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

  /**
   * @param folder - The stack's folder.
   * @param lockSeconds - Seconds that the lock of the state is waited for, each time. Default: 60.
   */
  public constructor(
    public readonly folder: string,
    public readonly lockSeconds: number = LOCK_SECONDS,
  ) {}

  /**
   * Downloads or links the provider, if it is not there.
   *
   * @throws TerraformError - with its words.
   */
  public async init(): Promise<void> {
    await this.run(["init", "-input=false"]);
  }

  /**
   * Plans, and changes nothing.
   *
   * @param file - Where the plan is kept.
   * @param options - What it is limited to.
   * @returns Whether there is anything to change.
   * @throws TerraformError - with its words.
   */
  public async plan(file: string, { refresh = true, targets = [] }: PlanOptions = {}): Promise<boolean> {
    const args = ["plan", "-input=false", "-detailed-exitcode", this.lock, `-out=${file}`];
    const limits = [...targets.map((one) => `-target=${one}`), ...(refresh ? [] : ["-refresh=false"])];
    const { code } = await this.run([...args, ...limits], {}, [0, 2]);
    return code === 2;
  }

  /**
   * A plan that was kept, as JSON.
   *
   * @param file - The plan.
   * @returns What `terraform show -json` prints.
   * @throws TerraformError - with its words.
   */
  public async show(file: string): Promise<unknown> {
    const { output } = await this.run(["show", "-json", file]);
    return JSON.parse(output) as unknown;
  }

  /**
   * Carries a plan out.
   *
   * @param file - The plan.
   * @param options - Who is told.
   * @throws TerraformError - with its words.
   */
  public async apply(file: string, options: CommandOptions = {}): Promise<void> {
    await this.run(["apply", "-input=false", this.lock, file], options);
  }

  /**
   * Takes something that is there into the state.
   *
   * @param address - Its address.
   * @param id - What the provider calls it.
   * @throws TerraformError - with its words.
   */
  public async import(address: string, id: string): Promise<void> {
    await this.run(["import", "-input=false", this.lock, address, id]);
  }

  /**
   * Which state there is.
   *
   * @returns Its identity, or undefined where there is none yet.
   * @throws TerraformError - with its words.
   */
  public async state(): Promise<StateIdentity | undefined> {
    const text = await this.pull();
    if (text === "") return undefined;
    const { lineage, serial } = JSON.parse(text) as StateIdentity;
    // Some backends hand out an empty state where there is none.
    return lineage === "" ? undefined : { lineage, serial };
  }

  /**
   * The state as it is.
   *
   * @returns Its text, empty where there is none yet.
   * @throws TerraformError - with its words.
   */
  public async pull(): Promise<string> {
    return (await this.run(["state", "pull"])).output.trim();
  }

  /**
   * Writes the state anew.
   *
   * @param text - The state, with a serial number above that of the one there is.
   * @throws TerraformError - with its words, when it is older than that one or of another lineage.
   */
  public async push(text: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "kafka-docker-"));
    const file = join(folder, "state");
    try {
      writeFileSync(file, text, { mode: 0o600 });
      await this.run(["state", "push", this.lock, file]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private get lock(): string {
    return `-lock-timeout=${this.lockSeconds}s`;
  }

  private async run(
    args: readonly string[],
    { onLine = () => undefined }: CommandOptions = {},
    good: readonly number[] = [0],
  ): Promise<{ code: number; output: string }> {
    const folder = mkdtempSync(join(tmpdir(), "kafka-docker-"));
    const [out, err] = ["stdout", "stderr"].map((name) => join(folder, name)) as [string, string];
    const descriptors = [out, err].map((file) => openSync(file, "w")) as [number, number];
    try {
      const [verb, ...rest] = args;
      const child = spawn(this.binary, [verb!, "-no-color", ...rest].filter(isTaken(verb!)), {
        cwd: this.folder,
        detached: true,
        env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" },
        stdio: ["ignore", ...descriptors],
      });
      const ended = new Promise<number>((resolve, reject) => {
        const fail = (error: NodeJS.ErrnoException) =>
          reject(new TerraformError(notFound(this.binary, error)));
        child.once("error", fail);
        child.once("close", (code) => resolve(code ?? 1));
      });
      const code = await followed(out, ended, onLine);
      const [output, errors] = [out, err].map((file) => readFileSync(file, "utf8")) as [string, string];
      if (good.includes(code)) return { code, output };
      const words = wordsOf(`${output}\n${errors}`);
      const { binary, folder: stack, lockSeconds: seconds } = this;
      throw new TerraformError(
        explainLock(words, { binary, folder: stack, seconds }) ??
          (words || `${binary} ${verb} ended with ${code}`),
      );
    } finally {
      for (const one of descriptors) closeSync(one);
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** `state pull` knows no -no-color. */
function isTaken(verb: string): (arg: string) => boolean {
  return (arg) => verb !== "state" || arg !== "-no-color";
}

function notFound(binary: string, error: NodeJS.ErrnoException): string {
  if (error.code !== "ENOENT") return error.message;
  return `${binary} is not on the PATH: install Terraform or OpenTofu, or name one by TERRAFORM_BINARY_NAME`;
}

/** Tells the lines of a file until a command has ended. */
async function followed(
  file: string,
  ended: Promise<number>,
  onLine: (line: string) => void,
): Promise<number> {
  const descriptor = openSync(file, "r");
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const read = () => {
    const buffer = Buffer.alloc(65_536);
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
      const lines = (rest + decoder.write(buffer.subarray(0, size))).split("\n");
      rest = lines.pop()!;
      lines.forEach(onLine);
    }
  };
  try {
    let code: number | undefined;
    const done = ended.then((value) => (code = value));
    while (code === undefined) {
      await Promise.race([done, sleep(POLL_MS)]);
      read();
    }
    if (rest !== "") onLine(rest);
    return code;
  } finally {
    closeSync(descriptor);
  }
}

/** From the first error on: what stands before it is the plan. */
function wordsOf(output: string): string {
  const at = output.search(/^(│ |╷\n│ )?Error: /m);
  return (at < 0 ? output : output.slice(at)).trim();
}
