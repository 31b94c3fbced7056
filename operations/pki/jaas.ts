import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { readSecretFile } from "../../checks/secret-file";
import { PkiError } from "./fault";

/** Passwords between brokers and ZooKeeper, and among its servers. */
export interface ZookeeperPasswords {
  /** Of the brokers. */
  readonly kafka: string;
  /** Of its servers, for each other. */
  readonly zookeeper: string;
}

const MODULE = "org.apache.zookeeper.server.auth.DigestLoginModule required";

// Nothing that JAAS would read as the end of a string.
const password = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{32,128}$/));
const schema = v.strictObject({ kafka: password, zookeeper: password });

/** @returns A new password: 32 random bytes, in characters that need no quotes anywhere. */
export function newPassword(): string {
  return randomBytes(32).toString("base64url");
}

/** @returns New passwords, as text of their file. */
export function newZookeeperPasswords(): string {
  return `${JSON.stringify({ kafka: newPassword(), zookeeper: newPassword() }, null, 2)}\n`;
}

/**
 * Reads the passwords.
 *
 * @param file - Path of their file.
 * @returns The passwords.
 * @throws SecretFileError - when it must not be read as a secret.
 * @throws PkiError - when it is not of the form; it tells nothing of what is in it.
 */
export function readZookeeperPasswords(file: string): ZookeeperPasswords {
  const text = readSecretFile(file);
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    // The error would quote the file.
    throw new PkiError([
      {
        file,
        problem:
          "it must be JSON with the passwords kafka and zookeeper, each of 32 to 128 letters, digits, - and _, but it is not",
        remedy: "put the file back as it was, as every server has these passwords",
      },
    ]);
  }
}

/**
 * What a broker authenticates to ZooKeeper with.
 *
 * @param passwords - The passwords.
 * @returns Text of its JAAS file.
 */
export function brokerJaas({ kafka }: ZookeeperPasswords): string {
  return section("Client", `username="kafka" password="${kafka}"`);
}

/**
 * Whom a ZooKeeper server lets in: brokers, and the other servers.
 *
 * @param passwords - The passwords.
 * @returns Text of its JAAS file.
 */
export function zookeeperJaas({ kafka, zookeeper }: ZookeeperPasswords): string {
  return [
    section("Server", `user_kafka="${kafka}"`),
    section("QuorumServer", `user_zookeeper="${zookeeper}"`),
    section("QuorumLearner", `username="zookeeper" password="${zookeeper}"`),
  ].join("");
}

function section(name: string, options: string): string {
  return `${name} {\n  ${MODULE} ${options};\n};\n`;
}
