import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { canInstall, install } from "../apt.mjs";
import { lastLines, run, which } from "../run.mjs";
import { StepError } from "../step.mjs";
import { addClassData } from "./class-data.mjs";
import { writeCommands } from "./commands.mjs";
import { findJdk, linkJavaRuntime } from "./java-runtime.mjs";
import { installRootFilesystem, removeRootFilesystem } from "./root-filesystem.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The label by which an image is known to be built from these very files. */
export const BUILD_LABEL = "cdktf-kafka-docker.build";

/** @returns {string} a hash of everything in this directory that decides what is in the image */
export function buildId() {
  const hash = createHash("sha256");
  // Not what an editor or the operating system may leave beside them.
  const names = readdirSync(here).filter((name) => /^\w.*\.(mjs|properties|sh|xml)$/.test(name));
  for (const name of names.sort()) hash.update(`${name}\0`).update(readFileSync(join(here, name)));
  return hash.digest("hex");
}

/** What is missing for a build, as Debian's names of packages. */
async function missingPackages() {
  return [
    ...(which("debootstrap") ? [] : ["debootstrap"]),
    ...(which("mvn") ? [] : ["maven"]),
    ...((await findJdk()) ? [] : ["default-jdk-headless"]),
  ];
}

async function provideBuildTools(say) {
  const remedy = [
    "Set KAFKA_IMAGE to a Kafka 3.9 image that can be pulled here, or that is present already.",
  ];
  if (!canInstall()) {
    throw new StepError("The Kafka image can be neither pulled nor built here.", [
      ...remedy,
      "Or run this once as root on Debian or Ubuntu: it then builds the image from their packages.",
    ]);
  }
  const packages = await missingPackages();
  if (packages.length > 0) await install(packages, say);
  const missing = await missingPackages();
  if (missing.length === 0) return;
  const needs = missing.includes("default-jdk-headless")
    ? "a JDK from 17 to 23 with jlink"
    : missing.join(", ");
  throw new StepError(`The Kafka image cannot be built here: it needs ${needs}.`, remedy);
}

async function copyJars(libs) {
  const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${libs}`];
  // Maven says in its first lines what is wrong, and in its last ones where to read about errors.
  const { code, stdout, stderr } = await run("mvn", ["-q", "-B", "-f", join(here, "pom.xml"), ...goal]);
  if (code === 0) return;
  const said = `${stdout}${stderr}`.split("\n").slice(0, 5).join("\n");
  throw new StepError(["Maven could not fetch Kafka's jars:", ...lastLines(said)].join("\n  "), [
    "Check that Maven reaches a repository (its mirrors and proxies are in ~/.m2/settings.xml),",
    "or set KAFKA_IMAGE to a Kafka 3.9 image that can be had here.",
  ]);
}

async function fill(work, say) {
  const root = join(work, "root");
  const libs = join(work, "libs");
  const java = join(work, "java");
  mkdirSync(root);
  const debian = installRootFilesystem(root, say);
  const programs = copyJars(libs).then(async () => linkJavaRuntime(await findJdk(), java));
  // Both have ended before the directory is removed, whichever fails.
  const failed = (await Promise.allSettled([debian, programs])).find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;

  mkdirSync(join(root, "opt/kafka"), { recursive: true });
  renameSync(libs, join(root, "opt/kafka/libs"));
  renameSync(java, join(root, "opt/java"));
  symlinkSync("/opt/java/bin/java", join(root, "usr/bin/java"));
  writeCommands(join(root, "opt/kafka"));
  return root;
}

/**
 * Gives a root file system to the Docker Engine as an image.
 * @param {string} root the root file system's directory
 * @param {string[]} name of the image; none for one that has only an id
 * @returns {Promise<string>} the image's id
 */
async function importImage(root, ...name) {
  const changes = [
    "USER 1000:1000",
    "WORKDIR /opt/kafka",
    "ENV JAVA_HOME=/opt/java",
    "ENV LANG=C.UTF-8",
    'CMD ["bash"]',
    `LABEL ${BUILD_LABEL}=${buildId()}`,
  ].flatMap((change) => ["--change", change]);
  const script = 'tar -C "$0" --numeric-owner -c . | docker import "$@"';
  const args = ["-o", "pipefail", "-c", script, root, ...changes, "-", ...name];
  return (await run("bash", args, { check: true })).stdout.trim();
}

/** An archive of classes is made by the very Java, from the very jars, at the very paths that will use it. */
async function learnClasses(root, say) {
  say("importing the image, to see which classes its servers use");
  const unfinished = await importImage(root);
  try {
    await addClassData(unfinished, join(root, "opt/kafka"), say);
  } finally {
    await run("docker", ["rmi", "--force", unfinished]);
  }
}

/**
 * Builds the image from Debian's packages and Kafka's jars, and gives it to the Docker Engine.
 * @param {string} image the image's name
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<void>}
 */
export async function buildImage(image, say) {
  await provideBuildTools(say);
  // Not /tmp: it is often too small, or mounted without devices, which debootstrap refuses.
  const work = mkdtempSync(join(process.env.TMPDIR ?? "/var/tmp", "cdktf-kafka-docker-image-"));
  // A stricter mask of this user's would shut user 1000 out of the image.
  const mask = process.umask(0o022);
  try {
    const root = await fill(work, say);
    await learnClasses(root, say);
    say("importing the image");
    await importImage(root, image);
    // The image that had the name until now; one that a container still uses stays.
    await run("docker", ["image", "prune", "--force", "--filter", `label=${BUILD_LABEL}`]);
  } finally {
    process.umask(mask);
    await removeRootFilesystem(work);
  }
}
