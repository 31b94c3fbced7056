import { VARIABLES, type Variable } from "../../operations/bench-point";
import { type BenchReport, type BenchResult } from "../../operations/bench-report";
import { benchRows, describeBase, findings, told, valueOf, VARIABLE_NAMES } from "../bench-lines";
import { Bars } from "./bars";
import { renderDocument } from "./document";
import { type PlotFormat } from "./plot-parts";
import { loadPlotTools, type PlotTools } from "./plot-tools";

const FORMATS: readonly PlotFormat[] = [
  { name: "wide", width: 464, height: 0 },
  { name: "narrow", width: 312, height: 0 },
];

/**
 * What was found, as one HTML page that needs nothing else.
 *
 * @param report - What was found.
 * @returns The page; the same for the same report.
 */
export async function benchHtml(report: BenchReport): Promise<string> {
  const tools = await loadPlotTools();
  return renderDocument({ title: `What ${report.cluster} does`, children: <Page {...{ report, tools }} /> });
}

interface PageProps {
  readonly report: BenchReport;
  readonly tools: PlotTools;
}

function Page({ report, tools }: PageProps) {
  const { base, brokers, cluster, ended, foreign, leftBehind, message, results } = report;
  const [first] = results;
  const problems = [
    ...(ended === undefined ? [] : [ended]),
    ...(foreign.length === 0
      ? []
      : [`Others wrote meanwhile to ${foreign.join(", ")}: figures are of both.`]),
    ...leftBehind,
  ];
  return (
    <>
      <header>
        <h1>
          {cluster}:{" "}
          {first === undefined
            ? "nothing was measured"
            : `${told(first.producedMBps)} MB/s written, ${told(first.consumedMBps)} MB/s read`}
        </h1>
        <p class="lead">
          By one client, with {describeBase(base)}; {brokers} brokers; messages of {told(message.bytes)} bytes
          ({message.of}); {report.startedAt}
        </p>
      </header>
      <Sentences title="Not as asked" sentences={problems} section="left-behind" />
      <Sentences title="What it tells" sentences={findings(report)} />
      {VARIABLES.map((variable) => (
        <Varied key={variable} {...{ report, tools, variable }} />
      ))}
      <section>
        <h2>All figures</h2>
        <Figures report={report} />
      </section>
    </>
  );
}

interface SentencesProps {
  readonly title: string;
  readonly sentences: readonly string[];
  /** Class of the section. */
  readonly section?: string;
}

function Sentences({ section, sentences, title }: SentencesProps) {
  if (sentences.length === 0) return null;
  return (
    <section class={section}>
      <h2>{title}</h2>
      <ul>
        {sentences.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  );
}

/** What is drawn of each variable, the others at the base. */
const SHOWN: ReadonlyArray<{
  readonly title: string;
  readonly of: (result: BenchResult) => number;
  readonly only?: Variable;
}> = [
  { title: "Written, MB/s", of: ({ producedMBps }) => producedMBps },
  { title: "Read, MB/s", of: ({ consumedMBps }) => consumedMBps },
  { title: "p99 of a write at half the rate, ms", of: ({ latency }) => latency.p99Ms },
  { title: "Times smaller", of: ({ ratio }) => ratio, only: "compression" },
  {
    title: "Processor time of the producer, s/GB",
    of: ({ cpuSecondsPerGB }) => cpuSecondsPerGB,
    only: "compression",
  },
];

function Varied({ report, tools, variable }: PageProps & { readonly variable: Variable }) {
  const points = report.results.filter(({ varies }) => varies === undefined || varies === variable);
  if (points.length < 2) return null;
  const sorted = [...points].sort((one, other) => {
    const [left, right] = [one[variable], other[variable]];
    return typeof left === "number" && typeof right === "number" ? left - right : 0;
  });
  return (
    <section>
      <h2>{VARIABLE_NAMES[variable]}</h2>
      <div class="plots">
        {SHOWN.filter(({ only = variable }) => only === variable).map(({ of, title }) => (
          <figure key={title}>
            <figcaption>{title}</figcaption>
            {FORMATS.map((format) => (
              <Bars
                {...{ format, tools }}
                label={`${title}, by ${VARIABLE_NAMES[variable]}`}
                bars={sorted.map((result) => ({
                  name: valueOf(result, variable),
                  value: of(result),
                  text: told(of(result)),
                  strong: result.varies === undefined,
                }))}
              />
            ))}
          </figure>
        ))}
      </div>
    </section>
  );
}

function Figures({ report }: { readonly report: BenchReport }) {
  const heads = [
    "",
    "Written, MB/s",
    "Read, MB/s",
    "p50, ms",
    "p99, ms",
    "p99.9, ms",
    "at MB/s",
    "CPU, s/GB",
    "Ratio",
    "Disk, %",
  ];
  return (
    <table class="size">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head}>{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {benchRows(report).map(([name, ...cells]) => (
          <tr key={name}>
            <td>{name}</td>
            {cells.map((cell, index) => (
              <td key={heads[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
