import { type LogLine } from "./log-line";

/** A line, and where to go on after it. */
export interface Entry {
  readonly line: LogLine;
  /** What `read` goes on from after this line. */
  readonly position: string;
}

/** Where lines come from. */
export interface Source {
  readonly name: string;
  /**
   * Reads on, for as long as there is something to come.
   *
   * @param position - Where to go on. Undefined: from the beginning.
   * @returns Lines, in the order in which they were written.
   */
  readonly read: (position: string | undefined) => AsyncIterable<Entry>;
}
