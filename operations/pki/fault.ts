import { SecretFileError } from "../../checks/secret-file";

/** What is wrong with one file of a secured cluster. It never tells a secret. */
export interface PkiFault {
  /** Path of the file or folder. */
  readonly file: string;
  /** The rule, and what is the case instead. */
  readonly problem: string;
  /** What to do. */
  readonly remedy: string;
}

/** The files of a secured cluster cannot be worked with. */
export class PkiError extends Error {
  /** @param faults - What is wrong, one or more. */
  public constructor(public readonly faults: readonly PkiFault[]) {
    super(faults.map(faultLine).join("\n"));
  }
}

/**
 * A fault as one line of text.
 *
 * @param fault - What is wrong.
 * @returns `file: problem: remedy`.
 */
export function faultLine({ file, problem, remedy }: PkiFault): string {
  return `${file}: ${problem}: ${remedy}`;
}

/**
 * The faults that an error tells.
 *
 * @param error - What was thrown.
 * @returns Its faults.
 * @throws The error itself, when it tells of something else.
 */
export function faultsOf(error: unknown): PkiFault[] {
  if (error instanceof PkiError) return [...error.faults];
  if (error instanceof SecretFileError) {
    return [{ file: error.file, problem: error.problem, remedy: error.remedy }];
  }
  throw error;
}
