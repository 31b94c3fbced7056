import { render } from "preact-render-to-string";
import { loadPlotTools } from "../reports/html/plot-tools";
import { round } from "../reports/html/round";
import { medianOf } from "../operations/bench-report";
import { told } from "../operations/size-figure";
import { type Measured } from "./figures";
import { amountsOf, Line, LINE_HEIGHT } from "./line";
import { type BenchResult } from "./table";

const WIDTH = 920;
const LEFT = 250;
const RIGHT = WIDTH - 90;
const BAR = 18;
const GROUP = 34;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2937; } .small { font-size: 11px; fill: #64748b; }
.title { font-size: 13px; font-weight: 600; } .back { fill: #ffffff; } .bar { fill: #94a3b8; } .ours { fill: #2563eb; }
.dot { fill: #0f172a; opacity: .45; } .line { fill: none; stroke: #2563eb; stroke-width: 2; } .axis { stroke: #cbd5e1; }
@media (prefers-color-scheme: dark) {
text { fill: #e2e8f0; } .small { fill: #94a3b8; } .back { fill: #0f172a; } .bar { fill: #475569; } .ours { fill: #3b82f6; }
.dot { fill: #e2e8f0; } .line { stroke: #3b82f6; } .axis { stroke: #475569; }
}`;

/** Subjects that are this package. */
const OURS = ["bench-development", "bench-production", "network", "published"];

/**
 * Draws what was measured: a bar for each median, or a line through them where they are of more and more of something;
 * a dot for each figure.
 *
 * @param result - What was found.
 * @returns A picture of its own, as SVG.
 */
export async function draw({ measured, titles }: BenchResult): Promise<string> {
  const tools = await loadPlotTools();
  let top = 12;
  const groups = measured.map((one) => {
    const at = top;
    const amounts = amountsOf(one);
    top += amounts === undefined ? GROUP + Object.keys(one.figures).length * BAR : LINE_HEIGHT;
    return { one, at, amounts };
  });
  const bars = ({ figures }: Measured, at: number) => {
    const most = Math.max(...Object.values(figures).flat());
    const x = tools.scaleLinear().domain([0, most]).range([LEFT, RIGHT]);
    return Object.entries(figures).map(([subject, values], index) => {
      const y = at + 26 + index * BAR;
      return (
        <g>
          <text class="small" x={LEFT - 8} y={y + 10} text-anchor="end">
            {titles[subject] ?? subject}
          </text>
          <rect
            class={OURS.includes(subject) ? "ours" : "bar"}
            x={LEFT}
            y={y}
            width={round(x(medianOf(values)) - LEFT)}
            height={BAR - 5}
          />
          {values.map((value) => (
            <circle class="dot" cx={round(x(value))} cy={y + (BAR - 5) / 2} r={2} />
          ))}
          <text class="small" x={round(x(Math.max(...values))) + 8} y={y + 10}>
            {told(medianOf(values))}
          </text>
        </g>
      );
    });
  };
  const svg = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={top + 10}
      viewBox={`0 0 ${WIDTH} ${top + 10}`}
      role="img"
    >
      <title>This package beside other ways to the same cluster</title>
      <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      <rect class="back" width={WIDTH} height={top + 10} />
      {groups.map(({ amounts, at, one }) => (
        <g>
          <text class="title" x={16} y={at + 16}>
            {one.what}, {one.unit}
          </text>
          {amounts === undefined ? (
            bars(one, at)
          ) : (
            <Line {...amounts} {...{ tools, left: LEFT, right: RIGHT, top: at + 44 }} />
          )}
        </g>
      ))}
    </svg>
  );
  return `${render(svg)}\n`;
}
