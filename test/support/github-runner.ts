import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type CiMachine } from "./ci-job";
import { type Ended } from "./deployment";
import { type Contexts, evaluate, filled, type Status } from "./github-expression";
import { type GitHubServer } from "./github-server";
import { type GitRepository } from "./git-repository";
import { TOKEN } from "./review-server";

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

interface Workflow {
  readonly on: unknown;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<
    Record<string, { readonly if?: string; readonly env?: Record<string, string>; readonly steps: Step[] }>
  >;
}

/** What starts a workflow. */
export interface GitHubEvent {
  readonly name: "pull_request" | "schedule";
  /** Type of a pull request's event. */
  readonly action?: string;
  readonly ref: string;
  readonly sha: string;
  readonly event: object;
}

/** How a run of a workflow has ended. */
export interface GitHubRun extends Pick<Ended, "code" | "output"> {
  readonly summary: string;
  /** Folder of the artifact whose name begins so. */
  readonly artifact: (prefix: string) => string | undefined;
}

interface Job {
  readonly contexts: Record<string, unknown>;
  readonly env: Record<string, string>;
  readonly shell: string | undefined;
  readonly files: Readonly<Record<"GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY", string>>;
  readonly artifacts: Map<string, string>;
  readonly run: number;
  readonly sha: string;
  readonly head: string;
}

/**
 * Runs workflows of GitHub Actions: each `run` as its runner does, by bash with the step's variables, and of actions
 * those that are known here, by what they do.
 */
export class GitHubRunner {
  private runs = 0;

  public constructor(
    private readonly machine: CiMachine,
    private readonly repository: GitRepository,
    private readonly server: GitHubServer,
    private readonly settings: { readonly secrets: object; readonly vars: object },
  ) {}

  /** Runs the one job of a workflow, as the commit of the event has it. */
  public async run(file: string, event: GitHubEvent): Promise<GitHubRun> {
    const text = await this.repository.git("show", `${event.sha}:.github/workflows/${file}`);
    const workflow = parse(text) as Workflow;
    if (!isStartedBy(workflow.on, event)) throw new Error(`${file} is not started by ${event.name}`);
    const [job, ...others] = Object.values(workflow.jobs);
    if (job === undefined || others.length > 0) throw new Error(`${file} must have one job`);
    const github = { event: event.event, repository: this.server.repository, token: TOKEN };
    const contexts = { github, ...this.settings, steps: {}, job: { status: "success" } };
    if (job.if !== undefined && evaluate(job.if, contexts) !== true) throw new Error(`${file} is skipped`);
    const made = this.job(event, workflow, contexts);
    Object.assign(made.env, filledAll(job.env, contexts));
    const log: string[] = [];
    for (const step of job.steps) {
      const name = step.name ?? step.uses ?? step.run!;
      if (evaluate(step.if ?? "success()", contexts, statusOf(contexts)) !== true) continue;
      const { code, output } = await this.step(step, made);
      log.push(`--- ${name}\n${output}--- ${name} ended with ${code}`);
      if (code !== 0) contexts.job.status = "failure";
    }
    return {
      code: contexts.job.status === "success" ? 0 : 1,
      output: log.join("\n"),
      summary: readFileSync(made.files.GITHUB_STEP_SUMMARY, "utf8"),
      artifact: (prefix) => [...made.artifacts].find(([name]) => name.startsWith(prefix))?.[1],
    };
  }

  private job(event: GitHubEvent, { defaults }: Workflow, contexts: Record<string, unknown>): Job {
    this.runs += 1;
    const folder = mkdtempSync(join(this.machine.folder, "run-"));
    const files = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") };
    for (const file of Object.values(files)) writeFileSync(file, "");
    const { pull_request: pull } = event.event as { pull_request?: { head: { sha: string } } };
    const env = {
      ...files,
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: this.server.url,
      GITHUB_REF: event.ref,
      GITHUB_REPOSITORY: this.server.repository,
      GITHUB_SHA: event.sha,
    };
    const { sha } = event;
    const shell = defaults?.run?.shell;
    const artifacts = new Map<string, string>();
    return { contexts, env, shell, files, artifacts, run: this.runs, sha, head: pull?.head.sha ?? sha };
  }

  private async step(step: Step, job: Job): Promise<{ code: number; output: string }> {
    if (step.uses !== undefined) {
      const [action] = step.uses.split("@");
      const does = this.actions[action!];
      if (does === undefined) throw new Error(`an action that the tests do not know: ${step.uses}`);
      return { code: 0, output: (await does(filledAll(step.with, job.contexts), job)) ?? "" };
    }
    const text = step.run!;
    if (text.includes("${{"))
      throw new Error(`an expression in a script, where its value could be code: ${text}`);
    const env = { ...job.env, ...filledAll(step.env, job.contexts) };
    // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
    const ended = await this.machine.script(text, env, job.shell === "bash" ? undefined : ["-e"]);
    if (step.id !== undefined) {
      const lines = readFileSync(job.files.GITHUB_OUTPUT, "utf8").split("\n").filter(Boolean);
      const outputs = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
      (job.contexts["steps"] as Record<string, object>)[step.id] = { outputs };
      writeFileSync(job.files.GITHUB_OUTPUT, "");
    }
    return ended;
  }

  private readonly actions: Readonly<
    Record<string, (inputs: Record<string, string>, job: Job) => Promise<string | undefined> | undefined>
  > = {
    "actions/checkout": async ({ ref }, { sha }) => {
      await this.machine.checkOut(ref ?? sha);
      return undefined;
    },
    // Node.js is that of the tests.
    "actions/setup-node": () => undefined,
    "hashicorp/setup-terraform": async ({ terraform_wrapper: wrapper }) => {
      if (wrapper !== "false") throw new Error("the wrapper adds to what Terraform prints");
      await this.machine.installTerraform();
      return undefined;
    },
    "actions/upload-artifact": async ({ name, path }, job) => {
      const from = join(this.machine.workspace, path!);
      if (!existsSync(from) || readdirSync(from).length === 0) return `no files were found: ${path}\n`;
      const to = join(this.machine.folder, "artifacts", String(job.run), name!);
      mkdirSync(to, { recursive: true });
      cpSync(from, to, { recursive: true });
      job.artifacts.set(name!, to);
      const id = this.server.artifacts.length + 1;
      const run = { id: job.run, head_sha: job.head };
      this.server.artifacts.unshift({ id, name: name!, expired: false, workflow_run: run });
      return undefined;
    },
    "actions/download-artifact": async ({ "github-token": token, name, path, "run-id": run }) => {
      const from = join(this.machine.folder, "artifacts", run!, name!);
      if (token !== TOKEN || !existsSync(from)) throw new Error(`there is no artifact ${name} of run ${run}`);
      cpSync(from, join(this.machine.workspace, path!), { recursive: true });
      return undefined;
    },
  };
}

function filledAll(
  values: Readonly<Record<string, unknown>> | undefined,
  contexts: Contexts,
): Record<string, string> {
  const entries = Object.entries(values ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, filled(String(value), contexts)]));
}

function statusOf(contexts: { readonly job: { readonly status: string } }): Status {
  const success = contexts.job.status === "success";
  return { always: true, cancelled: false, failure: !success, success };
}

const USUAL_TYPES = ["opened", "synchronize", "reopened"];

function isStartedBy(on: unknown, { action, name }: GitHubEvent): boolean {
  if (typeof on === "string") return on === name && (action === undefined || USUAL_TYPES.includes(action));
  if (typeof on !== "object" || on === null || !Object.hasOwn(on, name)) return false;
  const { types = USUAL_TYPES } = ((on as Record<string, unknown>)[name] ?? {}) as { types?: string[] };
  return action === undefined || types.includes(action);
}
