import { type Latency } from "../../checks/report";
import { Distribution } from "./distribution";
import { type PlotFormat } from "./plot-parts";
import { type PlotTools } from "./plot-tools";
import { Samples } from "./samples";
import { counted } from "../counted";

const FORMATS: readonly PlotFormat[] = [
  { name: "wide", width: 464, height: 250 },
  { name: "narrow", width: 312, height: 220 },
];

/**
 * How long messages took.
 *
 * @param props - What was measured, and what plots are made with.
 * @returns The section.
 */
export function LatencySection({ latency, tools }: { latency: Latency; tools: PlotTools }) {
  const { maxMs, p50Ms, p99Ms, samplesMs } = latency;
  const figures = [
    ["p50", p50Ms],
    ["p99", p99Ms],
    ["max", maxMs],
  ] as const;
  return (
    <section id="latency">
      <h2>Latency</h2>
      <p class="lead">
        From sending a message, with acks=all, to its being read; one at a time,{" "}
        {counted(samplesMs.length, "message")}.
      </p>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value.toFixed(2)} ms</dd>
          </div>
        ))}
      </dl>
      {samplesMs.length > 0 && (
        <div class="plots">
          <figure>
            <figcaption>How often it took how long</figcaption>
            {FORMATS.map((format) => (
              <Distribution {...{ format, latency, tools }} />
            ))}
          </figure>
          <figure>
            <figcaption>Each message, in the order of sending</figcaption>
            {FORMATS.map((format) => (
              <Samples {...{ format, latency, tools }} />
            ))}
          </figure>
        </div>
      )}
    </section>
  );
}
