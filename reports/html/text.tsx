/**
 * Text in which what stands between backticks is code.
 *
 * @param props - The text, as it was found.
 * @returns The text, with its code in monospace.
 */
export function Rich({ text }: { readonly text: string }) {
  const parts = text.split("`");
  // A backtick without its second is only a character.
  const whole = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), `${parts.at(-2)}\`${parts.at(-1)}`];
  return <>{whole.map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

/** A font, as far as the widths of its characters go. */
export type Font = "mono" | "sans";

/** Shares of the font size, as usual fonts take at most. */
const MONO = 0.605;
const SANS: ReadonlyArray<readonly [characters: RegExp, share: number]> = [
  [/[\s.,:;'|!ijlftr()[\]-]/, 0.31],
  [/[a-z0-9]/, 0.55],
];
const OTHER = 0.75;

/**
 * Width of a text that cannot be measured here.
 *
 * @param text - The text.
 * @param size - Font size.
 * @param font - Its font.
 * @returns Its width, in units of the font size.
 */
export function widthOf(text: string, size: number, font: Font): number {
  const share = (character: string) =>
    font === "mono" ? MONO : (SANS.find(([characters]) => characters.test(character))?.[1] ?? OTHER);
  return [...text].reduce((sum, character) => sum + size * share(character), 0);
}

/**
 * Shortens a text at its beginning: names and addresses differ at their ends.
 *
 * @param text - The text.
 * @param width - Room for it.
 * @param size - Font size.
 * @param font - Its font.
 * @returns The text, not wider than its room.
 */
export function shorten(text: string, width: number, size: number, font: Font): string {
  if (widthOf(text, size, font) <= width) return text;
  let rest = [...text];
  while (rest.length > 1 && widthOf(`…${rest.join("")}`, size, font) > width) rest = rest.slice(1);
  return `…${rest.join("")}`;
}
