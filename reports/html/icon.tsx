/** What an icon shows. */
export type IconName = "good" | "bad" | "none" | "unknown" | "warning";

const PATHS: Readonly<Record<IconName, string>> = {
  good: "M3.5 8.5l3 3 6-7",
  bad: "M4 4l8 8M12 4l-8 8",
  none: "M4 8h8",
  unknown: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6M8 12.4v.1",
  warning: "M8 2.5L14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.1",
};

/**
 * An icon; words beside it say the same, so that readers of screens need not have it.
 *
 * @param props - What it shows.
 * @returns The icon, as large as the text around it.
 */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/**
 * The same icon inside a drawing.
 *
 * @param props - What it shows, and where its upper left corner is.
 * @returns A path of 16 by 16 units, scaled.
 */
export function DrawnIcon({ name, scale = 0.875, x, y }: DrawnIconProps) {
  return <path class={`icon ${name}`} d={PATHS[name]} transform={`translate(${x} ${y}) scale(${scale})`} />;
}

interface DrawnIconProps {
  readonly name: IconName;
  readonly x: number;
  readonly y: number;
  readonly scale?: number;
}
