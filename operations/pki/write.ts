import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  fchownSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CONTAINER_UID } from "../../checks/secret-file";

/** Who owns what is written: whoever runs this, or the user of the servers' containers. */
export type Owner = "caller" | "container";

/** Modes of files: of a secret, and of what everybody may know. */
export const MODE = { secret: 0o600, public: 0o644 } as const;

/**
 * Makes a folder that nobody but its owner may enter, where it is missing.
 *
 * @param folder - Absolute path.
 * @param owner - Whose it is.
 */
export function makeFolder(folder: string, owner: Owner = "caller"): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (isForContainer(owner)) chownSync(folder, CONTAINER_UID, CONTAINER_UID);
}

/**
 * Writes a file that must not be there yet: whole or not at all, and never in place of another.
 *
 * @param file - Absolute path.
 * @param text - What goes into it.
 * @param mode - Its mode.
 * @param owner - Whose it is.
 * @returns Whether it was written; false when there is one.
 */
export function createFile(file: string, text: string, mode: number, owner: Owner = "caller"): boolean {
  const draft = writeDraft(file, text, mode, owner);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/**
 * Puts a file in the place of another: whoever reads it finds the old one or the new one, each of them whole.
 *
 * @param file - Absolute path.
 * @param text - What goes into it.
 * @param mode - Its mode.
 * @param owner - Whose it is.
 */
export function replaceFile(file: string, text: string, mode: number, owner: Owner = "caller"): void {
  const draft = writeDraft(file, text, mode, owner);
  try {
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft);
    throw error;
  }
}

function writeDraft(file: string, text: string, mode: number, owner: Owner): string {
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}`);
  // Never through a link, and never readable by others, not even for a moment.
  const descriptor = openSync(draft, "wx", 0o600);
  try {
    writeFileSync(descriptor, text);
    fchmodSync(descriptor, mode);
    if (isForContainer(owner)) fchownSync(descriptor, CONTAINER_UID, CONTAINER_UID);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(draft);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return draft;
}

/** Root alone may give files away. */
function isForContainer(owner: Owner): boolean {
  return owner === "container" && process.geteuid?.() === 0;
}
