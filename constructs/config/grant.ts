import { checkPropNames, type Findings, shown } from "./rules";

/** The consumer group that a reader may join. */
export interface ReadGrant {
  /**
   * Name of the group.
   *
   * @default - none: it reads partitions that it chooses itself, without a group
   */
  readonly group?: string;

  /**
   * Beginning of the names of the groups.
   *
   * @default - none
   */
  readonly groupPrefix?: string;
}

/** The transactions that a writer may run; one of the two must be given. */
export interface TransactionalGrant {
  /**
   * `transactional.id` of the producer.
   *
   * @default - none
   */
  readonly transactionalId?: string;

  /**
   * Beginning of the ids, for producers that add a number of their own.
   *
   * @default - none
   */
  readonly transactionalIdPrefix?: string;
}

/** A resource by its name or by the beginning of its name. */
export interface ResourcePattern {
  readonly name: string;
  readonly patternType: "literal" | "prefixed";
}

/**
 * The one resource that a grant names.
 *
 * @param findings - Told what is wrong.
 * @param given - What the user gave.
 * @param props - The prop for the name, and that for its beginning.
 * @param required - Whether one of them must be given.
 * @returns The resource, or undefined if none is named or it is wrong.
 */
export function resolvePattern(
  findings: Findings,
  given: object,
  [whole, prefix]: readonly [string, string],
  required: boolean,
): ResourcePattern | undefined {
  checkPropNames(findings, "a grant", given, [whole, prefix]);
  const props = given as Readonly<Record<string, string | undefined>>;
  const named = [whole, prefix].filter((prop) => props[prop] !== undefined);
  if (named.length === 2 || (required && named.length === 0)) {
    findings.refuse("grantOne", { prop: whole, other: prefix, value: shown(given) });
  }
  const [prop] = named;
  if (named.length !== 1 || prop === undefined) return undefined;
  const name = props[prop]!;
  checkResourceName(findings, prop, name);
  return { name, patternType: prop === prefix ? "prefixed" : "literal" };
}

/**
 * Refuses names of groups, transactions and beginnings of names that stand for something else than themselves.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop.
 * @param value - The value given.
 */
export function checkResourceName(findings: Findings, prop: string, value: string): void {
  if (typeof value !== "string" || !/^[a-zA-Z0-9._:-]{1,249}$/.test(value)) {
    findings.refuse("resourceName", { prop, value: shown(value) });
  }
}
