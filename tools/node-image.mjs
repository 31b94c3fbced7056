import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { download, isDebian } from "./apt.mjs";
import { chosenImage, inspect, pull } from "./image.mjs";
import { BUILD_LABEL } from "./image/build.mjs";
import { run } from "./run.mjs";
import { StepError } from "./step.mjs";

/** The image of the Node.js project, on which services of the examples are built. */
export const OFFICIAL_NODE_IMAGE = "node:24-bookworm-slim";

/** The image that is built here where no container registry can be reached: Node.js, and what it is linked to. */
export const BUILT_NODE_IMAGE = "cdktf-kafka-docker/node:24.22.3";

const [BUILT, VERSION] = BUILT_NODE_IMAGE.split(":");
const LIBRARIES = ["libc6", "libgcc-s1", "libstdc++6", "libatomic1"];

const buildId = () =>
  createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest("hex");

/** Whether an image is one that is built here, of this version or of one before. */
export const isBuilt = (image) => image.startsWith(`${BUILT}:`);

/** No shell, no package manager: what is not there cannot be used. */
async function fill(work, say) {
  const root = join(work, "root");
  mkdirSync(root);
  for (const file of await download(LIBRARIES, work, say)) {
    await run("dpkg-deb", ["--extract", file, root], { check: true });
  }
  // Newer releases have all of it in /usr, and the links from there in another package.
  for (const folder of ["lib", "lib64"]) {
    if (!existsSync(join(root, folder)) && existsSync(join(root, "usr", folder)))
      symlinkSync(`usr/${folder}`, join(root, folder));
  }
  for (const path of ["usr/share/lintian", "usr/share/doc/libc6/changelog.gz"]) {
    rmSync(join(root, path), { recursive: true, force: true });
  }
  const name = `node-linux-${process.arch}`;
  say(`fetching Node.js ${VERSION}`);
  const { stdout } = await run(
    "npm",
    ["pack", "--silent", `${name}@${VERSION}`, "--pack-destination", work],
    {
      check: true,
      remedy: [
        `Make the package ${name} available to npm, or set NODE_IMAGE to an image of Node.js 24 that is there.`,
      ],
    },
  );
  await run("tar", ["-xzf", join(work, stdout.trim()), "-C", work], { check: true });
  mkdirSync(join(root, "usr/local/bin"), { recursive: true });
  cpSync(join(work, "package/bin/node"), join(root, "usr/local/bin/node"));
  mkdirSync(join(root, "usr/share/doc/node"), { recursive: true });
  cpSync(join(work, "package/LICENSE"), join(root, "usr/share/doc/node/copyright"));
  for (const folder of ["etc", "app", "tmp"]) mkdirSync(join(root, folder), { recursive: true });
  appendFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/none\nnode:x:1000:1000::/:/none\n");
  appendFileSync(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\n");
  return root;
}

async function build(say) {
  const work = mkdtempSync(join(process.env.TMPDIR ?? "/var/tmp", "cdktf-kafka-docker-node-"));
  // A stricter mask of this user's would shut other users out of the image.
  const mask = process.umask(0o022);
  try {
    const root = await fill(work, say);
    say("importing the image");
    const changes = ["USER 1000:1000", 'CMD ["node"]', `LABEL ${BUILD_LABEL}=${buildId()}`];
    const options = changes.flatMap((change) => ["--change", change]);
    const script = 'tar -C "$0" --numeric-owner --owner=0 --group=0 -c . | docker import "$@"';
    const args = ["-o", "pipefail", "-c", script, root, ...options, "-", BUILT_NODE_IMAGE];
    await run("bash", args, { check: true });
    await run("docker", ["run", "--rm", BUILT_NODE_IMAGE, "node", "--version"], { check: true });
    // The image that had the name until now; one that is still used stays.
    await run("docker", ["image", "prune", "--force", "--filter", `label=${BUILD_LABEL}`]);
  } finally {
    process.umask(mask);
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Provides an image with Node.js for services: the one that is set, else one that is present, else the official one
 * from its registry, else one that is built here.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{image: string, text: string}>} its name, and the result for the step's line
 * @throws {StepError} if there is none and none can be built
 */
export async function provideNodeImage(say) {
  const chosen = process.env.NODE_IMAGE;
  if (chosen && !isBuilt(chosen)) return chosenImage("NODE_IMAGE", say);
  if ((await inspect(BUILT_NODE_IMAGE)).build === buildId())
    return { image: BUILT_NODE_IMAGE, text: `${BUILT_NODE_IMAGE}, built earlier` };
  if ((await inspect(OFFICIAL_NODE_IMAGE)).present)
    return { image: OFFICIAL_NODE_IMAGE, text: `${OFFICIAL_NODE_IMAGE}, found` };
  const problem = await pull(OFFICIAL_NODE_IMAGE, say);
  if (!problem) return { image: OFFICIAL_NODE_IMAGE, text: `${OFFICIAL_NODE_IMAGE}, pulled` };
  if (!isDebian()) {
    throw new StepError(`${OFFICIAL_NODE_IMAGE} cannot be pulled (${problem}), and is not built here.`, [
      "Set NODE_IMAGE to an image of Node.js 24 that is there, or can be pulled.",
      "On Debian and Ubuntu it is built from their packages and npm's.",
    ]);
  }
  await build(say);
  return { image: BUILT_NODE_IMAGE, text: `${BUILT_NODE_IMAGE}, built` };
}
