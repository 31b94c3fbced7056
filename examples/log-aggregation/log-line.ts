import {
  type InferOutput,
  isoTimestamp,
  maxLength,
  object,
  picklist,
  pipe,
  string,
  minLength,
} from "valibot";

/** A line of a log, as the topic has it. Its key is the source, so that the lines of one source stay in order. */
export const LogLine = object({
  /** Name of a container, or of a file. */
  source: pipe(string(), minLength(1), maxLength(255)),
  stream: picklist(["stdout", "stderr", "file"]),
  /** When it was written, to the nanosecond. */
  at: pipe(string(), isoTimestamp()),
  text: string(),
});

export type LogLine = InferOutput<typeof LogLine>;

/** How much a line matters, as far as its text tells. */
export const LEVELS = ["error", "warn", "info"] as const;

const NAMED = /\b(?:(FATAL|SEVERE|ERROR|CRITICAL)|(WARN|WARNING)|INFO|NOTICE|DEBUG|TRACE)\b/;
const WORDS: ReadonlyArray<readonly [(typeof LEVELS)[number], RegExp]> = [
  ["error", /\b(error|fatal|exception|panic)\b/i],
  ["warn", /\bwarning\b/i],
];

/**
 * How much a line matters.
 *
 * @param line - The line.
 * @returns For an access log by its status; else by the level that it names; else by the words that it has.
 */
export function levelOf({ text }: Pick<LogLine, "text">): (typeof LEVELS)[number] {
  const status = /" (\d)\d\d (?:\d+|-)/.exec(text)?.[1];
  if (status !== undefined) return status === "5" ? "error" : status === "4" ? "warn" : "info";
  const named = NAMED.exec(text);
  if (named) return named[1] ? "error" : named[2] ? "warn" : "info";
  return WORDS.find(([, word]) => word.test(text))?.[0] ?? "info";
}
