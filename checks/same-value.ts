/**
 * Whether two texts are the same value to Kafka, which reports what it has parsed: "TRUE" as true, "01" as 1,
 * "compact, delete" as "compact,delete".
 *
 * @param one - A value.
 * @param other - Another.
 * @returns Whether they are the same.
 */
export function sameValue(one: string, other: string): boolean {
  return parsed(one) === parsed(other);
}

function parsed(text: string): string {
  return text.split(",").map(parsedPart).join(",");
}

function parsedPart(part: string): string {
  const text = part.trim();
  if (/^(true|false)$/i.test(text)) return text.toLowerCase();
  // A long whole number would lose its last digits: as text only its sign and its leading zeros may differ.
  if (/^[+-]?\d+$/.test(text)) return text.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? String(Number(text)) : text;
}
