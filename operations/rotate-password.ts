import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connectionTo } from "../checks/connection";
import { KafkaClient } from "../checks/kafka-client";
import { alterCredentials, type CredentialChanges, describeCredentials } from "../checks/kafka-credentials";
import { isWorthAnotherTry } from "../checks/kafka-request";
import { isLetIn } from "../checks/login";
import { type Login, loginsOf, passwordFiles } from "../checks/password-file";
import { until } from "../checks/until";
import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { type ManifestUser, SECOND_LOGIN } from "../manifest/cluster-users";

const PASSWORD_BYTES = 32;

/** The change of a password cannot be made as asked. */
export class RotationError extends Error {}

/** What was done. */
export interface Rotation {
  readonly user: string;
  /** The login that clients are to use now. */
  readonly login: string;
  /** File of its password. */
  readonly passwordFile: string;
  /** The login that is still valid, until the change is finished; undefined if it was finished. */
  readonly previous?: string;
}

/**
 * First step of a change of password: the user's other login gets a new password, and is the one in use from now on.
 * The one before stays valid, so that clients can switch one after the other.
 *
 * @param manifest - What the cluster promises.
 * @param name - Name of the user.
 * @param signal - Ends the tries.
 * @returns What was done.
 * @throws RotationError - when the user has no password, or the change before was not finished.
 */
export async function beginRotation(
  manifest: ClusterManifest,
  name: string,
  signal: AbortSignal,
): Promise<Rotation> {
  const user = userWithPassword(manifest, name);
  const files = passwordFiles(manifest, user);
  const [current, before] = loginsOf(manifest, user);
  if (before !== undefined) {
    throw new RotationError(
      `the password of ${name} is being changed already: when all clients use ${current.login}, finish it with --finish`,
    );
  }
  const next = { login: otherLogin(user, current.login), password: newPassword() };
  // First Kafka, then the files: a client that reads them must be let in. An interruption leaves a login whose
  // password nobody knows, which apply-users removes.
  await alter(manifest, { set: [next], remove: [] }, signal);
  await untilKnown(manifest, next, true, signal);
  write(files.previous, current.password);
  write(files.login, next.login);
  write(files.password, next.password);
  return { user: name, login: next.login, passwordFile: files.password, previous: current.login };
}

/**
 * Second step of a change of password: the login before is no longer valid.
 *
 * @param manifest - What the cluster promises.
 * @param name - Name of the user.
 * @param signal - Ends the tries.
 * @returns What was done.
 * @throws RotationError - when the user has no password, or none is being changed.
 */
export async function finishRotation(
  manifest: ClusterManifest,
  name: string,
  signal: AbortSignal,
): Promise<Rotation> {
  const user = userWithPassword(manifest, name);
  const files = passwordFiles(manifest, user);
  if (!existsSync(files.previous)) {
    throw new RotationError(
      `the password of ${name} is not being changed: begin with kafka-docker rotate-password ${name}`,
    );
  }
  const [current, before] = loginsOf(manifest, user);
  await alter(manifest, { set: [], remove: [before!.login] }, signal);
  await untilKnown(manifest, before!, false, signal);
  rmSync(files.previous);
  return { user: name, login: current.login, passwordFile: files.password };
}

function userWithPassword({ name: cluster, users = [] }: ClusterManifest, name: string): ManifestUser {
  const user = users.find((one) => one.name === name);
  if (user === undefined) {
    const known = users.map((one) => one.name).join(", ") || "none";
    throw new RotationError(`there is no user "${name}" in cluster ${cluster}; there are: ${known}`);
  }
  if (user.authentication === "tls") {
    throw new RotationError(
      `${name} has no password but a certificate: a new one of the same subject is valid beside the old one`,
    );
  }
  return user;
}

function otherLogin({ name }: ManifestUser, login: string): string {
  return login === name ? `${name}${SECOND_LOGIN}` : name;
}

interface Changes {
  readonly set: readonly Login[];
  readonly remove: readonly string[];
}

async function alter(
  manifest: ClusterManifest,
  { remove, set }: Changes,
  signal: AbortSignal,
): Promise<void> {
  const client = new KafkaClient(connectionTo(manifest));
  try {
    const attempt = async () => {
      const there = await client.ask(describeCredentials);
      const changes: CredentialChanges = { set, remove: there.filter(({ login }) => remove.includes(login)) };
      await client.ask((kafka) => alterCredentials(kafka, changes));
    };
    await until(signal, attempt, isWorthAnotherTry);
  } finally {
    await client.close();
  }
}

/**
 * Brokers hear of a change one after the other, and clients may meet any of them. One that does not answer lets nobody
 * in, and reads what is valid when it starts.
 */
async function untilKnown(
  manifest: ClusterManifest,
  login: Login,
  valid: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (manifest.security?.clientAuthentication !== "scram-sha-512") return;
  const ask = async (broker: ManifestBroker) => {
    if ((await isLetIn(manifest, broker, login)) !== !valid) return;
    throw new Error(`${broker.container} ${valid ? "does not let in" : "still lets in"} ${login.login}`);
  };
  await Promise.all(manifest.brokers.map((broker) => until(signal, () => ask(broker))));
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString("base64url");
}

/** At once or not at all, and never readable for others. */
function write(file: string, text: string): void {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  writeFileSync(part, text, { mode: 0o600, flag: "wx" });
  renameSync(part, file);
}
