import { lstatSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ManifestUser, SECOND_LOGIN } from "../manifest/cluster-users";

/** Where the passwords of a user are. Beside the password in use there may be that of the other login. */
export interface PasswordFiles {
  /** The password in use. */
  readonly password: string;
  /** The login that it belongs to; where there is no such file, the user's name. */
  readonly login: string;
  /** The password before a change, as long as clients may still use it. */
  readonly previous: string;
}

/** A login that is valid. */
export interface Login {
  readonly login: string;
  readonly password: string;
}

/**
 * Folder of a user's files, as `~/.kafka-docker/<cluster>/users/<name>`.
 *
 * @param cluster - Name of the cluster.
 * @param user - Name of the user.
 * @param home - Home folder.
 * @returns Absolute path.
 */
export function folderOf(cluster: string, user: string, home = homedir()): string {
  return join(home, ".kafka-docker", cluster, "users", user);
}

/**
 * Files of a user's passwords.
 *
 * @param cluster - Name of the cluster.
 * @param user - The user.
 * @param home - Home folder.
 * @returns Absolute paths.
 */
export function passwordFiles(cluster: string, user: ManifestUser, home = homedir()): PasswordFiles {
  const declared = user.passwordFile?.replace(/^~(?=\/)/, () => home);
  const password = declared ?? join(folderOf(cluster, user.name, home), "password");
  return { password, login: `${password}.login`, previous: `${password}.previous` };
}

/**
 * Logins of a user that are to be valid: the one in use, and while its password is being changed the one before.
 *
 * @param cluster - Name of the cluster.
 * @param user - A user with a password.
 * @param home - Home folder.
 * @returns The login in use first.
 * @throws Error - that names the file that is missing or not safe.
 */
export function loginsOf(
  cluster: string,
  user: ManifestUser,
  home = homedir(),
): readonly [Login, ...Login[]] {
  const files = passwordFiles(cluster, user, home);
  const names = [user.name, `${user.name}${SECOND_LOGIN}`];
  const login = exists(files.login) ? readFileSync(files.login, "utf8").trim() : user.name;
  if (!names.includes(login)) {
    throw new Error(`${files.login} must hold ${names.join(" or ")}, got ${JSON.stringify(login)}`);
  }
  const other = names.find((name) => name !== login)!;
  const current = { login, password: readPassword(files.password) };
  if (!exists(files.previous)) return [current];
  return [current, { login: other, password: readPassword(files.previous) }];
}

function readPassword(file: string): string {
  if (!exists(file)) {
    throw new Error(
      `${file} is not there: it must hold the password of the user, readable for its owner alone`,
    );
  }
  if ((lstatSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others than its owner: chmod 600 ${file}`);
  }
  const password = readFileSync(file, "utf8").replace(/\r?\n$/, "");
  if (!/^[\x21-\x7e]{12,}$/.test(password)) {
    throw new Error(
      `${file} must hold one line of at least 12 letters, digits and signs of ASCII, without blanks`,
    );
  }
  return password;
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
