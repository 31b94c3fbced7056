import * as v from "valibot";
import { deadline } from "../checks/deadline";

/** What must be set for a comment is not. */
export class MissingVariable extends Error {}

/** A pull request of GitHub or a merge request of GitLab. */
export interface Review {
  readonly service: "GitHub" | "GitLab";
  /** As it is told, for example `pull request 7`. */
  readonly name: string;
  /** Where its comments are listed and added. */
  readonly comments: string;
  /** Where one of them is changed, by its id. */
  readonly comment: (id: number) => string;
  readonly changeMethod: "PATCH" | "PUT";
  /** Carries the token: never to be printed. */
  readonly headers: Readonly<Record<string, string>>;
  /** The most characters of a comment. */
  readonly limit: number;
  /** What the token must be allowed to do. */
  readonly needs: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const REQUEST_SECONDS = 30;
const PER_PAGE = 100;
const MARK = /^<!-- \S.* -->$/;
const commentSchema = v.object({ id: v.number(), body: v.nullable(v.string()) });

/**
 * Finds the pull request or merge request that a job of GitHub Actions or GitLab CI runs for.
 *
 * @param env - The environment of the job.
 * @param number - Its number. Default: that of the job's own.
 * @returns What is needed to comment on it.
 * @throws MissingVariable - that names the variable, and where it comes from.
 */
export function reviewOf(env: Environment, number?: number): Review {
  if (env["CI_API_V4_URL"]) return mergeRequest(env, env["CI_API_V4_URL"], number);
  if (env["GITHUB_API_URL"]) return pullRequest(env, env["GITHUB_API_URL"], number);
  throw new MissingVariable(
    "neither GITHUB_API_URL (GitHub Actions) nor CI_API_V4_URL (GitLab CI) is set: this command runs in a job of theirs",
  );
}

function pullRequest(env: Environment, api: string, wanted?: number): Review {
  const repository = variable(env, "GITHUB_REPOSITORY", "GitHub Actions sets it: pass it on to this command");
  const token = variable(
    env,
    "GITHUB_TOKEN",
    "give the step `env: GITHUB_TOKEN: ${{ github.token }}`, and the job `permissions: pull-requests: write`",
  );
  const own = /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "")?.[1];
  const number = wanted ?? own;
  if (number === undefined) {
    throw new MissingVariable(
      `GITHUB_REF is ${JSON.stringify(env["GITHUB_REF"] ?? "")}, which is no pull request: run this on pull_request, or give --number`,
    );
  }
  const issues = `${api}/repos/${repository}/issues`;
  return {
    service: "GitHub",
    name: `pull request ${number}`,
    comments: `${issues}/${number}/comments`,
    comment: (id) => `${issues}/comments/${id}`,
    changeMethod: "PATCH",
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "kafka-docker",
      "x-github-api-version": "2022-11-28",
    },
    limit: 65_536,
    needs: "permissions: pull-requests: write",
  };
}

function mergeRequest(env: Environment, api: string, wanted?: number): Review {
  const project = variable(env, "CI_PROJECT_ID", "GitLab CI sets it: pass it on to this command");
  const token =
    env["KAFKA_DOCKER_GITLAB_TOKEN"] ||
    variable(
      env,
      "GITLAB_TOKEN",
      "make a project access token with the scope api, and give it as the masked variable KAFKA_DOCKER_GITLAB_TOKEN or GITLAB_TOKEN",
    );
  const number =
    wanted ??
    variable(
      env,
      "CI_MERGE_REQUEST_IID",
      'run this where $CI_PIPELINE_SOURCE == "merge_request_event", or give --number',
    );
  const comments = `${api}/projects/${project}/merge_requests/${number}/notes`;
  return {
    service: "GitLab",
    name: `merge request ${number}`,
    comments,
    comment: (id) => `${comments}/${id}`,
    changeMethod: "PUT",
    headers: { "private-token": token, "user-agent": "kafka-docker" },
    limit: 1_000_000,
    needs: "the scope api and the role Reporter or more",
  };
}

function variable(env: Environment, name: string, remedy: string): string {
  const value = env[name];
  if (value) return value;
  throw new MissingVariable(`${name} is not set: ${remedy}`);
}

/**
 * The mark that a text begins with.
 *
 * @param text - Markdown.
 * @returns Its first line; undefined where that is no mark.
 */
export function markOf(text: string): string | undefined {
  const [first = ""] = text.split("\n", 1);
  return MARK.test(first.trim()) ? first.trim() : undefined;
}

/**
 * Comments on a review, in the place of the comment that begins with the same mark, if there is one.
 *
 * @param review - The review.
 * @param text - Markdown that begins with a mark. What is too long for the service is cut.
 * @returns Whether there was one.
 * @throws Error - with what the service says.
 */
export async function putComment(review: Review, text: string): Promise<"added" | "replaced"> {
  const body = JSON.stringify({ body: cut(text, review.limit) });
  const earlier = await earlierComment(review, markOf(text));
  if (earlier === undefined) await request(review, "POST", review.comments, body);
  else await request(review, review.changeMethod, review.comment(earlier), body);
  return earlier === undefined ? "added" : "replaced";
}

async function earlierComment(review: Review, mark: string | undefined): Promise<number | undefined> {
  for (let page = 1; ; page += 1) {
    const answer = await request(review, "GET", `${review.comments}?per_page=${PER_PAGE}&page=${page}`);
    const parsed = v.safeParse(v.array(commentSchema), answer);
    if (!parsed.success) throw new Error(`${review.service} answered with what is no list of comments`);
    const found = parsed.output.find(({ body }) => body !== null && markOf(body) === mark);
    if (found !== undefined) return found.id;
    if (parsed.output.length < PER_PAGE) return undefined;
  }
}

async function request({ headers, needs, service }: Review, method: string, url: string, body?: string) {
  const what = `${method} ${new URL(url).pathname}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body,
      // A token goes to no other address.
      redirect: "error",
      signal: deadline(REQUEST_SECONDS, new AbortController().signal),
    });
    text = await response.text();
  } catch (error) {
    const { cause, message, name } = error as Error & { readonly cause?: { readonly message?: string } };
    const why = [message, cause?.message ?? ""].filter((one) => one !== "").join(": ");
    throw new Error(`${what}: ${name === "AbortError" ? `no answer in ${REQUEST_SECONDS} s` : why}`);
  }
  const said = asJson(text);
  if (response.ok) return said;
  const message = (said as { message?: unknown } | undefined)?.message;
  const remedy = [401, 403, 404].includes(response.status) ? `; the token needs ${needs}` : "";
  throw new Error(
    `${service} answered ${response.status} to ${what}: ${JSON.stringify(message ?? response.statusText)}${remedy}`,
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const CUT = "\n\nThe rest is cut: it is longer than a comment may be.\n";

/** Cuts at the end of a line; a block of code that is open there is closed. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = text.slice(0, limit - CUT.length - 100);
  const kept = room.slice(0, room.lastIndexOf("\n"));
  const fences = [...kept.matchAll(/^(`{3,})/gm)].map(([, fence]) => fence!);
  return `${kept}${fences.length % 2 === 1 ? `\n${fences.at(-1)!}` : ""}${CUT}`;
}
