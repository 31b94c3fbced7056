import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CiMachine } from "./ci-job";
import { chosenImage, type Ended, must, run } from "./deployment";
import { type GitHubRun, GitHubRunner } from "./github-runner";
import { GitHubServer } from "./github-server";
import { type GitLabPipeline, GitLabRunner } from "./gitlab-runner";
import { GitLabServer } from "./gitlab-server";
import { GitRepository } from "./git-repository";
import { pack, removeNamed } from "./outside-project";
import { Postgres } from "./postgres";
import { TOKEN } from "./review-server";
import { snippets } from "./snippets";

const EXAMPLE = join(__dirname, "..", "..", "examples", "pipelines");
const APP = "messaging.ts";

/** A file of the example. */
export function exampleFile(name: string): string {
  return readFileSync(join(EXAMPLE, name), "utf8");
}

/** The package.json that the page of the pipelines shows. */
export function examplePackage(): string {
  return snippets("docs/pipelines.md", "json")[0]!.code;
}

/** A change that is proposed to main. */
export interface Proposal {
  readonly number: number;
  readonly head: string;
}

/**
 * A user's project with the pipelines of the example: its repository, the two code hosts, the database of its state,
 * and the machine of its jobs.
 */
export class PipelinesProject {
  public readonly repository = new GitRepository();
  public readonly machine = new CiMachine(this.repository.folder);
  public readonly gitHub = new GitHubServer();
  public readonly gitLab = new GitLabServer();
  /** What jobs and commands have printed. */
  public readonly printed: string[] = [];
  private readonly postgres: Postgres;
  private readonly settings: { PG_CONN_STR: string; KAFKA_IMAGE?: string };
  private readonly actions: GitHubRunner;
  private readonly pipelines: GitLabRunner;

  /**
   * @param cluster - Name of its cluster.
   * @param ports - Of broker 1, and of the database.
   */
  public constructor(
    private readonly cluster: string,
    private readonly ports: { readonly broker: number; readonly database: number },
  ) {
    this.postgres = new Postgres(ports.database);
    const image = chosenImage();
    const secrets = { PG_CONN_STR: this.postgres.connection };
    this.settings = { ...secrets, ...(image === undefined ? {} : { KAFKA_IMAGE: image }) };
    const { gitHub, gitLab, machine, repository } = this;
    this.actions = new GitHubRunner(machine, repository, gitHub, { secrets, vars: { KAFKA_IMAGE: image } });
    const variables = { ...this.settings, KAFKA_DOCKER_GITLAB_TOKEN: TOKEN };
    this.pipelines = new GitLabRunner(machine, repository, gitLab, variables);
  }

  /** What must not be found anywhere. */
  public get secrets(): readonly string[] {
    return [this.postgres.secret, TOKEN];
  }

  /** Makes the repository as the page says, with a small cluster. */
  public async setUp(): Promise<void> {
    const { repository } = this;
    await Promise.all([this.postgres.start(), this.gitHub.start(), this.gitLab.start(), repository.create()]);
    for (const name of ["kafka-plan.yml", "kafka-apply.yml", "kafka-drift.yml"])
      repository.write(`.github/workflows/${name}`, exampleFile(`github/${name}`));
    for (const name of [".gitlab-ci.yml", "reviewed-plan.mjs"])
      repository.write(name, exampleFile(`gitlab/${name}`));
    repository.write(APP, exampleFile(APP));
    const small = `name: "${this.cluster}", firstPort: ${this.ports.broker}, heapMiB: 300, zookeeperHeapMiB: 96`;
    repository.edit(APP, "brokers: 3", `${small},\n  brokers: 2`);
    repository.write("package.json", examplePackage());
    repository.write(".gitignore", "node_modules/\ncdktf.out/\n*.js\n");
    const packed = await pack();
    const [name] = /cdktf-kafka-docker-[^"/]*\.tgz/.exec(examplePackage())!;
    await must("cp", [packed.file, join(repository.folder, name)]);
    rmSync(packed.folder, { recursive: true });
    const quick = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await must("npm", ["install", "--package-lock-only", ...quick], { cwd: repository.folder });
    await repository.commit("Declare a cluster, and its pipelines");
  }

  /** Commits a change of the app to a branch of its own, from main or from its last commit. */
  public async propose(number: number, from: string, to: string, base = "main"): Promise<Proposal> {
    await this.repository.git("checkout", "--quiet", "-B", `change-${number}`, base);
    this.repository.edit(APP, from, to);
    const head = await this.repository.commit(`Change ${number}`);
    await this.repository.git("checkout", "--quiet", "main");
    return { number, head };
  }

  /** GitHub: a push to a pull request. */
  public async planned(proposal: Proposal): Promise<GitHubRun> {
    const sha = await this.repository.triedMerge(proposal.head);
    const ref = `refs/pull/${proposal.number}/merge`;
    const event = this.pullRequest(proposal, { merged: false });
    return this.noted(
      await this.actions.run("kafka-plan.yml", {
        name: "pull_request",
        action: "synchronize",
        ref,
        sha,
        event,
      }),
    );
  }

  /** GitHub: the merge of a pull request. */
  public async merged(proposal: Proposal): Promise<GitHubRun> {
    const sha = await this.repository.merge(proposal.head);
    const event = this.pullRequest(proposal, { merged: true, merge_commit_sha: sha });
    const closed = { name: "pull_request", action: "closed", ref: "refs/heads/main" } as const;
    return this.noted(await this.actions.run("kafka-apply.yml", { ...closed, sha, event }));
  }

  /** GitHub: the schedule. */
  public async night(): Promise<GitHubRun> {
    const sha = await this.repository.id("main");
    const event = { name: "schedule", ref: "refs/heads/main", sha, event: {} } as const;
    return this.noted(await this.actions.run("kafka-drift.yml", event));
  }

  /** GitLab: a pipeline for a commit. */
  public async pipeline(sha: string, predefined: Record<string, string>): Promise<GitLabPipeline> {
    return this.noted(await this.pipelines.run(sha, predefined));
  }

  /** `kafka-docker` by hand, in a folder that a job has left. */
  public async command(folder: string, ...args: string[]): Promise<Ended> {
    const env = { ...this.machine.environment(), ...this.settings };
    return this.noted(await run("npx", ["kafka-docker", ...args], { cwd: folder, env }));
  }

  /** Destroys the cluster as a user would, and removes whatever is left. */
  public async cleanUp(): Promise<void> {
    const cwd = join(this.machine.workspace, "cdktf.out", "stacks", "messaging");
    const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
    await run(terraform, ["destroy", "-auto-approve", "-no-color"], { cwd, env: this.settings });
    await removeNamed(this.cluster);
    await Promise.all([this.postgres.stop(), this.gitHub.stop(), this.gitLab.stop()]);
    for (const one of [this.repository, this.machine]) one.remove();
  }

  private pullRequest({ head, number }: Proposal, more: object): object {
    const repo = { full_name: this.gitHub.repository };
    return { pull_request: { number, head: { sha: head, repo }, ...more } };
  }

  private noted<T extends Pick<Ended, "output">>(result: T): T {
    this.printed.push(result.output);
    return result;
  }
}
