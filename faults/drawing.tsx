import { render } from "preact-render-to-string";
import { loadPlotTools } from "../reports/html/plot-tools";
import { round } from "../reports/html/round";
import { lengthMs, STEP_MS, type Timeline, VISIBLE_MS } from "./timeline";

const WIDTH = 920;
const LEFT = 64;
const RIGHT = WIDTH - 16;
const TOP = 58;
const PLOT = 150;
const LANE = 15;
/** Times the usual: above it are bursts of what has waited. */
const CLIP = 3;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2937; } .small { font-size: 11px; fill: #64748b; }
.title { font-size: 14px; font-weight: 600; } .back { fill: #ffffff; } .axis { stroke: #94a3b8; fill: none; }
.grid { stroke: #e2e8f0; fill: none; } .rate { fill: #2563eb; } .lane { fill: #2563eb; opacity: .55; }
.fault { fill: #f59e0b; opacity: .18; } .edge { stroke: #b45309; stroke-dasharray: 3 3; fill: none; }
.fault-text { font-size: 11px; fill: #b45309; } .gap { fill: #dc2626; } .gap-text { font-size: 11px; fill: #b91c1c; stroke: #ffffff; stroke-width: 3px; paint-order: stroke; }
@media (prefers-color-scheme: dark) {
text { fill: #e2e8f0; } .small { fill: #94a3b8; } .back { fill: #0f172a; } .axis { stroke: #64748b; }
.grid { stroke: #1e293b; } .rate, .lane { fill: #60a5fa; } .fault-text { fill: #fbbf24; } .edge { stroke: #fbbf24; }
.gap { fill: #f87171; } .gap-text { fill: #fca5a5; stroke: #0f172a; }
}`;

/** Seconds, as they are told in a picture. */
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Draws a timeline: acknowledged writes a second, below them each partition with its longest gap, and behind both what
 * was done to the cluster.
 *
 * @param line - What is drawn.
 * @param title - What it shows.
 * @param rate - Writes a second that were asked for.
 * @returns A picture of its own, as SVG.
 */
export async function draw(line: Timeline, title: string, rate: number): Promise<string> {
  const tools = await loadPlotTools();
  const { disturbances, gaps, overall, startMs, steps, visible } = line;
  const count = steps[0]!.length;
  const total = Array.from({ length: count }, (_, index) =>
    steps.reduce((sum, partition) => sum + partition[index]!, 0),
  ).map((records) => (records * 1000) / STEP_MS);
  const most = Math.max(...total);
  const lanes = TOP + PLOT + 30;
  const bottom = lanes + steps.length * LANE;
  const height = bottom + 38;
  const x = tools
    .scaleLinear()
    .domain([0, (count * STEP_MS) / 1000])
    .range([LEFT, RIGHT]);
  const at = (ms: number) => round(Math.min(RIGHT, Math.max(LEFT, x((ms - startMs) / 1000))));
  const y = tools
    .scaleLinear()
    .domain([0, CLIP * rate])
    .range([TOP + PLOT, TOP]);
  const wide = Math.max(0.6, round(x(STEP_MS / 1000) - x(0)));
  const bars = total.map((value, index) => {
    const top = round(y(Math.min(value, CLIP * rate)));
    return value === 0
      ? ""
      : `M${round(x((index * STEP_MS) / 1000))} ${TOP + PLOT}V${top}h${wide}V${TOP + PLOT}z`;
  });
  const laneOf = (partition: number) => lanes + partition * LANE;
  const strip = (records: readonly number[], partition: number) =>
    records
      .map((value, index) =>
        value === 0
          ? ""
          : `M${round(x((index * STEP_MS) / 1000))} ${laneOf(partition) + 2}h${wide}v${LANE - 4}h-${wide}z`,
      )
      .join("");
  const svg = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
    >
      <title>{title}</title>
      <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      <rect class="back" width={WIDTH} height={height} />
      <text class="title" x={LEFT} y={20}>
        {title}
      </text>
      {disturbances.map(({ fromMs, text, toMs }, index) => {
        const [from, to] = [at(fromMs), at(toMs)];
        const end = from > WIDTH * 0.75;
        return (
          <g>
            <rect
              class="fault"
              x={from}
              y={TOP - 6}
              width={Math.max(1, round(to - from))}
              height={bottom - TOP + 6}
            />
            <path class="edge" d={`M${from} ${TOP - 6}V${bottom}`} />
            <text
              class="fault-text"
              x={end ? from - 4 : from + 4}
              y={36 + (index % 2) * 12}
              text-anchor={end ? "end" : "start"}
            >
              {text}
            </text>
          </g>
        );
      })}
      {y.ticks(3).map((tick) => (
        <g>
          <path class="grid" d={`M${LEFT} ${y(tick)}H${RIGHT}`} />
          <text class="small" x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
            {tick.toLocaleString("en")}
          </text>
        </g>
      ))}
      <path class="rate" d={bars.join("")} />
      {most > CLIP * rate && (
        <text class="small" x={LEFT} y={bottom + 31}>
          at most {Math.round(most).toLocaleString("en")} a second, what has waited among it
        </text>
      )}
      <text class="small" transform={`translate(14 ${TOP + PLOT / 2}) rotate(-90)`} text-anchor="middle">
        acknowledged a second
      </text>
      {lengthMs(overall) >= VISIBLE_MS && (
        <GapBar
          top={TOP + PLOT + 6}
          from={at(overall.fromMs)}
          to={at(overall.toMs)}
          text={`nothing at all for ${seconds(lengthMs(overall))}`}
        />
      )}
      {steps.map((records, partition) => {
        return (
          <g>
            <text class="small" x={LEFT - 6} y={laneOf(partition) + LANE - 4} text-anchor="end">
              p{partition}
            </text>
            <path class="lane" d={strip(records, partition)} />
            {/* The longest comes last, so that its length is on top. */}
            {[...visible[partition]!.filter((gap) => gap !== gaps[partition]), gaps[partition]!]
              .filter((gap) => lengthMs(gap) >= VISIBLE_MS)
              .map((gap) => (
                <GapBar
                  top={laneOf(partition) + 5}
                  from={at(gap.fromMs)}
                  to={at(gap.toMs)}
                  text={gap === gaps[partition] ? seconds(lengthMs(gap)) : ""}
                />
              ))}
          </g>
        );
      })}
      <path class="axis" d={`M${LEFT} ${bottom + 2}H${RIGHT}`} />
      {x.ticks(10).map((tick) => (
        <text class="small" x={round(x(tick))} y={bottom + 16} text-anchor="middle">
          {tick}
        </text>
      ))}
      <text class="small" x={RIGHT} y={bottom + 31} text-anchor="end">
        seconds
      </text>
    </svg>
  );
  return `${render(svg)}\n`;
}

/** A time without writes, with its length beside it where there is more room. */
function GapBar({ from, text, to, top }: { from: number; text: string; to: number; top: number }) {
  const end = to > WIDTH - 140;
  return (
    <g>
      <rect class="gap" x={from} y={top} width={Math.max(1, round(to - from))} height={5} />
      <text class="gap-text" x={end ? from - 5 : to + 5} y={top + 6} text-anchor={end ? "end" : "start"}>
        {text}
      </text>
    </g>
  );
}
