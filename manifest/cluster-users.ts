/** How a user proves who it is: by a password (SCRAM), or by a certificate (mutual TLS). */
export type Authentication = "scram-sha-512" | "tls";

/** A user as it is promised. */
export interface ManifestUser {
  readonly name: string;
  readonly authentication: Authentication;
  /** What Kafka calls it once it has proved who it is, for example `User:billing`. */
  readonly principal: string;
  /** Its limits in Kafka's own keys, for example `producer_byte_rate`. */
  readonly quotas: Readonly<Record<string, number>>;
  /** File that holds its password, absolute or from the home folder (`~/`), if it is not the usual one. */
  readonly passwordFile?: string;
}

/** One thing that a principal may do. */
export interface ManifestAcl {
  readonly principal: string;
  /** Where from: every address. */
  readonly host: "*";
  readonly operation: "all" | "read" | "write";
  readonly permission: "allow";
  readonly resourceType: "cluster" | "group" | "topic" | "transactional-id";
  readonly resourceName: string;
  /** Whether the name is the whole of it or its beginning. */
  readonly patternType: "literal" | "prefixed";
}

/** End of the second login of a user, for the time in which its password is changed. */
export const SECOND_LOGIN = ".b";

/**
 * Principals of a user. One with a password has two logins, of which one is in use: Kafka keeps one password for each,
 * so that a change of password goes through the other.
 *
 * @param user - The user.
 * @returns All of them, the user's own first.
 */
export function principalsOf({
  authentication,
  principal,
}: Pick<ManifestUser, "authentication" | "principal">): string[] {
  return authentication === "tls" ? [principal] : [principal, `${principal}${SECOND_LOGIN}`];
}
