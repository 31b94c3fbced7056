import { basename } from "node:path";
import { type ClusterManifest, findManifests, readManifest } from "../manifest";

/** The user meant something else than there is. */
export class UsageError extends Error {}

/**
 * Finds the manifest that the user means.
 *
 * @param cluster - Name of the cluster, if one was given.
 * @param file - Path of a manifest, if one was given.
 * @returns The manifest.
 * @throws UsageError - that says what was found and what to give instead, when it is not exactly one.
 */
export function chooseManifest(cluster: string | undefined, file: string | undefined): ClusterManifest {
  const found = file === undefined ? findManifests(process.cwd()) : [file];
  // By the file's name, so that another cluster's manifest need not even be readable.
  const meant = found.filter(
    (path) => file !== undefined || cluster === undefined || nameOf(path) === cluster,
  );
  const [path] = meant;
  if (found.length === 0) {
    throw new UsageError(
      "no manifest was found here or in cdktf.out: synthesize the stack, or give --manifest FILE",
    );
  }
  if (path === undefined) {
    throw new UsageError(
      `there is no manifest of cluster "${cluster}"; there are: ${found.map(nameOf).join(", ")}`,
    );
  }
  if (meant.length > 1) {
    const names = found.map(nameOf).join(", ");
    throw new UsageError(
      `there is more than one manifest (${names}): name a cluster, or give --manifest FILE`,
    );
  }
  try {
    return readManifest(path);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function nameOf(path: string): string {
  return basename(path).replace(/\.manifest\.json$/, "");
}
