import { readFileSync } from "node:fs";
import { z } from "zod";
import { type ClusterManifest, MANIFEST_VERSION } from "./cluster-manifest";

const address = z.string().regex(/^[^\s:]+:\d{1,5}$/, "must be host:port");
const container = {
  id: z.int().min(1),
  container: z.string().min(1),
  definition: z.string().min(1),
  image: z.string().min(1).optional(),
};
const broker = z.strictObject({
  ...container,
  internal: address,
  external: address,
  admin: address.optional(),
  listeners: z.record(z.string(), address),
  rack: z.string().min(1).optional(),
  config: z.record(z.string(), z.string()),
});
const topic = z.strictObject({
  name: z.string().min(1),
  partitions: z.int().min(1),
  replicationFactor: z.int().min(1),
  config: z.record(z.string(), z.string()),
  removalPolicy: z.enum(["retain", "destroy"]).optional(),
  adopt: z.boolean().optional(),
});
const security = z.strictObject({
  folder: z.string().regex(/^(~|)\/[^\0\r\n]+$/, "must be absolute or begin with ~/"),
  protocols: z.array(z.string().min(1)).min(1),
  clientAuthentication: z.enum(["scram-sha-512", "tls", "none"]),
  authorization: z.boolean(),
});

const user = z.strictObject({
  name: z.string().min(1),
  authentication: z.enum(["scram-sha-512", "tls"]),
  principal: z.string().startsWith("User:"),
  quotas: z.record(z.string(), z.number().positive()),
  passwordFile: z.string().min(1).optional(),
});
const acl = z.strictObject({
  principal: z.string().startsWith("User:"),
  host: z.literal("*"),
  operation: z.enum(["all", "read", "write"]),
  permission: z.literal("allow"),
  resourceType: z.enum(["cluster", "group", "topic", "transactional-id"]),
  resourceName: z.string().min(1),
  patternType: z.enum(["literal", "prefixed"]),
});

/** The form of a manifest: nothing missing, nothing unknown. */
export const clusterManifestSchema = z.strictObject({
  version: z.literal(MANIFEST_VERSION),
  name: z.string().min(1),
  network: z.string().min(1),
  zookeeperNetwork: z.string().min(1).optional(),
  security: security.optional(),
  processLimit: z.int().min(1).optional(),
  brokers: z.array(broker).min(1),
  zookeepers: z.array(z.strictObject(container)),
  defaults: z.record(z.string(), z.string()),
  dynamicSettings: z.array(z.string().min(1)).optional(),
  topics: z.array(topic),
  owner: z.string().min(1).optional(),
  replicationThrottle: z.int().min(1).optional(),
  users: z.array(user).optional(),
  acls: z.array(acl).optional(),
}) satisfies z.ZodType<ClusterManifest>;

/**
 * Validates data as a manifest.
 *
 * @param data - What may be a manifest.
 * @param source - Where it came from, for the error.
 * @returns The manifest.
 * @throws Error - that names the source and every place where the data is not of the form.
 */
export function parseManifest(data: unknown, source: string): ClusterManifest {
  const result = clusterManifestSchema.safeParse(data);
  if (!result.success) {
    throw new Error(
      `${source} is not a manifest of version ${MANIFEST_VERSION}:\n${z.prettifyError(result.error)}`,
    );
  }
  return result.data;
}

/**
 * Reads and validates a manifest.
 *
 * @param file - Path of the file.
 * @returns The manifest.
 * @throws Error - that names the file, when it cannot be read or is not a manifest.
 */
export function readManifest(file: string): ClusterManifest {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read as a manifest: ${(error as Error).message}`);
  }
  return parseManifest(data, file);
}
