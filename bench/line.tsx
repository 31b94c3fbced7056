import { medianOf } from "../operations/bench-report";
import { told } from "../operations/size-figure";
import { type PlotTools } from "../reports/html/plot-tools";
import { round } from "../reports/html/round";
import { type Measured } from "./figures";

/** Height of the plot, with its names. */
export const LINE_HEIGHT = 204;

/** Figures of more and more of something. */
export interface Amounts {
  readonly noun: string;
  readonly points: ReadonlyArray<{ readonly count: number; readonly values: readonly number[] }>;
}

/** The amounts that figures are of, such as `30 brokers`; undefined if they are of something else. */
export function amountsOf({ figures }: Measured): Amounts | undefined {
  const entries = Object.entries(figures).map(([of, values]) => {
    const [, count, noun] = /^(\d+) (\w+)$/.exec(of) ?? [];
    return { count: Number(count), noun, values };
  });
  const [first] = entries;
  if (first?.noun === undefined || entries.some(({ noun }) => noun !== first.noun)) return undefined;
  return { noun: first.noun, points: entries };
}

interface LineProps extends Amounts {
  readonly tools: PlotTools;
  /** Where it is drawn. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Medians as a line over the amount, from 0 on both axes, with a dot for each figure. */
export function Line({ left, noun, points, right, tools, top }: LineProps) {
  const bottom = top + LINE_HEIGHT - 74;
  const most = Math.max(...points.flatMap(({ values }) => values));
  const x = tools
    .scaleLinear()
    .domain([0, Math.max(...points.map(({ count }) => count))])
    .range([left, right]);
  const y = tools.scaleLinear().domain([0, most]).range([bottom, top]);
  const path = tools.line<Amounts["points"][number]>(
    ({ count }) => round(x(count)),
    ({ values }) => round(y(medianOf(values))),
  );
  return (
    <g>
      <path class="axis" d={`M${left} ${bottom}H${right}`} />
      <path class="line" d={path([...points]) ?? ""} />
      {points.map(({ count, values }) => (
        <g key={count}>
          {values.map((value, index) => (
            <circle key={index} class="dot" cx={round(x(count))} cy={round(y(value))} r={2} />
          ))}
          <text class="small" x={round(x(count))} y={round(y(Math.max(...values))) - 8} text-anchor="middle">
            {told(medianOf(values))}
          </text>
          <text class="small" x={round(x(count))} y={bottom + 16} text-anchor="middle">
            {told(count)}
          </text>
        </g>
      ))}
      <text class="small" x={left - 8} y={bottom + 16} text-anchor="end">
        {noun}
      </text>
    </g>
  );
}
