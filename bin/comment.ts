import { readFileSync } from "node:fs";
import { Command } from "commander";
import { reason } from "../checks/reason";
import { markOf, MissingVariable, putComment, type Review, reviewOf } from "../operations/review-comment";
import { UsageError } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { numberBetween } from "./number-between";

/** @returns The `comment` subcommand. */
export function commentCommand(): Command {
  return new Command("comment")
    .description("Put a Markdown file as a comment to the pull request or merge request of this job.")
    .argument("<file>", "the file; its first line is a mark, <!-- ... -->, by which it replaces the last one")
    .option(
      "--number <n>",
      "number of the pull request or merge request (default: that of the job)",
      numberBetween(1, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
There is one comment for each mark: the one that is there is replaced. kafka-docker plan --markdown writes such files.

Variables of GitHub Actions:
  GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_REF   set by the runner
  GITHUB_TOKEN                                    \${{ github.token }}, with permissions: pull-requests: write

Variables of GitLab CI:
  CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID  set by the runner
  KAFKA_DOCKER_GITLAB_TOKEN or GITLAB_TOKEN           a project access token with the scope api

Exit codes:
  0  it is there
  1  it could not be put there
  64 wrong usage

Examples:
  kafka-docker plan --markdown plan.md
  kafka-docker comment plan.md`;

async function run(file: string, { number }: { number?: number }): Promise<void> {
  const text = read(file);
  const review = find(number);
  try {
    const done = await putComment(review, text);
    console.log(`${review.name}: the comment was ${done}`);
  } catch (error) {
    console.error(`${review.name}: it cannot be commented on: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}

function read(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (markOf(text) !== undefined) return text;
  throw new UsageError(
    `${file} must begin with a mark, a line <!-- ... -->, by which a later one replaces it`,
  );
}

function find(number: number | undefined): Review {
  try {
    return reviewOf(process.env, number);
  } catch (error) {
    throw error instanceof MissingVariable ? new UsageError(error.message) : error;
  }
}
