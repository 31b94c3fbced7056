import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";

/** A user that the servers' containers run as. */
export const CONTAINER_UID = 1000;

/** A file that must not be used as a secret, and why. It never tells what is in the file. */
export class SecretFileError extends Error {
  /**
   * @param file - Path of the file.
   * @param problem - The rule, and what is the case instead.
   * @param remedy - The way out.
   * @param code - Code of the system's error, where there was one, such as `ENOENT`.
   */
  public constructor(
    public readonly file: string,
    public readonly problem: string,
    public readonly remedy: string,
    public readonly code?: string,
  ) {
    super(`${file}: ${problem}: ${remedy}`);
  }
}

/**
 * Reads a file that holds a secret: a plain file, no symbolic link, that nobody but its owner may access, and that
 * belongs to root, to whoever runs this, or to the user of the servers' containers.
 *
 * @param file - Path of the file.
 * @returns What is in it.
 * @throws SecretFileError - that names the file, the rule, what is the case, and the way out.
 */
export function readSecretFile(file: string): string {
  const descriptor = open(file);
  try {
    // Of what is open, so that nothing can be put in its place between the look and the read.
    check(file, fstatSync(descriptor));
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string): number {
  try {
    // A pipe would be waited for.
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ELOOP") {
      throw new SecretFileError(
        file,
        "a secret must be a plain file, but this is a symbolic link",
        "put the file itself there",
        code,
      );
    }
    if (code === "ENOENT") {
      throw new SecretFileError(
        file,
        "a secret must be there, but there is no such file",
        "put it there, or have `kafka-docker pki init` create it",
        code,
      );
    }
    throw new SecretFileError(
      file,
      `a secret must be readable by whoever runs this (uid ${caller()}), but opening it ends with ${code}`,
      "run this as the owner of the file or as root",
      code,
    );
  }
}

function check(file: string, stats: Stats): void {
  if (!stats.isFile()) {
    throw new SecretFileError(
      file,
      "a secret must be a plain file, but this is a folder or a device",
      "put a file there",
    );
  }
  const owners = [...new Set([0, CONTAINER_UID, caller()])];
  if (!owners.includes(stats.uid)) {
    throw new SecretFileError(
      file,
      `a secret must belong to uid ${owners.join(" or ")}, but this belongs to uid ${stats.uid}`,
      `sudo chown ${caller()} '${file}'`,
    );
  }
  if ((stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
    throw new SecretFileError(
      file,
      `a secret must be accessible by its owner only (mode 0600), but its mode is ${mode}`,
      `chmod 600 '${file}'`,
    );
  }
}

function caller(): number {
  return process.geteuid?.() ?? 0;
}
