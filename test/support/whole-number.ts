/** An option's value that is a whole number from one to another. */
export function wholeNumber(text: string, option: string, least = 1, most = Infinity): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`--${option} must be a whole number ${range}, got "${text}"`);
}
