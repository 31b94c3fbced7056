import { InvalidArgumentError } from "commander";

/**
 * Reads a rate of replication.
 *
 * @param text - What the user has given.
 * @returns MiB a second.
 * @throws InvalidArgumentError - when it is no number from 1 to 100000.
 */
export function mebibytes(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 100_000)) throw new InvalidArgumentError("must be a number from 1 to 100000");
  return value;
}
