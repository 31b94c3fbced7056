import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { MANIFEST_SUFFIX } from "./file";

/**
 * Finds the manifests in a folder and in the stacks that were synthesized below it.
 *
 * @param directory - A stack's folder, or the project's.
 * @param output - CDKTF's output folder, relative to the project's.
 * @returns Paths of the files, sorted.
 */
export function findManifests(
  directory: string,
  output = process.env["CDKTF_OUTDIR"] ?? "cdktf.out",
): string[] {
  const stacks = join(resolve(directory, output), "stacks");
  return [directory, ...subdirectories(stacks)].flatMap(manifestsIn).sort();
}

function subdirectories(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name));
}

function manifestsIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith(MANIFEST_SUFFIX))
    .map((file) => join(directory, file));
}
