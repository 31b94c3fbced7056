import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, type Ended, must, run } from "./deployment";

const TSC = join(__dirname, "..", "..", "node_modules", "typescript", "bin", "tsc");

/** Packs the package as it would be published, into a folder that the caller removes. */
export async function pack(): Promise<{ folder: string; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  await must("npm", ["pack", "--pack-destination", folder]);
  return {
    folder,
    file: join(
      folder,
      readdirSync(folder).find((name) => name.endsWith(".tgz"))!,
    ),
  };
}

/** A user's project outside the repository: it has nothing but what it installs. */
export class OutsideProject {
  public readonly folder = mkdtempSync(join(tmpdir(), "outside-"));
  private readonly terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

  /** @param image - The image that the project's app gives its clusters. */
  public constructor(private readonly image: string | undefined) {}

  public write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Installs what a package.json names, and gives what npm said. */
  public async install(manifest: object): Promise<string> {
    this.write("package.json", JSON.stringify({ private: true, ...manifest }));
    const quick = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    const { code, output } = await this.run("npm", "install", ...quick);
    if (code !== 0) throw new Error(`npm install ended with ${code}:\n${output}`);
    return output;
  }

  public run(command: string, ...args: string[]): Promise<Ended> {
    const env = this.image === undefined ? {} : { KAFKA_IMAGE: this.image };
    return run(command, args, { cwd: this.folder, env });
  }

  public compile(...args: string[]): Promise<Ended> {
    const strict = ["--strict", "--target", "es2022", "--types", "node"];
    return this.run(process.execPath, TSC, ...strict, ...args, "main.ts");
  }

  public async deploy(stack: string): Promise<string> {
    const cwd = this.stack(stack);
    await must(this.terraform, ["init", "-input=false", "-no-color"], { cwd });
    return must(this.terraform, ["apply", "-auto-approve", "-input=false", "-no-color"], { cwd });
  }

  /** 0: no change; 2: changes. */
  public plan(stack: string): Promise<Ended> {
    return run(this.terraform, ["plan", "-detailed-exitcode", "-input=false", "-no-color"], {
      cwd: this.stack(stack),
    });
  }

  public async destroy(stack: string): Promise<void> {
    await must(this.terraform, ["destroy", "-auto-approve", "-no-color"], { cwd: this.stack(stack) });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private stack(name: string): string {
    return join(this.folder, "cdktf.out", "stacks", name);
  }
}

/** What the Docker Engine has under names that begin so: containers first, as they hold the rest. */
export async function named(prefix: string): Promise<Array<readonly [kind: string, name: string]>> {
  const lists = [
    ["container", "ps", "-a", "--format", "{{.Names}}"],
    ["network", "network", "ls", "--format", "{{.Name}}"],
    ["volume", "volume", "ls", "--format", "{{.Name}}"],
  ] as const;
  const found = lists.map(async ([kind, ...list]) => {
    const names = (await docker(...list)).split("\n").filter((name) => name.startsWith(prefix));
    return names.map((name) => [kind, name] as const);
  });
  return (await Promise.all(found)).flat();
}

/** Removes whatever a failed test may have left, so that it does not disturb the next. */
export async function removeNamed(prefix: string): Promise<void> {
  for (const [kind, name] of await named(prefix)) {
    await docker(kind, "rm", kind === "container" ? "-fv" : "-f", name);
  }
}
