/**
 * Name of the file that holds a cluster's manifest, in the folder of its synthesized stack.
 *
 * @param cluster - Name of the cluster.
 * @param owner - Who adds topics to it, where it is another stack than the cluster's.
 * @returns The file's name.
 */
export function manifestFile(cluster: string, owner?: string): string {
  return `${[cluster, ...(owner === undefined ? [] : [owner])].join(".")}${MANIFEST_SUFFIX}`;
}

/** End of every manifest's file name. */
export const MANIFEST_SUFFIX = ".manifest.json";
