import { execFile, type ExecFileException } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type ClusterManifest, readManifest } from "../../manifest";
import { type PlanReport } from "../../operations/plan-report";

const ROOT = join(__dirname, "..", "..");

/** The package's command, as it is published. */
export const COMMAND = join(ROOT, "dist", "bin", "kafka-docker.js");

// The image that the set-up has found or built.
const CHOSEN = existsSync(join(ROOT, ".env")) ? parseEnv(readFileSync(join(ROOT, ".env"), "utf8")) : {};

interface Plan {
  readonly resource_changes: ReadonlyArray<{ address: string; change: { actions: readonly string[] } }>;
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
}

/** The image that the set-up has found or built; undefined is the default one. */
export function chosenImage(): string | undefined {
  return process.env["KAFKA_IMAGE"] ?? CHOSEN["KAFKA_IMAGE"];
}

/** The image of clusters that are given none. */
export const usedImage = () => chosenImage() ?? "apache/kafka:3.9.2";

/** Runs a program, bounded in time, whatever its exit code. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: object; timeout?: number; uid?: number; gid?: number } = {},
) {
  return new Promise<Ended>((resolve) => {
    const env = { ...process.env, ...options.env } as NodeJS.ProcessEnv;
    const cwd = options.cwd ?? ROOT;
    const { gid, timeout = 280_000, uid } = options;
    execFile(command, args, { cwd, env, gid, timeout, uid, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const { code } = (error ?? {}) as ExecFileException;
      resolve({ code: error ? (typeof code === "number" ? code : 1) : 0, output: stdout + stderr, stdout });
    });
  });
}

/** Runs a program that must succeed, and gives its output. */
export async function must(command: string, args: readonly string[], options = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`);
  return output;
}

/** Runs a program that must print JSON on its standard output. */
export async function json<T>(command: string, args: readonly string[], options = {}): Promise<T> {
  const { output, stdout } = await run(command, args, options);
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`${command} ${args.join(" ")} did not print JSON:\n${output}`);
  }
}

export const docker = (...args: string[]) => must("docker", args);

/** Waits until a container is healthy, for up to a minute. */
export function untilHealthy(container: string): Promise<string> {
  const state = `docker inspect -f {{.State.Health.Status}} ${container}`;
  return must("timeout", ["60", "bash", "-c", `until [ "$(${state})" = healthy ]; do sleep 0.5; done`]);
}

/**
 * The project's own stack, synthesized and deployed in a folder of its own, so that tests run beside each other and
 * beside a cluster that a developer uses. The folder is inside the project, where the deploy finds the package.
 */
export class Deployment {
  public readonly folder: string;
  private readonly terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

  public constructor(
    public readonly name: string,
    private readonly env: Record<string, string>,
  ) {
    this.folder = join(ROOT, ".e2e", name);
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  public get image(): string | undefined {
    return chosenImage();
  }

  public get stack(): string {
    return join(this.folder, "cdktf.out", "stacks", this.name);
  }

  public get manifestFile(): string {
    return join(this.stack, `${this.name}.manifest.json`);
  }

  public get manifest(): ClusterManifest {
    return readManifest(this.manifestFile);
  }

  /** Synthesizes with what was compiled, as `cdktf synth` does. */
  public async synth(env: Record<string, string> = {}): Promise<void> {
    Object.assign(this.env, env);
    await must("node", [join(ROOT, "dist", "main.js")], {
      cwd: this.folder,
      env: { ...CHOSEN, KAFKA_NAME: this.name, CDKTF_OUTDIR: "cdktf.out", ...this.env },
    });
  }

  public async apply(...args: string[]): Promise<Ended> {
    await must(this.terraform, ["init", "-input=false", "-no-color"], { cwd: this.stack });
    return run(this.terraform, ["apply", "-auto-approve", "-input=false", "-no-color", ...args], {
      cwd: this.stack,
    });
  }

  /** Synthesizes and deploys; the deploy checks the cluster. */
  public async deploy(env: Record<string, string> = {}): Promise<string> {
    await this.synth(env);
    const { code, output } = await this.apply();
    if (code !== 0) throw new Error(`the deploy ended with ${code}:\n${output}`);
    return output;
  }

  /** 0: no change; 2: changes. */
  public plan(): Promise<Ended> {
    return run(this.terraform, ["plan", "-detailed-exitcode", "-input=false", "-no-color"], {
      cwd: this.stack,
    });
  }

  /** What a plan would do with containers, volumes and networks: its actions by address. */
  public async changes(...args: string[]): Promise<Record<string, string>> {
    const cwd = this.stack;
    await must(this.terraform, ["plan", "-out=plan", "-input=false", "-no-color", ...args], { cwd });
    const plan = await json<Plan>(this.terraform, ["show", "-json", "plan"], { cwd });
    const entries = plan.resource_changes.map(({ address, change }) => [address, change.actions.join(" ")]);
    const docker = entries.filter(
      ([address, actions]) => address!.startsWith("docker_") && actions !== "no-op",
    );
    return Object.fromEntries(docker) as Record<string, string>;
  }

  /** Arguments of Node.js for one of the package's subcommands, such as `pki show`, on this cluster. */
  public commandLine(name: string, ...args: string[]): string[] {
    return [COMMAND, ...name.split(" "), "--manifest", this.manifestFile, ...args];
  }

  /** Runs the command as it is published, on this cluster. */
  public command(name: string, ...args: string[]): Promise<Ended> {
    return run("node", this.commandLine(name, ...args));
  }

  /** Changes it with the package's own `apply`, one server at a time. */
  public gatedApply(...args: string[]): Promise<Ended> {
    return this.command("apply", "--yes", ...args);
  }

  /** What the package's own `plan` says. */
  public planReport(...args: string[]): Promise<PlanReport> {
    return json("node", this.commandLine("plan", "--json", ...args));
  }

  public check(...args: string[]): Promise<Ended> {
    return check("--manifest", this.manifestFile, ...args);
  }

  /** Kafka's own tools, inside the first broker's container. */
  public kafka(tool: string, ...args: string[]): Promise<string> {
    const { container, internal } = this.manifest.brokers[0]!;
    return docker("exec", container, `/opt/kafka/bin/${tool}`, "--bootstrap-server", internal, ...args);
  }

  public async destroy(): Promise<void> {
    const { code, output } = await run(this.terraform, ["destroy", "-auto-approve", "-no-color"], {
      cwd: this.stack,
    });
    if (code !== 0) throw new Error(`the destroy ended with ${code}:\n${output}`);
  }

  /** Removes whatever a failed test may have left, so that it does not disturb the next. */
  public async cleanUp(): Promise<void> {
    await this.destroy().catch(() => undefined);
    await removeAll(this.name);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the Docker Engine still has of the cluster. */
  public async leftovers(): Promise<string[]> {
    const lists = await Promise.all([
      ours(this.name, ["ps", "-a", "--format", "container {{.Names}}"]),
      ours(this.name, ["network", "ls", "--format", "network {{.Name}}"]),
      ours(this.name, ["volume", "ls", "--format", "volume {{.Name}}"]),
    ]);
    return lists.flat();
  }
}

/** Removes every container, network and volume that is labelled as a cluster's. */
export async function removeAll(cluster: string): Promise<void> {
  for (const [list, remove] of [
    [
      ["ps", "-aq"],
      ["rm", "-fv"],
    ],
    [
      ["network", "ls", "-q"],
      ["network", "rm"],
    ],
    [
      ["volume", "ls", "-q"],
      ["volume", "rm", "-f"],
    ],
  ] as const) {
    const ids = await ours(cluster, list);
    if (ids.length > 0) await docker(...remove, ...ids);
  }
}

async function ours(cluster: string, list: readonly string[]): Promise<string[]> {
  const output = await docker(...list, "--filter", `label=cdktf-kafka-docker.cluster=${cluster}`);
  return output.split("\n").filter((line) => line !== "");
}

/** Runs `kafka-docker check` as it is published. Those that stop servers take minutes on a busy machine. */
export function check(...args: string[]): Promise<Ended> {
  const timeout = args.includes("--disruptive") ? 560_000 : undefined;
  return run("node", [COMMAND, "check", ...args], { timeout });
}
