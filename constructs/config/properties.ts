import { Findings, shown } from "./rules";
import { isOneLine } from "./values";

/** A value of a Kafka or ZooKeeper setting. */
export type PropertyValue = string | number | boolean;

/** Settings in Kafka's or ZooKeeper's own dotted keys. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/**
 * Refuses settings that no properties file could hold.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop that has them.
 * @param properties - Settings in their own dotted keys.
 */
export function checkProperties(findings: Findings, prop: string, properties: Properties): void {
  for (const [key, value] of Object.entries(properties)) {
    const shape = { prop, key, value: shown(value) };
    if (key === "" || !isOneLine(key)) findings.refuse("key", { prop, value: shown(key) });
    else if (!isPropertyValue(value)) findings.refuse("value", shape);
    // A line break would start a setting of its own: property injection.
    else if (!isOneLine(String(value))) findings.refuse("valueOnOneLine", shape);
  }
}

/**
 * Whether a value can be that of a setting.
 *
 * @param value - Any value.
 * @returns True for text, finite numbers and booleans.
 */
export function isPropertyValue(value: unknown): value is PropertyValue {
  if (typeof value === "number") return isFinite(value);
  return typeof value === "string" || typeof value === "boolean";
}

/**
 * Refuses settings of which Kafka would use one and ignore the others.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop that has them.
 * @param properties - Settings in their own dotted keys.
 */
export function checkSynonyms(findings: Findings, prop: string, properties: Properties): void {
  for (const keys of SYNONYMS) {
    const given = keys.filter((key) => Object.hasOwn(properties, key));
    if (given.length > 1)
      findings.refuse("sameSetting", { prop, keys: given.map((key) => `'${key}'`).join(", ") });
  }
}

/** The first of each that is set is the one that Kafka uses (https://kafka.apache.org/documentation/#brokerconfigs). */
const SYNONYMS: ReadonlyArray<readonly string[]> = [
  ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
  ["log.roll.ms", "log.roll.hours"],
  ["log.roll.jitter.ms", "log.roll.jitter.hours"],
];

/** Codecs of the brokers, and `producer`: whatever the producer has used. */
const CODECS: readonly string[] = ["uncompressed", "gzip", "snappy", "lz4", "zstd", "producer"];

/**
 * Refuses a codec that brokers do not have.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop that has the settings.
 * @param properties - Settings of brokers or of a topic.
 */
export function checkCodec(findings: Findings, prop: string, properties: Properties): void {
  const key = "compression.type";
  if (!Object.hasOwn(properties, key) || CODECS.includes(String(properties[key]))) return;
  findings.refuse("codec", { prop, key, choices: CODECS.join(", "), value: shown(properties[key]) });
}

/**
 * Renders settings as a Java properties file: sorted by key, one `key=value` a line, so that the same
 * settings always give the same text.
 *
 * @param properties - Settings in their own dotted keys.
 * @returns The text of the file, with a line break at its end.
 * @throws Error - when a key is empty, a key or value holds a line break or NUL, or a value is of another kind.
 */
export function renderProperties(properties: Properties): string {
  // The last defence against property injection: whoever gave them, nothing else gets into a server's file.
  const findings = new Findings();
  checkProperties(findings, "config", properties);
  findings.throwErrors("the settings of a server");
  return Object.keys(properties)
    .sort()
    .map((key) => `${renderKey(key)}=${renderValue(String(properties[key]))}\n`)
    .join("");
}

function renderKey(key: string): string {
  return escapeCharacters(key).replace(/[ \t:=#!]/g, "\\$&");
}

function renderValue(text: string): string {
  return escapeCharacters(text).replace(/^[ \t]/, "\\$&");
}

/** Java reads properties files as ISO 8859-1 with `\uXXXX` for everything else. */
function escapeCharacters(text: string): string {
  return text
    .replace(/\\/g, "\\\\")
    .replace(/[^\x20-\x7e\t]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
