import { lstatSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type ManifestUser, SECOND_LOGIN } from "../manifest/cluster-users";
import { securityFiles, securityFolder } from "../manifest/security-files";
import { readSecretFile } from "./secret-file";

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
 * Files of a user's passwords.
 *
 * @param manifest - The cluster.
 * @param user - The user.
 * @returns Absolute paths.
 */
export function passwordFiles(manifest: ClusterManifest, user: ManifestUser): PasswordFiles {
  const declared = user.passwordFile?.replace(/^~(?=\/)/, homedir);
  const password = declared ?? securityFiles(securityFolder(manifest)).user(user.name).password;
  return { password, login: `${password}.login`, previous: `${password}.previous` };
}

/**
 * Logins of a user that are to be valid: the one in use, and while its password is being changed the one before.
 *
 * @param manifest - The cluster.
 * @param user - A user with a password.
 * @returns The login in use first.
 * @throws Error - that names the file that is missing or not safe.
 */
export function loginsOf(manifest: ClusterManifest, user: ManifestUser): readonly [Login, ...Login[]] {
  const files = passwordFiles(manifest, user);
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
  const password = readSecretFile(file).replace(/\r?\n$/, "");
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
