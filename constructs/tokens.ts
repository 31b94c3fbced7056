import { Token } from "cdktf";
import { type Properties } from "./config/properties";

/**
 * Whether a value, or anything in it, is known only at apply.
 *
 * @param value - Any value.
 * @returns False for plain values.
 */
export function holdsToken(value: unknown): boolean {
  return anyToken(value, new Set());
}

function anyToken(value: unknown, seen: Set<unknown>): boolean {
  if (Token.isUnresolved(value)) return true;
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  return Object.values(value).some((one) => anyToken(one, seen));
}

/**
 * Whether a list or an object is known only at apply as a whole; one that holds tokens is not.
 *
 * @param value - Any value.
 * @returns False for plain values.
 */
export function isToken(value: unknown): boolean {
  // CDKTF writes a list that is not known yet as a list of one such text.
  if (Array.isArray(value)) {
    return value.some((one: unknown) => typeof one === "string" && one.startsWith("#{TfToken["));
  }
  return Token.isUnresolved(value) && (typeof value !== "object" || value === null || "resolve" in value);
}

/**
 * Settings whose values are known: the others cannot be looked at.
 *
 * @param config - Settings.
 * @returns Those of them that hold no token.
 */
export function withoutTokens(config: Properties): Properties {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !Token.isUnresolved(value)));
}

/**
 * A text for the manifest, unless it is known only at apply.
 *
 * @param key - Its field.
 * @param value - The text.
 * @returns The field, or nothing.
 */
export function knownText<Key extends string>(key: Key, value: string): Partial<Record<Key, string>> {
  return Token.isUnresolved(value) ? {} : ({ [key]: value } as Record<Key, string>);
}
