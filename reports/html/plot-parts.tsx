import { type ComponentChildren } from "preact";
import { type Latency } from "../../checks/report";
import { type PlotTools } from "./plot-tools";

/** A plot is made for a width, so that its text keeps its size on a small screen. */
export interface PlotFormat {
  readonly name: "wide" | "narrow";
  readonly width: number;
  readonly height: number;
}

/** What is drawn, how large, and what with. */
export interface PlotProps {
  readonly format: PlotFormat;
  readonly latency: Latency;
  readonly tools: PlotTools;
}

/** Room around a plot; at the right are the names of the marks. */
export const MARGIN = { top: 44, right: 62, bottom: 40, left: 50 } as const;
/** Height of a line of text. */
export const LABEL_HEIGHT = 14;

/** The frame of a plot. */
export interface PlotFrameProps {
  readonly format: PlotFormat;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly children: ComponentChildren;
}

/**
 * A plot of a format, around what is drawn.
 *
 * @param props - The format, what it shows in words, and what is drawn.
 * @returns The plot.
 */
export function PlotFrame({ children, format: { height, name, width }, label }: PlotFrameProps) {
  return (
    <svg
      class={`plot ${name}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {children}
    </svg>
  );
}

/**
 * Places for labels that are not over each other: from the lowest up, none nearer to the one below than its height.
 *
 * @param marks - Where the marks are that they belong to.
 * @returns The same with their places, the lowest first.
 */
export function apart<T extends { readonly at: number }>(
  marks: readonly T[],
): Array<T & { readonly label: number }> {
  let free = Number.POSITIVE_INFINITY;
  return [...marks]
    .sort((one, other) => other.at - one.at)
    .map((mark) => {
      const label = Math.min(mark.at, free);
      free = label - LABEL_HEIGHT;
      return { ...mark, label };
    });
}

interface TickProps {
  readonly side: "left" | "bottom";
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A number on an axis, with its line.
 *
 * @param props - The axis, and where the line is.
 * @returns Both.
 */
export function Tick({ at, from, side, text, to }: TickProps) {
  const across = side === "left";
  return (
    <g>
      <path class={across ? "grid" : "axis"} d={across ? `M${from} ${at}H${to}` : `M${at} ${from}V${to}`} />
      <text
        class="small"
        x={across ? from - 6 : at}
        y={across ? at + 4 : to + 12}
        text-anchor={across ? "end" : "middle"}
      >
        {text}
      </text>
    </g>
  );
}

/**
 * What an axis at the left shows, written upwards.
 *
 * @param props - The text, and the middle of the axis.
 * @returns The text.
 */
export function AxisName({ at, text }: { at: number; text: string }) {
  return (
    <text class="small" transform={`translate(11 ${at}) rotate(-90)`} text-anchor="middle">
      {text}
    </text>
  );
}

/**
 * What is marked in every plot.
 *
 * @param latency - What was measured.
 * @returns The figures, from the least to the most.
 */
export function marksOf({ maxMs, p50Ms, p99Ms }: Latency) {
  return [
    { name: "p50", ms: p50Ms },
    { name: "p99", ms: p99Ms },
    { name: "max", ms: maxMs },
  ];
}

/**
 * A plot in words.
 *
 * @param latency - What was measured.
 * @returns Its figures.
 */
export function described({ maxMs, p50Ms, p99Ms, samplesMs }: Latency): string {
  return `${samplesMs.length} messages: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, max ${maxMs.toFixed(1)} ms`;
}

/**
 * Milliseconds as they are told in a plot, where there is little room.
 *
 * @param ms - Milliseconds.
 * @returns Such as `3.4`, or `120`.
 */
export function short(ms: number): string {
  return ms.toFixed(ms < 100 ? 1 : 0);
}
