import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { markOf, putComment, type Review, reviewOf } from "../../operations/review-comment";
import { GitHubServer } from "../support/github-server";
import { GitLabServer } from "../support/gitlab-server";
import { TOKEN } from "../support/review-server";

const gitHub = new GitHubServer();
const gitLab = new GitLabServer();
const plan = (text: string) => `<!-- kafka-docker plan messaging -->\n\n${text}\n`;

beforeAll(() => Promise.all([gitHub.start(), gitLab.start()]));
afterAll(() => Promise.all([gitHub.stop(), gitLab.stop()]));

const gitHubJob = () => ({
  GITHUB_API_URL: gitHub.url,
  GITHUB_REPOSITORY: gitHub.repository,
  GITHUB_REF: "refs/pull/7/merge",
  GITHUB_TOKEN: TOKEN,
});
const gitLabJob = () => ({
  CI_API_V4_URL: gitLab.url,
  CI_PROJECT_ID: String(gitLab.project),
  CI_MERGE_REQUEST_IID: "7",
  GITLAB_TOKEN: TOKEN,
});
const BOTH = [
  ["GitHub", gitHub, gitHubJob],
  ["GitLab", gitLab, gitLabJob],
] as const;

describe.each(BOTH)("on %s", (_, server, job) => {
  beforeEach(() => {
    server.comments.clear();
    server.asked.length = 0;
    server.refuses = undefined;
  });

  test("a comment is added once, and replaced from then on", async () => {
    expect(await putComment(reviewOf(job()), plan("first"))).toBe("added");
    expect(await putComment(reviewOf(job()), plan("second"))).toBe("replaced");
    expect(server.bodiesOf(7)).toEqual([plan("second")]);
  });

  test("comments of others, of other marks and of other reviews stay", async () => {
    const others = [
      "> <!-- kafka-docker plan messaging -->",
      "looks good",
      plan("x").replace("plan", "apply"),
    ];
    server.comments.set(
      7,
      others.map((body, index) => ({ id: 100 + index, body })),
    );
    server.comments.set(8, [{ id: 200, body: plan("of 8") }]);
    expect(await putComment(reviewOf(job()), plan("of 7"))).toBe("added");
    expect(server.bodiesOf(7)).toEqual([...others, plan("of 7")]);
    expect(await putComment(reviewOf(job(), 8), plan("new of 8"))).toBe("replaced");
    expect(server.bodiesOf(8)).toEqual([plan("new of 8")]);
  });

  test("it is found among hundreds", async () => {
    const many = Array.from({ length: 250 }, (__, index) => ({ id: 1000 + index, body: `comment ${index}` }));
    server.comments.set(7, [...many, { id: 2000, body: plan("first") }]);
    expect(await putComment(reviewOf(job()), plan("second"))).toBe("replaced");
    expect(server.bodiesOf(7)).toHaveLength(251);
    expect(server.asked.map(({ method }) => method).slice(0, 3)).toEqual(["GET", "GET", "GET"]);
  });

  test("a page that is just full is not the last", async () => {
    server.comments.set(
      7,
      Array.from({ length: 100 }, (__, index) => ({ id: 1000 + index, body: "x" })),
    );
    expect(await putComment(reviewOf(job()), plan("first"))).toBe("added");
  });

  test("a token that may not is told, and not printed", async () => {
    server.refuses = 403;
    const error = await failure(reviewOf(job()));
    expect(error).toMatch(
      /answered 403 to GET \/api\/v\d\/.*\/7\/(comments|notes): "refused"; the token needs/,
    );
    expect(error).not.toContain(TOKEN);
  });

  test("a server that is not there is told", async () => {
    const nowhere = Object.fromEntries(
      Object.entries(job()).map(([name, value]) => [name, value.replace(/^http:.*/, "http://127.0.0.1:1")]),
    );
    expect(await failure(reviewOf(nowhere))).toMatch(/^GET .*: fetch failed: .*(ECONNREFUSED|bad port)/);
  });
});

test("the token goes to no other address", async () => {
  const seen: unknown[] = [];
  const other = createServer((request, response) => {
    seen.push(request.headers);
    response.end("[]");
  });
  const first = createServer((_, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${(other.address() as AddressInfo).port}/` });
    response.end();
  });
  for (const one of [other, first]) await new Promise<void>((done) => one.listen(0, "127.0.0.1", done));
  try {
    const url = `http://127.0.0.1:${(first.address() as AddressInfo).port}`;
    expect(await failure(reviewOf({ ...gitLabJob(), CI_API_V4_URL: url }))).toMatch(/redirect/);
    expect(seen).toEqual([]);
  } finally {
    for (const one of [other, first]) await new Promise((done) => one.close(done));
  }
});

test("what is too long is cut at a line, and a block of code is closed", async () => {
  gitHub.comments.clear();
  const lines = Array.from({ length: 10_000 }, (_, index) => `topic number ${index}`).join("\n");
  await putComment(reviewOf(gitHubJob()), plan(`\`\`\`\`text\n${lines}\n\`\`\`\`\n\n</details>`));
  const [body] = gitHub.bodiesOf(7);
  expect(body!.length).toBeLessThanOrEqual(65_536);
  expect(body!.length).toBeGreaterThan(65_000);
  expect(body).toMatch(/topic number \d+\n````\n\nThe rest is cut: it is longer than a comment may be\.\n$/);
});

test.each([
  ["GITHUB_REPOSITORY", gitHubJob, "GITHUB_REPOSITORY is not set: GitHub Actions sets it"],
  [
    "GITHUB_TOKEN",
    gitHubJob,
    "GITHUB_TOKEN is not set: give the step `env: GITHUB_TOKEN: ${{ github.token }}`",
  ],
  ["GITHUB_REF", gitHubJob, 'GITHUB_REF is "", which is no pull request: run this on pull_request'],
  [
    "GITHUB_API_URL",
    gitHubJob,
    "neither GITHUB_API_URL (GitHub Actions) nor CI_API_V4_URL (GitLab CI) is set",
  ],
  ["CI_PROJECT_ID", gitLabJob, "CI_PROJECT_ID is not set: GitLab CI sets it"],
  ["GITLAB_TOKEN", gitLabJob, "GITLAB_TOKEN is not set: make a project access token with the scope api"],
  ["CI_MERGE_REQUEST_IID", gitLabJob, "CI_MERGE_REQUEST_IID is not set: run this where"],
])("without %s it says so, and the way out", (name, job, message) => {
  expect(() => reviewOf({ ...job(), [name]: "" })).toThrow(message);
});

test("a push is no pull request", () => {
  expect(() => reviewOf({ ...gitHubJob(), GITHUB_REF: "refs/heads/main" })).toThrow(
    'GITHUB_REF is "refs/heads/main", which is no pull request',
  );
});

test.each([
  [plan("x"), "<!-- kafka-docker plan messaging -->"],
  ["<!-- a -->\r\nx", "<!-- a -->"],
  ["# Title\n<!-- a -->", undefined],
  ["", undefined],
])("the mark of %j is %j", (text, mark) => {
  expect(markOf(text)).toBe(mark);
});

async function failure(review: Review): Promise<string> {
  return putComment(review, plan("x")).then(
    () => "it succeeded",
    (error: Error) => error.message,
  );
}
