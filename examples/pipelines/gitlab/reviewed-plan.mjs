import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

// Fetches files of the job `plan` that ran for the last commit of the merge request that became this commit.
const { CI_API_V4_URL, CI_COMMIT_SHA, CI_PROJECT_ID, KAFKA_DOCKER_GITLAB_TOKEN } = process.env;

async function get(path) {
  const url = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}${path}`;
  const answer = await fetch(url, {
    headers: { "private-token": KAFKA_DOCKER_GITLAB_TOKEN },
    redirect: "error",
  });
  if (!answer.ok) throw new Error(`GitLab answered ${answer.status} to ${path}`);
  return answer;
}

async function list(path) {
  return (await get(path)).json();
}

function found(one, what) {
  if (one === undefined) throw new Error(`${what}: plan the merge request first`);
  return one;
}

const [merged] = await list(`/repository/commits/${CI_COMMIT_SHA}/merge_requests`);
const { iid, sha } = found(merged, `${CI_COMMIT_SHA} is of no merge request`);
const pipelines = await list(`/merge_requests/${iid}/pipelines`);
const pipeline = found(
  pipelines.find((one) => one.sha === sha),
  `merge request ${iid} has no pipeline for ${sha}`,
);
const jobs = await list(`/pipelines/${pipeline.id}/jobs`);
const job = found(
  jobs.find(({ name }) => name === "plan"),
  `pipeline ${pipeline.id} has no job plan`,
);
for (const file of process.argv.slice(2)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(await (await get(`/jobs/${job.id}/artifacts/${file}`)).arrayBuffer()));
  console.log(`${file}: of job ${job.id}, merge request ${iid}, ${sha}`);
}
