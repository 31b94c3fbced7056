/**
 * Loads d3, which is modules only, and so cannot be required.
 *
 * @returns What plots are made with.
 */
export async function loadPlotTools() {
  const [{ bin }, { scaleLinear, scaleLog }, { line }] = await Promise.all([
    import("d3-array"),
    import("d3-scale"),
    import("d3-shape"),
  ]);
  return { bin, line, scaleLinear, scaleLog };
}

/** What plots are made with. */
export type PlotTools = Awaited<ReturnType<typeof loadPlotTools>>;

/** A scale of milliseconds. */
export interface MsScale {
  readonly of: (ms: number) => number;
  readonly ticks: readonly number[];
  readonly domain: readonly [number, number];
  readonly logarithmic: boolean;
}

const SPREAD = 25;

/**
 * A scale that shows both the usual and the extreme: logarithmic where they lie far apart.
 *
 * @param tools - What it is made with.
 * @param samples - What is shown; at least one.
 * @param range - Where the least and the most are drawn.
 * @param count - About how many ticks there is room for.
 * @returns The scale.
 */
export function msScale(
  tools: PlotTools,
  samples: readonly number[],
  range: [number, number],
  count: number,
): MsScale {
  const [least, most] = [Math.min(...samples), Math.max(...samples)];
  const logarithmic = least > 0 && most / least > SPREAD;
  const scale = logarithmic
    ? tools.scaleLog().domain([least, most]).range(range).nice()
    : tools
        .scaleLinear()
        .domain([0, most > 0 ? most : 1])
        .range(range)
        .nice(count);
  const all = scale.ticks(count);
  // A logarithmic scale gives nine ticks a decade, of which only some have room.
  const ticks =
    logarithmic && all.length > count ? all.filter((tick) => /^0*\.?0*1(0*|\.0)$/.test(String(tick))) : all;
  const [from, to] = scale.domain();
  return { of: (ms) => scale(ms), ticks, domain: [from!, to!], logarithmic };
}
