/**
 * What an error says: the errors within an error that only counts them, the root of one that only retried, and the
 * name that Kafka gives it.
 *
 * @param error - What was thrown.
 * @returns One line.
 */
export function reason(error: unknown): string {
  const { cause, errors, message: said, topic, type } = error as Error & Details;
  const named = type === undefined || said.includes(type) ? said : `${said} (${type})`;
  const message = topic === undefined ? named : `topic ${topic}: ${named}`;
  if (Array.isArray(errors) && errors.length > 0) return [...new Set(errors.map(reason))].join("; ");
  const root = cause instanceof Error ? reason(cause) : "";
  if (root === "" || message.includes(root)) return message;
  return root.startsWith(message) ? root : `${message}: ${root}`;
}

interface Details {
  readonly errors?: unknown[];
  readonly topic?: string;
  readonly type?: string;
}
