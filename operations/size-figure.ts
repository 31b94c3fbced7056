import { type SIZE_SOURCES } from "./size-sources";

/** One number of an answer, and where it comes from. */
export interface SizeFigure {
  readonly name: string;
  readonly value: number;
  /** Such as `MB/s`; empty for a count. */
  readonly unit: string;
  /** In words. */
  readonly formula: string;
  /** The same with the numbers put in. */
  readonly numbers: string;
  readonly source: keyof typeof SIZE_SOURCES;
}

/** Figures of which the largest decides. */
export interface SizeNeed {
  readonly value: number;
  /** Name of the figure that decides. */
  readonly dominant: string;
  readonly needs: readonly SizeFigure[];
}

/**
 * The figure that decides.
 *
 * @param needs - At least one.
 * @returns The largest, and all of them; of equal ones the first.
 */
export function largest(needs: readonly SizeFigure[]): SizeNeed {
  const { name, value } = needs.reduce((most, one) => (one.value > most.value ? one : most));
  return { value, dominant: name, needs };
}

/**
 * Rounds up, but for what computers add to a quotient: 110.00000000000001 / 10 is 11.
 *
 * @param value - A number.
 * @returns A whole one.
 */
export function ceilOf(value: number): number {
  return Math.ceil(value - 1e-9 * Math.max(1, Math.abs(value)));
}

/**
 * A number for people: whole where it is large, and with three digits where it is small.
 *
 * @param value - The number.
 * @returns Such as `12,000`, `63.4` or `0.25`.
 */
export function told(value: number): string {
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString("en-US", digits);
}
