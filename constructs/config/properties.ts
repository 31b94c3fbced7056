/** A value of a Kafka or ZooKeeper setting. */
export type PropertyValue = string | number | boolean;

/** Settings in Kafka's or ZooKeeper's own dotted keys. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/**
 * Renders settings as a Java properties file: sorted by key, one `key=value` a line, so that the same
 * settings always give the same text.
 *
 * @param properties - Settings in their own dotted keys.
 * @returns The text of the file, with a line break at its end.
 * @throws Error - when a key is empty, or a key or value holds a line break or NUL.
 */
export function renderProperties(properties: Properties): string {
  return Object.keys(properties)
    .sort()
    .map((key) => `${renderKey(key)}=${renderValue(key, properties[key]!)}\n`)
    .join("");
}

function renderKey(key: string): string {
  if (key === "" || /[\r\n\0]/.test(key)) {
    throw new Error(`a setting's key must be one line of text, got ${JSON.stringify(key)}`);
  }
  return escapeCharacters(key).replace(/[ \t:=#!]/g, "\\$&");
}

function renderValue(key: string, value: PropertyValue): string {
  if (
    !["string", "number", "boolean"].includes(typeof value) ||
    (typeof value === "number" && !isFinite(value))
  ) {
    throw new Error(`the value of '${key}' must be text, a finite number or a boolean, got ${String(value)}`);
  }
  const text = String(value);
  // A line break would start a setting of its own: property injection.
  if (/[\r\n\0]/.test(text)) {
    throw new Error(
      `the value of '${key}' must not contain a line break or NUL, got ${JSON.stringify(text)}`,
    );
  }
  return escapeCharacters(text).replace(/^[ \t]/, "\\$&");
}

/** Java reads properties files as ISO 8859-1 with `\uXXXX` for everything else. */
function escapeCharacters(text: string): string {
  return text
    .replace(/\\/g, "\\\\")
    .replace(/[^\x20-\x7e\t]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
