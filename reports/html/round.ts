/**
 * Shortens a number, so that the page is not full of digits that nobody sees.
 *
 * @param value - A position.
 * @returns The position to a hundredth.
 */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
