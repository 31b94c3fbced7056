import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, type Asked, ReviewServer, TOKEN } from "./review-server";

/** A pipeline of a merge request, with one job. */
export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  readonly sha: string;
  readonly job: { readonly id: number; readonly name: string; readonly folder: string };
}

/**
 * Notes of merge requests (https://docs.gitlab.com/api/notes/), their pipelines, and artifacts of jobs
 * (https://docs.gitlab.com/api/job_artifacts/) of one project.
 */
export class GitLabServer extends ReviewServer {
  public readonly project = 42;
  /** The newest first. */
  public readonly pipelines: Pipeline[] = [];
  /** Merge requests by the commit that they became. */
  public readonly merged = new Map<string, { readonly iid: number; readonly sha: string }>();
  protected readonly prefix = "/api/v4";

  protected isAuthorized({ headers }: Asked): boolean {
    return headers["private-token"] === TOKEN;
  }

  protected answer(asked: Asked): Answer {
    const { method, path } = asked;
    const own = new RegExp(`^/projects/${this.project}(/[^?]*)`).exec(path)?.[1] ?? "";
    const [, iid, note] = /^\/merge_requests\/(\d+)\/notes(?:\/(\d+))?$/.exec(own) ?? [];
    if (note !== undefined) return method === "PUT" ? this.change(Number(note), asked) : [405];
    if (iid !== undefined) return this.collection(Number(iid), asked);
    return method === "GET" ? this.found(own) : [404];
  }

  private found(path: string): Answer {
    const [, commit] = /^\/repository\/commits\/(\w+)\/merge_requests$/.exec(path) ?? [];
    if (commit !== undefined) return [200, this.merged.has(commit) ? [this.merged.get(commit)] : []];
    const [, iid] = /^\/merge_requests\/(\d+)\/pipelines$/.exec(path) ?? [];
    if (iid !== undefined) {
      const pipelines = this.pipelines.filter((one) => one.iid === Number(iid));
      return [200, pipelines.map(({ id, sha }) => ({ id, sha }))];
    }
    const [, pipeline] = /^\/pipelines\/(\d+)\/jobs$/.exec(path) ?? [];
    if (pipeline !== undefined) {
      const jobs = this.pipelines.filter(({ id }) => id === Number(pipeline)).map(({ job }) => job);
      return [200, jobs.map(({ id, name }) => ({ id, name }))];
    }
    const [, id, file] = /^\/jobs\/(\d+)\/artifacts\/(.+)$/.exec(path) ?? [];
    const job = this.pipelines.map((one) => one.job).find((one) => one.id === Number(id));
    if (job === undefined) return [404, { message: "404 Not found" }];
    try {
      return [200, readFileSync(join(job.folder, file!))];
    } catch {
      return [404, { message: "404 Not found" }];
    }
  }
}
