import { type Check } from "./check";
import { LADDER } from "./ladder";

/** Which checks to run. */
export interface Selection {
  /** Checks to run, by name. Default: all that are not disruptive. */
  readonly only?: readonly string[];
  /** Checks to leave out, by name. */
  readonly skip?: readonly string[];
  /** Only what a deploy runs: all but those that measure or send messages of special forms. */
  readonly quick?: boolean;
  /** Also those that stop servers and start them again. */
  readonly disruptive?: boolean;
}

/** The selection cannot be made. */
export class SelectionError extends Error {}

/** Names of the checks, in the order in which they run. */
export const CHECK_NAMES: readonly string[] = LADDER.map(({ name }) => name);

/** Names of those that stop servers. */
export const DISRUPTIVE_CHECKS: readonly string[] = LADDER.filter(({ disruptive }) => disruptive).map(
  ({ name }) => name,
);

/** What each check verifies, by name. */
export const CHECK_TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  LADDER.map(({ name, title }) => [name, title]),
);

/**
 * Selects checks.
 *
 * @param selection - What was asked for.
 * @returns The checks, in their order.
 * @throws Error - when a check does not exist, is disruptive and that was not asked for, or none is left.
 */
export function select({ disruptive = false, only, quick = false, skip = [] }: Selection): readonly Check[] {
  for (const [option, names] of Object.entries({ only: only ?? [], skip })) {
    const unknown = names.filter((name) => !CHECK_NAMES.includes(name));
    if (unknown.length > 0) {
      const given = unknown.map((name) => `"${name}"`).join(", ");
      throw new SelectionError(`'${option}' must name checks (${CHECK_NAMES.join(", ")}), got ${given}`);
    }
  }
  const asked = LADDER.find((check) => check.disruptive && !disruptive && only?.includes(check.name));
  if (asked !== undefined) {
    throw new SelectionError(
      `'only' names ${asked.name}, which stops servers: it must be asked for with 'disruptive'`,
    );
  }
  const selected = LADDER.filter(
    (check) =>
      (only?.includes(check.name) ?? true) &&
      !skip.includes(check.name) &&
      (!quick || check.quick || check.disruptive) &&
      (disruptive || !check.disruptive),
  );
  if (selected.length > 0) return selected;
  throw new SelectionError("no check is left: 'only', 'skip' and 'quick' leave all of them out");
}
