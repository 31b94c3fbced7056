import {
  apart,
  AxisName,
  described,
  MARGIN,
  marksOf,
  PlotFrame,
  type PlotProps,
  short,
  Tick,
} from "./plot-parts";
import { msScale } from "./plot-tools";
import { round } from "./round";

/**
 * Each message, in the order of sending: whether slow ones come at the beginning, at times, or more and more.
 *
 * @param props - What was measured, and the size of the plot.
 * @returns The plot.
 */
export function Samples({ format, latency, tools }: PlotProps) {
  const { height, width } = format;
  const { samplesMs } = latency;
  const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, 12, height - MARGIN.bottom];
  const y = msScale(tools, samplesMs, [bottom, top], 5);
  const last = Math.max(2, samplesMs.length);
  const x = tools
    .scaleLinear()
    .domain([1, last])
    .range([left + 6, right - 6]);
  const numbers = [1, ...x.ticks(4).filter((tick) => Number.isInteger(tick) && tick > last / 20)];
  const path = tools.line<number>(
    (_, index) => round(x(index + 1)),
    (ms) => round(y.of(ms)),
  )([...samplesMs]);
  const dots = samplesMs.map((ms, index) => `M${round(x(index + 1))} ${round(y.of(ms))}h0`).join("");
  return (
    <PlotFrame format={format} label={`In the order of sending: ${described(latency)}`}>
      {y.ticks.map((tick) => (
        <Tick side="left" at={y.of(tick)} from={left} to={right} text={String(tick)} />
      ))}
      {numbers.map((number) => (
        <Tick side="bottom" at={x(number)} from={bottom} to={bottom + 4} text={String(number)} />
      ))}
      <path class="axis" d={`M${left} ${bottom}H${right}`} />
      <path class="through" d={path ?? ""} />
      <path class="dots" d={dots} />
      {apart(marksOf(latency).map(({ ms, name }) => ({ name, ms, at: y.of(ms) }))).map(
        ({ at, label, ms, name }) => (
          <g>
            <path class={`mark ${name}`} d={`M${left} ${at}H${right}L${right + 5} ${label}`} />
            <text class="small strong" x={right + 8} y={label + 4}>
              {name} {short(ms)}
            </text>
          </g>
        ),
      )}
      <text class="small" x={right} y={height - 6} text-anchor="end">
        number of the message
      </text>
      <AxisName at={(top + bottom) / 2} text={`milliseconds${y.logarithmic ? ", logarithmic" : ""}`} />
    </PlotFrame>
  );
}
