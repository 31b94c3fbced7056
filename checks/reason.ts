/**
 * What an error says: the errors within an error that only counts them, and the root of one that only retried.
 *
 * @param error - What was thrown.
 * @returns One line.
 */
export function reason(error: unknown): string {
  const { cause, errors, message: said, topic } = error as Error & { errors?: unknown[]; topic?: string };
  const message = topic === undefined ? said : `topic ${topic}: ${said}`;
  if (Array.isArray(errors) && errors.length > 0) return [...new Set(errors.map(reason))].join("; ");
  const root = cause instanceof Error ? reason(cause) : "";
  return root === "" || message.includes(root) ? message : `${message}: ${root}`;
}
