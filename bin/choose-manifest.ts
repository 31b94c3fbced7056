import { type ClusterManifest, findManifests, readManifest } from "../manifest";

/**
 * Finds the manifest that the user means.
 *
 * @param cluster - Name of the cluster, if one was given.
 * @param file - Path of a manifest, if one was given.
 * @returns The manifest.
 * @throws Error - that says what was found and what to give instead, when it is not exactly one.
 */
export function chooseManifest(cluster: string | undefined, file: string | undefined): ClusterManifest {
  const files = file === undefined ? findManifests(process.cwd()) : [file];
  if (files.length === 0) {
    throw new Error(
      "no manifest was found here or in cdktf.out: synthesize the stack, or give --manifest FILE",
    );
  }
  const all = files.map((path) => readManifest(path));
  const meant = all.filter(({ name }) => cluster === undefined || name === cluster);
  const [manifest] = meant;
  const known = all.map(({ name }) => name).join(", ");
  if (manifest === undefined)
    throw new Error(`there is no manifest of cluster "${cluster}"; there are: ${known}`);
  if (meant.length > 1) {
    throw new Error(
      `there is more than one manifest (${files.join(", ")}): name a cluster, or give --manifest FILE`,
    );
  }
  return manifest;
}
