import { flatten, type GenericSchema, type InferOutput, safeParse } from "valibot";

/** A value that is what it must be, or why it is not. */
export type Validated<T> = { readonly value: T } | { readonly reason: string };

/**
 * Checks what comes from outside.
 *
 * @param schema - What it must be.
 * @param given - What came.
 * @returns The value, or what is wrong with it, by the names of its parts.
 */
export function validated<T extends GenericSchema>(schema: T, given: unknown): Validated<InferOutput<T>> {
  const { issues, output, success } = safeParse(schema, given);
  if (success) return { value: output };
  const { nested = {}, root = [] } = flatten(issues as Parameters<typeof flatten>[0]);
  const wrong = Object.entries(nested).map(([name, reasons]) => `${name}: ${String(reasons)}`);
  return { reason: [...root, ...wrong].join("; ") };
}

/**
 * Reads JSON that comes from outside.
 *
 * @param text - The text.
 * @param schema - What it must be.
 * @returns Its value, or what is wrong with it.
 */
export function parsed<T extends GenericSchema>(text: string, schema: T): Validated<InferOutput<T>> {
  try {
    return validated(schema, JSON.parse(text));
  } catch (error) {
    return { reason: `it is no JSON: ${(error as Error).message}` };
  }
}

/** Whether a text is JSON of a schema. */
export const isOf = (schema: GenericSchema) => (text: string) => "value" in parsed(text, schema);
