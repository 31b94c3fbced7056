import { type ServerDefinition } from "./server-definition";

/** The setting of the protocol that brokers speak among themselves. */
export const PROTOCOL_KEY = "inter.broker.protocol.version";

/**
 * The version of Kafka that an image says it has.
 *
 * @param image - Reference of the image, such as `apache/kafka:3.9.2`.
 * @returns The version in its tag, or undefined where the tag tells none, as a digest does not. Images of other names
 *   number their tags as they like: cp-kafka:7.9.0 has Kafka 3.9.
 */
export function versionOf(image: string): string | undefined {
  return /(?:^|\/)kafka:v?(\d+\.\d+(?:\.\d+)?)(?:[-.@].*)?$/.exec(image)?.[1];
}

/**
 * The protocol that a broker speaks to others, as `inter.broker.protocol.version` has it.
 *
 * @param server - The broker.
 * @param reported - What the broker itself says, where it could be asked.
 * @returns Such as `3.9` or `3.9-IV0`; undefined where neither a setting nor the broker nor the image tells it.
 */
export function protocolOf({ image, properties }: ServerDefinition, reported?: string): string | undefined {
  // Without the setting a broker speaks the protocol of its own version.
  return properties.get(PROTOCOL_KEY) ?? minorOf(reported) ?? minorOf(versionOf(image));
}

/**
 * Whether a broker gets a version that does not know the protocol in use.
 *
 * @param from - The broker as it is.
 * @param to - As it is to be.
 * @param reported - The protocol that it says it speaks, where it could be asked.
 * @returns False where nothing is known.
 */
export function isDowngrade(from: ServerDefinition, to: ServerDefinition, reported?: string): boolean {
  return isOlder(versionOf(to.image), protocolOf(from, reported));
}

/**
 * Whether the protocol between brokers gets older, as it cannot: what was written with the newer one stays.
 *
 * @param from - The broker as it is.
 * @param to - As it is to be.
 * @param reported - The protocol that it says it speaks, where it could be asked.
 * @returns False where nothing is known.
 */
export function lowersProtocol(from: ServerDefinition, to: ServerDefinition, reported?: string): boolean {
  return isOlder(protocolOf(to), protocolOf(from, reported));
}

/**
 * Whether one line of releases comes before another; patches and `-IV` do not count.
 *
 * @param one - A version or a protocol.
 * @param other - Another one.
 * @returns False where one of them is not known.
 */
export function isOlder(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [minorOf(one), minorOf(other)];
  return a !== undefined && b !== undefined && compareVersions(a, b) < 0;
}

/**
 * Compares versions by their numbers.
 *
 * @param one - A version.
 * @param other - Another one.
 * @returns Below 0 where the first is older, above 0 where it is newer.
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => text.split(".").map(Number));
  const at = a!.findIndex((value, index) => value !== (b![index] ?? 0));
  return at < 0 ? 0 : a![at]! - (b![at] ?? 0);
}

/**
 * Major and minor number of a version or a protocol.
 *
 * @param version - Such as `3.9.2` or `3.9-IV0`.
 * @returns Such as `3.9`.
 */
export function minorOf(version: string | undefined): string | undefined {
  return /^\d+\.\d+/.exec(version ?? "")?.[0];
}
