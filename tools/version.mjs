/**
 * Compares two versions by their numbers.
 * @param {string} version for example "1.26.8"; what follows the numbers does not count
 * @param {string} minimum the least that will do
 * @returns {boolean} whether `version` is `minimum` or later
 */
export function isAtLeast(version, minimum) {
  const numbers = (text) => text.split(/[.+-]/, 3).map((part) => Number.parseInt(part, 10) || 0);
  const [wanted, actual] = [numbers(minimum), numbers(version)];
  const different = wanted.findIndex((number, index) => number !== (actual[index] ?? 0));
  return different === -1 || (actual[different] ?? 0) > wanted[different];
}
