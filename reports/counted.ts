/**
 * A number with its noun.
 *
 * @param count - How many.
 * @param noun - One of them.
 * @param plural - More of them, unless it only takes an s.
 * @returns Such as `1 broker` or `2 brokers`.
 */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
