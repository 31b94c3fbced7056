import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILT_IMAGE } from "./image.mjs";
import { BUILD_LABEL, buildId } from "./image/build.mjs";
import { lastLines, run } from "./run.mjs";
import { fail, step, StepError } from "./step.mjs";

// Beside the recipe of the image, not in its folder: all that is in there decides whether everybody builds it again.
const SELF = fileURLToPath(import.meta.url);
const POM = fileURLToPath(new URL("image/pom.xml", import.meta.url));

const PULL_TIMEOUT_MS = 180_000;

/** No archives of classes: those of the base are of its own jars, and a test starts few servers. */
const DOCKERFILE = `
ARG base
FROM $base
USER root
RUN rm -rf /opt/kafka/libs /opt/kafka/class-data
COPY libs /opt/kafka/libs
USER 1000:1000
`;

async function labelOf(image) {
  const format = `{{index .Config.Labels "${BUILD_LABEL}"}}`;
  const { code, stdout } = await run("docker", ["image", "inspect", "--format", format, image]);
  return code === 0 ? stdout.trim() : undefined;
}

/** The built image has the jars of one version; of another one they come by the same list of parts. */
async function build(version, image, label, say) {
  const work = mkdtempSync(join(process.env.TMPDIR ?? "/var/tmp", "cdktf-kafka-docker-image-"));
  // A stricter mask of this user's would shut user 1000 out of the image.
  const mask = process.umask(0o022);
  try {
    say(`fetching the jars of Kafka ${version}`);
    const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${join(work, "libs")}`];
    const maven = ["-q", "-B", "-f", POM, `-Dkafka.version=${version}`, ...goal];
    const { code, stdout, stderr } = await run("mvn", maven);
    if (code !== 0) {
      const said = lastLines(`${stdout}${stderr}`.split("\n").slice(0, 5).join("\n"));
      throw new StepError([`Maven could not fetch the jars of Kafka ${version}:`, ...said].join("\n  "), [
        "Check the version, and that Maven reaches a repository (~/.m2/settings.xml).",
      ]);
    }
    writeFileSync(join(work, "Dockerfile"), DOCKERFILE);
    say(`building ${image}`);
    const named = [
      "--tag",
      image,
      "--label",
      `${BUILD_LABEL}=${label}`,
      "--build-arg",
      `base=${BUILT_IMAGE}`,
    ];
    await run("docker", ["build", "--quiet", ...named, work], { check: true });
  } finally {
    process.umask(mask);
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Provides an image of another version of Kafka, to upgrade from or to: one that was built before, else one that is
 * built here on the image of the set-up, else the official one.
 * @param {string} version the version, such as 3.8.1
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{image: string, text: string}>} its name, and the result for the step's line
 * @throws {StepError} if there is none and none can be built
 */
export async function provideImageOf(version, say) {
  const image = BUILT_IMAGE.replace(/:.*/, `:${version}`);
  const recipe = createHash("sha256").update(buildId()).update(readFileSync(SELF)).digest("hex");
  const label = `${recipe}-${version}`;
  if ((await labelOf(image)) === label) return { image, text: `${image}, built earlier` };
  if ((await labelOf(BUILT_IMAGE)) === buildId()) {
    await build(version, image, label, say);
    return { image, text: `${image}, built` };
  }
  const official = `apache/kafka:${version}`;
  if ((await labelOf(official)) !== undefined) return { image: official, text: `${official}, found` };
  say(`pulling ${official}`);
  const { code, stderr } = await run("docker", ["pull", official], { timeout: PULL_TIMEOUT_MS });
  if (code === 0) return { image: official, text: `${official}, pulled` };
  throw new StepError(`There is no image of Kafka ${version}: ${lastLines(stderr, 1)[0] ?? "no answer"}`, [
    `Pull ${official}, or build ${BUILT_IMAGE} with npm start: it is the base of others.`,
  ]);
}

if (process.argv[1] === SELF) {
  const [version = ""] = process.argv.slice(2);
  if (!/^\d+\.\d+\.\d+$/.test(version)) fail(new StepError("usage: node tools/image-of.mjs VERSION"));
  else {
    await step("image", (say) => provideImageOf(version, say))
      .then(({ image }) => console.log(image))
      .catch(fail);
  }
}
