import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "./choose-manifest";

/**
 * Writes what an option asks for, and the folders above it.
 *
 * @param option - Name of the option, for the error.
 * @param file - Path of the file.
 * @param text - What is written.
 * @throws UsageError - when it cannot be.
 */
export function writeFile(option: string, file: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${option} ${file} cannot be written: ${(error as Error).message}`);
  }
}
