import {
  AxisName,
  described,
  LABEL_HEIGHT,
  MARGIN,
  marksOf,
  PlotFrame,
  type PlotProps,
  short,
  Tick,
} from "./plot-parts";
import { type MsScale, msScale } from "./plot-tools";
import { round } from "./round";

const BINS = 28;

/**
 * How many messages took how long, with the percentiles.
 *
 * @param props - What was measured, and the size of the plot.
 * @returns The plot.
 */
export function Distribution({ format, latency, tools }: PlotProps) {
  const { height, width } = format;
  const { samplesMs } = latency;
  const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, height - MARGIN.bottom];
  const x = msScale(tools, samplesMs, [left, right], width / 70);
  const edges = Array.from({ length: BINS }, (_, index) => inverse(x, index / BINS));
  const bins = tools
    .bin()
    .domain([...x.domain])
    .thresholds(edges.slice(1))([...samplesMs]);
  const most = Math.max(...bins.map((one) => one.length));
  const y = tools.scaleLinear().domain([0, most]).range([bottom, MARGIN.top]).nice(4);
  const counts = y.ticks(4).filter(Number.isInteger);
  const bars = bins.filter((one) => one.length > 0);
  return (
    <PlotFrame format={format} label={`Histogram of ${described(latency)}`}>
      {counts.map((count) => (
        <Tick side="left" at={y(count)} from={left} to={right} text={String(count)} />
      ))}
      {x.ticks.map((tick) => (
        <Tick side="bottom" at={x.of(tick)} from={bottom} to={bottom + 4} text={String(tick)} />
      ))}
      <path
        class="bars"
        d={bars.map((one) => bar(x.of(one.x0!), x.of(one.x1!), y(one.length), bottom)).join("")}
      />
      <path class="axis" d={`M${left} ${bottom}H${right}`} />
      {marksOf(latency).map(({ name, ms }, index) => {
        const at = x.of(ms);
        const row = 10 + index * LABEL_HEIGHT;
        return (
          <g>
            <path class={`mark ${name}`} d={`M${at} ${row - 8}V${bottom}`} />
            <text class="small strong" x={at + 4} y={row}>
              {name} {short(ms)}
            </text>
          </g>
        );
      })}
      <text class="small" x={right} y={height - 6} text-anchor="end">
        milliseconds{x.logarithmic ? ", logarithmic" : ""}
      </text>
      <AxisName at={(MARGIN.top + bottom) / 2} text="messages" />
    </PlotFrame>
  );
}

/** Where a share of the axis lies, so that bars are of equal width on it. */
function inverse({ domain: [from, to], logarithmic }: MsScale, share: number): number {
  return logarithmic ? from * (to / from) ** share : from + (to - from) * share;
}

function bar(from: number, to: number, top: number, bottom: number): string {
  return `M${round(from + 0.5)} ${bottom}V${round(top)}H${round(Math.max(from + 1, to - 0.5))}V${bottom}z`;
}
