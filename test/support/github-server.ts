import { type Answer, type Asked, ReviewServer, TOKEN } from "./review-server";

/** An artifact that a run has uploaded. */
export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  readonly workflow_run: { readonly id: number; readonly head_sha: string };
}

/**
 * Comments of pull requests (https://docs.github.com/en/rest/issues/comments) and the list of artifacts
 * (https://docs.github.com/en/rest/actions/artifacts) of one repository.
 */
export class GitHubServer extends ReviewServer {
  public readonly repository = "acme/messaging";
  /** The newest first. */
  public readonly artifacts: Artifact[] = [];
  protected readonly prefix = "/api/v3";

  protected isAuthorized({ headers }: Asked): boolean {
    return headers.authorization === `Bearer ${TOKEN}`;
  }

  protected answer(asked: Asked): Answer {
    const { method, path } = asked;
    const [base, query] = path.split("?");
    const own = new RegExp(`^/repos/${this.repository}(/.*)$`).exec(base!)?.[1] ?? "";
    const number = /^\/issues\/(\d+)\/comments$/.exec(own)?.[1];
    if (number !== undefined) return this.collection(Number(number), asked);
    const comment = /^\/issues\/comments\/(\d+)$/.exec(own)?.[1];
    if (comment !== undefined && method === "PATCH") return this.change(Number(comment), asked);
    if (own !== "/actions/artifacts" || method !== "GET") return [404, { message: "Not Found" }];
    const name = new URLSearchParams(query).get("name");
    const artifacts = this.artifacts.filter((one) => name === null || one.name === name);
    return [200, { total_count: artifacts.length, artifacts }];
  }
}
