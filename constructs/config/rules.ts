/** Bounds of a whole number, both included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Highest broker id that Kafka accepts by default (`reserved.broker.max.id`), so also the most brokers. */
export const MAX_BROKERS = 1000;

/** Sizes of an ensemble that form a quorum with one server to spare for each two more. */
export const ENSEMBLE_SIZES: readonly number[] = [1, 3, 5];

/**
 * Refuses everything but a whole number within a range.
 *
 * @param name - The setting, as the user wrote it.
 * @param value - The value given.
 * @param range - The bounds, both included.
 * @returns The value.
 * @throws Error - that names the setting, the rule and the value given.
 */
export function wholeNumber(name: string, value: number, { min, max }: Range): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`'${name}' must be a whole number from ${min} to ${max}, got ${String(value)}`);
  }
  return value;
}

/**
 * Refuses every size of an ensemble but 1, 3 and 5.
 *
 * @param name - The setting, as the user wrote it.
 * @param value - The value given.
 * @returns The value.
 * @throws Error - that names the setting, the rule and the value given.
 */
export function ensembleSize(name: string, value: number): number {
  if (!ENSEMBLE_SIZES.includes(value)) {
    throw new Error(`'${name}' must be 1, 3 or 5, so that a majority can be formed, got ${String(value)}`);
  }
  return value;
}

/**
 * Refuses a cluster name that could not be part of a host name or that would clash with an ensemble's names.
 *
 * @param name - The setting, as the user wrote it.
 * @param value - The value given.
 * @returns The value.
 * @throws Error - that names the setting, the rule and the value given.
 */
export function clusterName(name: string, value: string): string {
  // 50 characters leave room for "-zookeeper-5" within the 63 of a DNS label (RFC 1035).
  if (!/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(value)) {
    throw new Error(
      `'${name}' must be 1 to 50 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen, got "${value}"`,
    );
  }
  if (value.endsWith("-zookeeper")) {
    throw new Error(
      `'${name}' must not end with "-zookeeper": its brokers would be named like another cluster's ZooKeeper, got "${value}"`,
    );
  }
  return value;
}

/**
 * Refuses a first host port that is privileged or leaves no room for a port per broker.
 *
 * @param name - The setting, as the user wrote it.
 * @param value - The value given.
 * @param brokers - Number of brokers: one port each, in a row.
 * @returns The value.
 * @throws Error - that names the setting, the rule and the value given.
 */
export function firstPort(name: string, value: number, brokers: number): number {
  return wholeNumber(name, value, { min: 1024, max: 65535 - brokers + 1 });
}
