import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEnv } from "node:util";
import { connectionTo } from "../../checks/connection";
import { KafkaClient } from "../../checks/kafka-client";
import { type ClusterManifest, readManifest } from "../../manifest";
import { docker, type Ended, run } from "./deployment";

const ROOT = join(__dirname, "..", "..");

/** One of the examples, deployed as the README tells, beside other clusters. */
export class Example {
  public readonly name: string;
  /** Where its page is. */
  public readonly page: string;
  private readonly secrets = mkdtempSync(join(tmpdir(), "e2e-secrets-"));
  private readonly env: Readonly<Record<string, string>>;
  private readonly output: string;

  /**
   * @param example - Its name.
   * @param firstPort - Port of broker 1, below those that the system gives to connections; 2,000 from here on are its.
   */
  public constructor(example: string, firstPort: number) {
    this.name = `e2e-${example}`;
    const port = firstPort + 900;
    this.page = `http://127.0.0.1:${port}`;
    this.output = `cdktf.out.${this.name}`;
    this.env = {
      CDKTF_OUTDIR: this.output,
      KAFKA_EXAMPLE: example,
      KAFKA_NAME: this.name,
      KAFKA_FIRST_PORT: String(firstPort),
      KAFKA_SECRETS: join(this.secrets, "own"),
      PAGE_PORT: String(port),
    };
  }

  public start(env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return run("npm", ["start"], { env: { ...this.env, ...env } });
  }

  public destroy(): Promise<Ended> {
    return run("npm", ["run", "destroy", "--", "--yes"], { env: this.env });
  }

  public get manifest(): ClusterManifest {
    return readManifest(join(ROOT, this.output, "stacks", this.name, `${this.name}.manifest.json`));
  }

  /** Kafka, as the administrator. */
  public client(): KafkaClient {
    return new KafkaClient(connectionTo(this.manifest));
  }

  /** Kills the process of a container, as the lack of memory does: Docker starts it again. */
  public async kill(container: string): Promise<void> {
    const look = ["inspect", "--format", "{{.State.Pid}} {{.RestartCount}}", `${this.name}-${container}`];
    const state = async () => (await docker(...look)).trim().split(" ").map(Number);
    // It may just be starting again by itself; 0 is no process, but all of this one's group.
    const [pid, before] = await eventually(state, ([one]) => one! > 0, 30);
    process.kill(pid!, "SIGKILL");
    await eventually(state, ([, restarts]) => restarts! > before!, 30);
  }

  /** The image of its services, which the set-up has found or built by the first start. */
  public get nodeImage(): string {
    const file = join(ROOT, ".env");
    const chosen = existsSync(file) ? parseEnv(readFileSync(file, "utf8"))["NODE_IMAGE"] : undefined;
    return process.env["NODE_IMAGE"] ?? chosen ?? "node:24-bookworm-slim";
  }

  /** What its page asks for. */
  public async ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.page}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** What is left of it. */
  public async leftovers(): Promise<string[]> {
    const lists = [
      ["ps", "--all", "--format", "container {{.Names}}"],
      ["network", "ls", "--format", "network {{.Name}}"],
      ["volume", "ls", "--format", "volume {{.Name}}"],
      ["image", "ls", "--format", "image {{.Repository}}"],
    ];
    const all = await Promise.all(lists.map((list) => docker(...list)));
    return all.flatMap((text) => text.split("\n")).filter((line) => line.includes(` ${this.name}`));
  }

  /** Removes whatever a failed test has left. */
  public async removeAll(): Promise<void> {
    for (const line of await this.leftovers()) {
      const [kind, name] = line.split(" ") as [string, string];
      const force = kind === "network" ? [] : ["--force"];
      const named = kind === "image" ? await docker("image", "ls", "--quiet", name) : name;
      await docker(kind, "rm", ...force, ...named.trim().split("\n"));
    }
    rmSync(this.secrets, { recursive: true, force: true });
    rmSync(join(ROOT, this.output), { recursive: true, force: true });
    for (const end of ["", ".backup"]) {
      rmSync(join(ROOT, "state", `${this.name}.tfstate${end}`), { force: true });
    }
  }
}

/** Asks again until a condition holds. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean, seconds: number) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > until)
      throw new Error(`not within ${seconds} s; the last one: ${JSON.stringify(value)}`);
    await sleep(200);
  }
}

/** Lines of a file of an example. */
export const linesOf = (...path: readonly string[]) =>
  readFileSync(join(ROOT, "examples", ...path), "utf8")
    .trimEnd()
    .split("\n");
