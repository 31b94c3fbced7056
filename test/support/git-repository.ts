import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { must } from "./deployment";

const WHO = ["-c", "user.name=Developer", "-c", "user.email=developer@example.org"];

/** A repository whose branches become pull requests. */
export class GitRepository {
  public readonly folder = mkdtempSync(join(tmpdir(), "repository-"));

  public async create(): Promise<void> {
    await this.git("init", "--quiet", "--initial-branch=main");
    // As code hosts do it.
    await this.git("config", "uploadpack.allowAnySHA1InWant", "true");
  }

  public git(...args: string[]): Promise<string> {
    return must("git", [...WHO, ...args], { cwd: this.folder });
  }

  public read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  public write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Replaces a piece of text that must be there. */
  public edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  /** Commits everything. */
  public async commit(message: string): Promise<string> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
    return this.id("HEAD");
  }

  public async id(revision: string): Promise<string> {
    return (await this.git("rev-parse", revision)).trim();
  }

  /** What main would be with a commit merged, as a code host tries it; main itself stays. */
  public async triedMerge(commit: string): Promise<string> {
    await this.git("checkout", "--quiet", "--detach", "main");
    await this.git("merge", "--quiet", "--no-ff", "--message", `Merge ${commit} into main`, commit);
    const id = await this.id("HEAD");
    await this.git("checkout", "--quiet", "main");
    return id;
  }

  /** Merges a commit into main. */
  public async merge(commit: string): Promise<string> {
    await this.git("checkout", "--quiet", "main");
    await this.git("merge", "--quiet", "--no-ff", "--message", `Merge ${commit}`, commit);
    return this.id("main");
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
