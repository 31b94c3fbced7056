import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type ClusterManifest, findManifests, readManifest } from "../manifest";
import { UsageError } from "./choose-manifest";

/** A stack that was synthesized, and its clusters. */
export interface Stack {
  readonly name: string;
  /** The folder that Terraform works in. */
  readonly folder: string;
  readonly manifests: readonly ClusterManifest[];
}

/**
 * Finds the stack that the user means.
 *
 * @param wanted - Name of the stack, or of a cluster in it, if one was given.
 * @param file - Path of a manifest of it, if one was given.
 * @returns The stack.
 * @throws UsageError - that says what was found and what to give instead, when it is not exactly one.
 */
export function chooseStack(wanted: string | undefined, file: string | undefined): Stack {
  const found = file === undefined ? findManifests(process.cwd()) : [file];
  const folders = [...new Set(found.map((path) => dirname(path)))];
  const meant = folders.filter((folder) => wanted === undefined || namesOf(folder, found).includes(wanted));
  const [folder] = meant;
  if (found.length === 0) {
    throw new UsageError(
      "no stack with a cluster was found here or in cdktf.out: synthesize it, or give --manifest FILE",
    );
  }
  const all = folders.map((one) => basename(one)).join(", ");
  if (folder === undefined) {
    throw new UsageError(`there is no stack and no cluster "${wanted}"; there are the stacks ${all}`);
  }
  if (meant.length > 1) throw new UsageError(`there is more than one stack (${all}): name one`);
  if (!existsSync(join(folder, "cdk.tf.json"))) {
    throw new UsageError(`${folder} has no cdk.tf.json: give a manifest in the folder of a stack`);
  }
  try {
    const manifests = found.filter((path) => dirname(path) === folder).map(readManifest);
    return { name: basename(folder), folder, manifests };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function namesOf(folder: string, found: readonly string[]): readonly string[] {
  const clusters = found
    .filter((path) => dirname(path) === folder)
    .map((path) => basename(path).replace(/\.manifest\.json$/, ""));
  return [basename(folder), ...clusters];
}
