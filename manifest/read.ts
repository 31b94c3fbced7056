import { readFileSync } from "node:fs";
import * as v from "valibot";
import { type ClusterManifest, MANIFEST_VERSION } from "./cluster-manifest";

const text = v.pipe(v.string(), v.minLength(1));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const address = v.pipe(v.string(), v.regex(/^[^\s:]+:\d{1,5}$/, "must be host:port"));
// An array is an object with numbers for keys, too.
const plain = v.custom<Record<string, unknown>>(
  (data) => typeof data === "object" && data !== null && !Array.isArray(data),
  "must be an object",
);
const byName = <T extends v.GenericSchema>(values: T) => v.pipe(plain, v.record(v.string(), values));
const settings = byName(v.string());
const principal = v.pipe(v.string(), v.startsWith("User:"));
const container = { id: positive, container: text, definition: text, image: v.optional(text) };
const broker = v.strictObject({
  ...container,
  internal: address,
  external: address,
  admin: v.optional(address),
  listeners: byName(address),
  rack: v.optional(text),
  config: settings,
});
const topic = v.strictObject({
  name: text,
  partitions: positive,
  replicationFactor: positive,
  config: settings,
  removalPolicy: v.optional(v.picklist(["retain", "destroy"])),
  adopt: v.optional(v.boolean()),
});
const security = v.strictObject({
  folder: v.pipe(v.string(), v.regex(/^(~|)\/[^\0\r\n]+$/, "must be absolute or begin with ~/")),
  protocols: v.pipe(v.array(text), v.minLength(1)),
  clientAuthentication: v.picklist(["scram-sha-512", "tls", "none"]),
  authorization: v.boolean(),
});

const user = v.strictObject({
  name: text,
  authentication: v.picklist(["scram-sha-512", "tls"]),
  principal,
  quotas: byName(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  passwordFile: v.optional(text),
});
const acl = v.strictObject({
  principal,
  host: v.literal("*"),
  operation: v.picklist(["all", "read", "write"]),
  permission: v.literal("allow"),
  resourceType: v.picklist(["cluster", "group", "topic", "transactional-id"]),
  resourceName: text,
  patternType: v.picklist(["literal", "prefixed"]),
});

/** The form of a manifest: nothing missing, nothing unknown. */
const schema = v.strictObject({
  version: v.literal(MANIFEST_VERSION),
  name: text,
  network: text,
  zookeeperNetwork: v.optional(text),
  security: v.optional(security),
  processLimit: v.optional(positive),
  brokers: v.pipe(v.array(broker), v.minLength(1)),
  zookeepers: v.array(v.strictObject(container)),
  defaults: settings,
  dynamicSettings: v.optional(v.array(text)),
  topics: v.array(topic),
  owner: v.optional(text),
  replicationThrottle: v.optional(positive),
  users: v.optional(v.array(user)),
  acls: v.optional(v.array(acl)),
}) satisfies v.GenericSchema<unknown, ClusterManifest>;

/**
 * Validates data as a manifest.
 *
 * @param data - What may be a manifest.
 * @param source - Where it came from, for the error.
 * @returns The manifest.
 * @throws Error - that names the source and the places where the data is not of the form.
 */
export function parseManifest(data: unknown, source: string): ClusterManifest {
  const { issues, output, success } = v.safeParse(schema, data);
  if (success) return output;
  const found = issues.map((issue) => `✖ ${issue.message}${place(issue)}`).join("\n");
  throw new Error(`${source} is not a manifest of version ${MANIFEST_VERSION}:\n${found}`);
}

/** Such as `brokers[0].external`. */
function place({ path }: v.BaseIssue<unknown>): string {
  const keys = (path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return keys.length > 0 ? `\n  → at ${keys.join("").replace(/^\./, "")}` : "";
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
