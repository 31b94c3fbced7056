import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type CiMachine } from "./ci-job";
import { type Ended } from "./deployment";
import { type GitLabServer } from "./gitlab-server";
import { type GitRepository } from "./git-repository";

interface Rule {
  readonly if: string;
}

interface Job {
  readonly rules: readonly Rule[];
  readonly script: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[]; readonly when: string };
}

interface Configuration {
  readonly workflow: { readonly rules: readonly Rule[] };
  readonly variables: Readonly<Record<string, string>>;
  readonly default: { readonly before_script: readonly string[] };
}

/** How a pipeline has ended. */
export interface GitLabPipeline extends Pick<Ended, "code" | "output"> {
  readonly job: string;
  /** Folder of the artifacts. */
  readonly artifacts: string;
}

const NO_JOBS = ["workflow", "variables", "default", "stages", "include"];

/** Runs pipelines of GitLab CI as its shell runner does: `before_script` and `script` by one bash. */
export class GitLabRunner {
  private pipelines = 0;

  public constructor(
    private readonly machine: CiMachine,
    private readonly repository: GitRepository,
    private readonly server: GitLabServer,
    /** Variables of the project. */
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** Runs the one job that the rules choose for a commit. */
  public async run(sha: string, predefined: Readonly<Record<string, string>>): Promise<GitLabPipeline> {
    const text = await this.repository.git("show", `${sha}:.gitlab-ci.yml`);
    const configuration = parse(text) as Configuration & Readonly<Record<string, Job>>;
    const env = {
      GITLAB_CI: "true",
      CI_API_V4_URL: this.server.url,
      CI_COMMIT_SHA: sha,
      CI_DEFAULT_BRANCH: "main",
      CI_PROJECT_ID: String(this.server.project),
      ...this.settings,
      ...configuration.variables,
      ...predefined,
    };
    if (!isChosen(configuration.workflow.rules, env)) throw new Error("no pipeline is made for this");
    const jobs = Object.entries(configuration)
      .filter(([name]) => !NO_JOBS.includes(name))
      .filter(([, job]) => isChosen((job as Job).rules, env)) as Array<[string, Job]>;
    const [chosen, ...others] = jobs;
    if (chosen === undefined || others.length > 0) throw new Error(`the rules choose ${jobs.length} jobs`);
    const [name, { artifacts, script }] = chosen;
    const lines = [...configuration.default.before_script, ...script];
    // A colon makes a mapping of a line that is not quoted.
    const other = lines.find((line) => typeof line !== "string");
    if (other !== undefined) throw new Error(`a line of a script is no text: ${JSON.stringify(other)}`);
    await this.machine.checkOut(sha);
    await this.machine.installTerraform();
    const { code, output } = await this.machine.script(lines.join("\n"), env);
    this.pipelines += 1;
    const folder = join(this.machine.folder, "pipelines", String(this.pipelines));
    mkdirSync(folder, { recursive: true });
    for (const path of code === 0 || artifacts?.when === "always" ? (artifacts?.paths ?? []) : []) {
      const from = join(this.machine.workspace, path);
      if (existsSync(from)) cpSync(from, join(folder, path), { recursive: true });
    }
    const iid = Number(predefined["CI_MERGE_REQUEST_IID"] ?? 0);
    const id = this.pipelines;
    this.server.pipelines.unshift({ id: 100 + id, iid, sha, job: { id: 1000 + id, name, folder } });
    return { code, output, job: name, artifacts: folder };
  }
}

/** Whether one of the rules holds: comparisons of variables and strings, joined by `&&`. */
function isChosen(rules: readonly Rule[], env: Readonly<Record<string, string>>): boolean {
  return rules.some((rule) =>
    rule.if.split("&&").every((comparison) => {
      const sides = comparison.split("==").map((side) => valueOf(side.trim(), env));
      if (sides.length !== 2) throw new Error(`a rule that the tests do not know: ${rule.if}`);
      return sides[0] === sides[1];
    }),
  );
}

function valueOf(side: string, env: Readonly<Record<string, string>>): string | undefined {
  const literal = /^"(.*)"$/.exec(side)?.[1];
  return literal ?? env[side.replace(/^\$/, "")];
}
