/** Numbers below a bound, the same for the same seed. */
export type Random = (bound: number) => number;

/**
 * Random numbers that can be had again.
 *
 * @param seed - A whole number.
 */
export function randomOf(seed: number): Random {
  // mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c), public domain.
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
