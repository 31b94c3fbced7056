/**
 * Name of the file that holds a cluster's manifest, in the folder of its synthesized stack.
 *
 * @param cluster - Name of the cluster.
 * @returns The file's name.
 */
export function manifestFile(cluster: string): string {
  return `${cluster}${MANIFEST_SUFFIX}`;
}

/** End of every manifest's file name. */
export const MANIFEST_SUFFIX = ".manifest.json";
