import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitHubServer } from "../support/github-server";
import { TOKEN } from "../support/review-server";

const ROOT = join(__dirname, "..", "..");
const server = new GitHubServer();
let folder: string;

beforeAll(async () => {
  execFileSync("node", [join(ROOT, "tools", "build.mjs")]);
  folder = mkdtempSync(join(tmpdir(), "comment-"));
  writeFileSync(join(folder, "plan.md"), "<!-- kafka-docker plan messaging -->\n\nfirst\n");
  writeFileSync(join(folder, "other.md"), "# a page\n");
  await server.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  server.refuses = undefined;
});

// The server answers in this very process, which must not wait for the command.
function comment(args: readonly string[], job: Record<string, string> = {}) {
  const env = {
    PATH: process.env["PATH"],
    GITHUB_API_URL: server.url,
    GITHUB_REPOSITORY: server.repository,
    GITHUB_REF: "refs/pull/7/merge",
    GITHUB_TOKEN: TOKEN,
    ...job,
  };
  const bin = join(ROOT, "dist", "bin", "kafka-docker.js");
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      "node",
      [bin, "comment", ...args],
      { cwd: folder, env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

test("a plan is put to the pull request of the job, and replaced by the next", async () => {
  expect(await comment(["plan.md"])).toEqual({
    code: 0,
    stdout: "pull request 7: the comment was added\n",
    stderr: "",
  });
  writeFileSync(join(folder, "plan.md"), "<!-- kafka-docker plan messaging -->\n\nsecond\n");
  expect(await comment(["plan.md"])).toMatchObject({
    code: 0,
    stdout: "pull request 7: the comment was replaced\n",
  });
  expect(server.bodiesOf(7)).toEqual(["<!-- kafka-docker plan messaging -->\n\nsecond\n"]);
});

test("after the merge the number is given", async () => {
  const job = { GITHUB_REF: "refs/heads/main" };
  expect(await comment(["plan.md"], job)).toMatchObject({ code: 64 });
  expect(await comment(["plan.md", "--number", "8"], job)).toMatchObject({ code: 0 });
});

test.each([
  [["nothing.md"], {}, "nothing.md cannot be read: ENOENT"],
  [["other.md"], {}, "other.md must begin with a mark, a line <!-- ... -->"],
  [["plan.md"], { GITHUB_TOKEN: "" }, "GITHUB_TOKEN is not set: give the step `env: GITHUB_TOKEN"],
  [["plan.md", "--number", "x"], {}, "must be a number from 1"],
  [[], {}, "missing required argument 'file'"],
])("wrong usage says what is right: %j %j", async (args, job, message) => {
  const { code, stderr } = await comment(args, job);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(message) as string });
});

test("a service that refuses is told, without the token", async () => {
  server.refuses = 403;
  const { code, stderr } = await comment(["plan.md"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^pull request 7: it cannot be commented on: GitHub answered 403 .* permissions: pull-requests: write\n$/,
  );
  expect(stderr).not.toContain(TOKEN);
});

test("it has help", async () => {
  const { code, stdout } = await comment(["--help"]);
  expect(code).toBe(0);
  for (const text of ["Exit codes:", "GITHUB_TOKEN", "KAFKA_DOCKER_GITLAB_TOKEN", "--number"])
    expect(stdout).toContain(text);
});
