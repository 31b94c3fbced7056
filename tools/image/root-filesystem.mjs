import {
  appendFileSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ownMirror } from "../apt.mjs";
import { run } from "../run.mjs";

const USER = "appuser";
const ID = 1000;

/** Of no use in a container. The licence of every package stays: usr/share/doc/<package>/copyright. */
const UNUSED = ["usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/lintian"];
const EMPTIED = ["var/cache/apt", "var/lib/apt/lists", "var/log", "var/cache/debconf", "dev", "tmp"];

async function trim(root) {
  for (const directory of UNUSED) rmSync(join(root, directory), { recursive: true, force: true });
  for (const directory of EMPTIED) {
    for (const name of readdirSync(join(root, directory)))
      rmSync(join(root, directory, name), { recursive: true });
  }
  // Not Node's recursive readdir, which follows links.
  const documentation = [join(root, "usr/share/doc"), "-type", "f", "-not", "-name", "copyright"];
  await run("find", [...documentation, "-delete"], { check: true });
  // Copied from this machine, and nobody else's business.
  for (const name of ["hostname", "resolv.conf"]) writeFileSync(join(root, "etc", name), "");
}

function addUser(root) {
  appendFileSync(join(root, "etc/passwd"), `${USER}:x:${ID}:${ID}::/home/${USER}:/bin/bash\n`);
  appendFileSync(join(root, "etc/group"), `${USER}:x:${ID}:\n`);
  appendFileSync(join(root, "etc/shadow"), `${USER}:!:1::::::\n`);
  appendFileSync(join(root, "etc/gshadow"), `${USER}:!::\n`);
  // A named volume that is mounted on the data directory takes over its owner.
  for (const directory of [`home/${USER}`, "var/lib/kafka/data"]) {
    mkdirSync(join(root, directory), { recursive: true, mode: 0o755 });
    chownSync(join(root, directory), ID, ID);
  }
}

/**
 * Installs the smallest Debian or Ubuntu, of the release of this system: a Java of this system runs on it.
 * @param {string} root the directory to fill
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<void>}
 */
export async function installRootFilesystem(root, say) {
  const { codename, url, proxy } = await ownMirror(say);
  const env = proxy ? { http_proxy: proxy, https_proxy: proxy, ...process.env } : process.env;
  await run("debootstrap", ["--variant=minbase", codename, root, url], {
    check: true,
    env,
    onLine: (line) =>
      line.startsWith("I: ") && say(`Debian base: ${line.slice(3).replace(/\.*$/, "").toLowerCase()}`),
  });
  await trim(root);
  addUser(root);
}

/**
 * Removes a directory in which a root file system was built. What an interrupted installation left mounted in it
 * is unmounted first: it is this machine's own /proc, not a copy.
 * @param {string} directory the directory
 * @returns {Promise<void>}
 */
export async function removeRootFilesystem(directory) {
  const mounted = () =>
    readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "")
      .filter((point) => point.startsWith(`${directory}/`));
  for (const point of mounted().reverse()) await run("umount", [point]);
  if (mounted().length > 0) throw new Error(`Still mounted: ${mounted().join(", ")}`);
  rmSync(directory, { recursive: true, force: true });
}
