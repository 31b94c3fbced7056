import { type ServerDefinition } from "./server-definition";

/**
 * The version of Kafka that an image says it has.
 *
 * @param image - Reference of the image, such as `apache/kafka:3.9.2`.
 * @returns The version in its tag, or undefined where the tag tells none, as a digest does not.
 */
export function versionOf(image: string): string | undefined {
  return /:v?(\d+\.\d+(?:\.\d+)?)(?:[-.@].*)?$/.exec(image)?.[1];
}

/**
 * The protocol that a broker speaks to others, as `inter.broker.protocol.version` has it.
 *
 * @param server - The broker.
 * @returns Major and minor, or undefined where neither a setting nor the image tells it.
 */
export function protocolOf({ image, properties }: ServerDefinition): string | undefined {
  // Without the setting a broker speaks the protocol of its own version.
  return minor(properties.get("inter.broker.protocol.version") ?? versionOf(image));
}

/**
 * Whether a broker gets a version that may not read what was written.
 *
 * @param from - The broker as it is.
 * @param to - As it is to be.
 * @returns False where nothing is known.
 */
export function isDowngrade(from: ServerDefinition, to: ServerDefinition): boolean {
  const [spoken, next] = [protocolOf(from), versionOf(to.image)];
  return spoken !== undefined && next !== undefined && compareVersions(minor(next)!, spoken) < 0;
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

function minor(version: string | undefined): string | undefined {
  return /^\d+\.\d+/.exec(version ?? "")?.[0];
}
