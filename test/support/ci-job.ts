import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Ended, must, run } from "./deployment";

// What tests or a code host set must come to a job by its file alone.
const NOT_OF_THE_MACHINE = /^(KAFKA|PG|GITHUB|GITLAB|CI$|CI_|TERRAFORM_BINARY_NAME|npm_(package|lifecycle))/;

/** A machine that runs jobs: a folder to work in, and the tools that are installed on it. */
export class CiMachine {
  public readonly folder = mkdtempSync(join(tmpdir(), "runner-"));
  public readonly workspace = join(this.folder, "work");

  /** @param repository - What is cloned. */
  public constructor(private readonly repository: string) {
    mkdirSync(this.workspace);
  }

  /** Variables of a user of the machine. */
  public environment(): Record<string, string> {
    const own = Object.entries(process.env).filter(([name]) => !NOT_OF_THE_MACHINE.test(name));
    const env = Object.fromEntries(own) as Record<string, string>;
    return { ...env, CI: "true", PATH: [join(this.folder, "bin"), env["PATH"]].join(delimiter) };
  }

  /** Terraform by its own name, whichever the tests use. */
  public async installTerraform(): Promise<void> {
    const binary = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
    const path = (await must("sh", ["-c", `command -v ${binary}`])).trim();
    mkdirSync(join(this.folder, "bin"), { recursive: true });
    const link = join(this.folder, "bin", "terraform");
    rmSync(link, { force: true });
    symlinkSync(path, link);
  }

  /** An empty folder with just one commit. */
  public async checkOut(commit: string): Promise<void> {
    for (const name of readdirSync(this.workspace))
      rmSync(join(this.workspace, name), { recursive: true, force: true });
    await must("git", ["clone", "--quiet", "--no-checkout", this.repository, "."], { cwd: this.workspace });
    await must("git", ["fetch", "--quiet", "origin", commit], { cwd: this.workspace });
    await must("git", ["checkout", "--quiet", "--detach", commit], { cwd: this.workspace });
  }

  /** Runs a script as the job's user. */
  public script(text: string, env: Record<string, string>, flags = ["-eo", "pipefail"]): Promise<Ended> {
    return run("bash", ["--noprofile", "--norc", ...flags, "-c", text], {
      cwd: this.workspace,
      env: { ...EMPTY, ...this.environment(), ...env },
    });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Without what `run` would add. */
const EMPTY = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => NOT_OF_THE_MACHINE.test(name))
    .map((name) => [name, undefined]),
);
