import { type PlotFormat, PlotFrame } from "./plot-parts";
import { type PlotTools } from "./plot-tools";
import { round } from "./round";

/** A bar of a plot. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The value, as it is told. */
  readonly text: string;
  /** Whether it is the one that the others are compared with. */
  readonly strong: boolean;
}

const ROW = 26;
/** Room at the left for names, and at the right for values. */
const [NAMES, VALUES] = [84, 58];

/** What is drawn. */
export interface BarsProps {
  /** Its height follows from the number of bars. */
  readonly format: PlotFormat;
  readonly tools: PlotTools;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly bars: readonly Bar[];
}

/**
 * Bars from the left, from 0 to the largest.
 *
 * @param props - What is drawn.
 * @returns The plot.
 */
export function Bars({ bars, format, label, tools }: BarsProps) {
  const { width } = format;
  const x = tools
    .scaleLinear()
    .domain([0, Math.max(...bars.map(({ value }) => value)) || 1])
    .range([NAMES, width - VALUES]);
  return (
    <PlotFrame format={{ ...format, height: bars.length * ROW + 8 }} label={label}>
      {bars.map(({ name, strong, text, value }, index) => {
        const top = 4 + index * ROW;
        return (
          <g key={name}>
            <text class={strong ? "small strong" : "small"} x={NAMES - 8} y={top + 17} text-anchor="end">
              {name}
            </text>
            <rect
              class={strong ? "bars" : "bars other"}
              x={NAMES}
              y={top + 4}
              width={Math.max(1, round(x(value) - NAMES))}
              height={ROW - 9}
            />
            <text class={strong ? "small strong" : "small"} x={round(x(value)) + 6} y={top + 17}>
              {text}
            </text>
          </g>
        );
      })}
    </PlotFrame>
  );
}
