import { InvalidArgumentError } from "commander";

/**
 * Reads the number of an option.
 *
 * @param least - The least that it may be.
 * @param most - The most.
 * @returns What reads it, and refuses any other with an `InvalidArgumentError`.
 */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = numberIn(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a number from ${least} to ${most}`);
  };
}

/**
 * Reads the whole number of an option.
 *
 * @param least - The least that it may be.
 * @param most - The most.
 * @returns What reads it, and refuses any other with an `InvalidArgumentError`.
 */
export function wholeBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = numberIn(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}`);
  };
}

/** An unset variable of a shell is no number; to JavaScript it is 0. */
function numberIn(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

/** Reads a rate of replication, in MiB a second. */
export const mebibytes = numberBetween(1, 100_000);
