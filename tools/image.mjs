import { BUILD_LABEL, buildId, buildImage } from "./image/build.mjs";
import { lastLines, run } from "./run.mjs";
import { StepError } from "./step.mjs";

/** The image of the Kafka project. */
export const OFFICIAL_IMAGE = "apache/kafka:3.9.2";

/** The image of the same layout that is built here where no container registry can be reached. */
export const BUILT_IMAGE = "cdktf-kafka-docker/kafka:3.9.2";

/** A registry that is silent for so long is not there. */
const CONTACT_TIMEOUT_MS = 20_000;
/** Once it sends, `docker pull` tells of whole layers only. */
const LAYER_TIMEOUT_MS = 180_000;

/**
 * Whether an image is present; its label tells of which build it is, other images have none.
 * @param {string} image its name
 * @returns {Promise<{present: boolean, build: string}>} what is known of it
 */
export async function inspect(image) {
  const format = `{{index .Config.Labels "${BUILD_LABEL}"}}`;
  const { code, stdout } = await run("docker", ["image", "inspect", "--format", format, image]);
  return { present: code === 0, build: stdout.trim() };
}

/**
 * Pulls an image.
 * @param {string} image its name
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<string | undefined>} why not, if it cannot be had
 */
export async function pull(image, say) {
  say(`pulling ${image}`);
  const { code, stderr } = await run("docker", ["pull", image], {
    timeout: CONTACT_TIMEOUT_MS,
    onLine: (line, extend) => {
      extend(LAYER_TIMEOUT_MS);
      say(`pulling ${image}: ${line}`);
    },
  });
  if (code === 0) return undefined;
  return code === 124 ? "its registry does not answer" : (lastLines(stderr, 1)[0] ?? "docker pull failed");
}

/**
 * Provides the image that a setting names.
 * @param {string} setting its environment variable
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{image: string, text: string}>} its name, and the result for the step's line
 * @throws {StepError} if it is neither here nor can be pulled
 */
export async function chosenImage(setting, say) {
  const image = process.env[setting];
  if ((await inspect(image)).present) return { image, text: `${image}, found` };
  const problem = await pull(image, say);
  if (!problem) return { image, text: `${image}, pulled` };
  throw new StepError(
    `${setting}=${image}: there is no such image here, and it cannot be pulled (${problem}).`,
    [`Correct ${setting}, or unset it to use the official image, or one that is built here.`],
  );
}

/**
 * Provides an image with Java and Kafka: the one that is set, else one that is present, else the official one from
 * its registry, else one that is built here.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{image: string, text: string}>} its name, and the result for the step's line
 * @throws {StepError} if there is none and none can be built
 */
export async function provideImage(say) {
  const chosen = process.env.KAFKA_IMAGE;
  if (chosen && chosen !== BUILT_IMAGE) return chosenImage("KAFKA_IMAGE", say);

  if ((await inspect(BUILT_IMAGE)).build === buildId())
    return { image: BUILT_IMAGE, text: `${BUILT_IMAGE}, built earlier` };
  if ((await inspect(OFFICIAL_IMAGE)).present)
    return { image: OFFICIAL_IMAGE, text: `${OFFICIAL_IMAGE}, found` };
  if (!(await pull(OFFICIAL_IMAGE, say))) return { image: OFFICIAL_IMAGE, text: `${OFFICIAL_IMAGE}, pulled` };
  await buildImage(BUILT_IMAGE, say);
  return { image: BUILT_IMAGE, text: `${BUILT_IMAGE}, built` };
}
