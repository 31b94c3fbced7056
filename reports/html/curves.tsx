import { told } from "../../operations/size-figure";
import { apart, AxisName, MARGIN, type PlotFormat, PlotFrame, Tick } from "./plot-parts";
import { type PlotTools } from "./plot-tools";
import { round } from "./round";

/** A line of a plot. */
export interface Curve {
  readonly name: string;
  readonly points: ReadonlyArray<readonly [x: number, y: number]>;
}

/** What is drawn. */
export interface CurvesProps {
  readonly format: PlotFormat;
  readonly tools: PlotTools;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly curves: readonly Curve[];
  /** What is aimed at, as a line across. */
  readonly aim?: { readonly name: string; readonly y: number };
  /** What was chosen, as a line upwards. */
  readonly chosen: { readonly name: string; readonly x: number };
  readonly xName: string;
  readonly yName: string;
}

/** Room at the right for the names of the curves. */
const NAMES = 96;

/**
 * Curves over one number, with what is aimed at and what was chosen.
 *
 * @param props - What is drawn.
 * @returns The plot.
 */
export function Curves({ aim, chosen, curves, format, label, tools, xName, yName }: CurvesProps) {
  const { height, width } = format;
  const [left, right, top, bottom] = [MARGIN.left, width - NAMES, MARGIN.top - 20, height - MARGIN.bottom];
  const points = curves.flatMap((curve) => curve.points);
  const x = tools
    .scaleLinear()
    .domain([0, Math.max(...points.map(([one]) => one))])
    .range([left, right]);
  const y = tools
    .scaleLinear()
    .domain([0, Math.max(...points.map(([, one]) => one), (aim?.y ?? 0) * 1.1) || 1])
    .range([bottom, top])
    .nice(5);
  const path = tools.line<readonly [number, number]>(
    ([one]) => round(x(one)),
    ([, one]) => round(y(one)),
  );
  const names = apart([
    ...curves.map(({ name, points: all }) => ({ name, at: y(all.at(-1)![1]), from: x(all.at(-1)![0]) })),
    ...(aim === undefined ? [] : [{ name: aim.name, at: y(aim.y), from: right }]),
  ]);
  return (
    <PlotFrame format={format} label={label}>
      {y.ticks(5).map((tick) => (
        <Tick side="left" at={round(y(tick))} from={left} to={right} text={told(tick)} />
      ))}
      {x.ticks(format.name === "wide" ? 5 : 3).map((tick) => (
        <Tick side="bottom" at={round(x(tick))} from={bottom} to={bottom + 4} text={told(tick)} />
      ))}
      <path class="axis" d={`M${left} ${bottom}H${right}`} />
      <path class="mark max" d={`M${round(x(chosen.x))} ${bottom}V${top}`} />
      <text class="small strong" x={round(x(chosen.x))} y={top - 6} text-anchor="middle">
        {chosen.name}
      </text>
      {aim !== undefined && <path class="mark p99" d={`M${left} ${round(y(aim.y))}H${right}`} />}
      {curves.map(({ points: all }, index) => (
        <path class={index === 0 ? "line client" : "line"} d={path([...all]) ?? ""} />
      ))}
      {names.map(({ from, label: at, name }) => (
        <text class="small strong" x={round(from) + 6} y={round(at) + 4}>
          {name}
        </text>
      ))}
      <text class="small" x={right} y={height - 6} text-anchor="end">
        {xName}
      </text>
      <AxisName at={(top + bottom) / 2} text={yName} />
    </PlotFrame>
  );
}
