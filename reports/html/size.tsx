import { ratesOf, replicationDelayMs } from "../../operations/size-broker";
import { type SizeFigure, type SizeNeed, told } from "../../operations/size-figure";
import { skewOf } from "../../operations/size-odds";
import { type SizeReport } from "../../operations/size-report";
import { answer, HOST, needTitle, ODDS } from "../size-lines";
import { Curves } from "./curves";
import { renderDocument } from "./document";
import { type PlotFormat } from "./plot-parts";
import { loadPlotTools, type PlotTools } from "./plot-tools";
import { Rich } from "./text";

const FORMATS: readonly PlotFormat[] = [
  { name: "wide", width: 464, height: 270 },
  { name: "narrow", width: 312, height: 240 },
];
const POINTS = 40;

/**
 * What a target needs, as one HTML page that needs nothing else.
 *
 * @param report - The answer.
 * @returns The page; the same for the same answer.
 */
export async function sizeHtml(report: SizeReport): Promise<string> {
  const tools = await loadPlotTools();
  return renderDocument({ title: "Size of a Kafka cluster", children: <Page {...{ report, tools }} /> });
}

interface PageProps {
  readonly report: SizeReport;
  readonly tools: PlotTools;
}

function Page({ report, tools }: PageProps) {
  const [cluster, each] = answer(report);
  return (
    <>
      <header>
        <h1>{cluster}</h1>
        <p class="lead">{each}</p>
      </header>
      <Warnings warnings={report.warnings} />
      <Plots {...{ report, tools }} />
      <Need report={report} what="partitions" need={report.partitions} />
      <section>
        <h2>Each group</h2>
        <Figures figures={[report.consumers]} report={report} />
      </section>
      <Need report={report} what="brokers" need={report.brokers} />
      <section>
        <h2>Each broker</h2>
        <Figures figures={Object.values(report.eachBroker)} report={report} />
      </section>
      <section>
        <h2>{sentence(HOST)}</h2>
        <Figures figures={report.host} report={report} />
      </section>
      <section>
        <h2>{sentence(ODDS)}</h2>
        <Figures figures={report.odds} report={report} />
      </section>
      <section>
        <h2>As code</h2>
        <pre>{report.code ?? "None: more brokers than a KafkaCluster takes."}</pre>
      </section>
    </>
  );
}

function sentence(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <section class="left-behind">
      <h2>Unwise</h2>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>
            <Rich text={warning} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plots({ report, tools }: PageProps) {
  const { brokers, partitions, replication, target } = report;
  const most = Math.max(2 * partitions.value, 12);
  const counts = Array.from({ length: POINTS + 1 }, (_, index) => Math.max(1, (most * index) / POINTS));
  const chosen = { name: told(partitions.value), x: partitions.value };
  const { written } = ratesOf(target);
  // One that is far above what is needed would press the other to the ground.
  const limit = (name: string, each: number) => ({
    name,
    points: counts
      .map((count) => [count, (count * each) / skewOf(target.keys, count)] as const)
      .filter(([, carried], index) => index === 0 || carried <= 2 * written),
  });
  const limits = [
    limit("producers", target.producerMBps),
    ...(target.outMBps > 0 ? [limit("consumers", target.consumerMBps)] : []),
  ];
  const delay = counts.map(
    (count) => [count, replicationDelayMs(count, brokers.value, replication)] as const,
  );
  return (
    <section>
      <h2>More or fewer partitions</h2>
      <div class="plots">
        <figure>
          <figcaption>What a topic of so many partitions carries</figcaption>
          {FORMATS.map((format) => (
            <Curves
              {...{ format, tools, chosen }}
              label={`${told(written)} MB/s are needed; ${partitions.dominant} decide`}
              curves={limits}
              aim={{ name: "needed", y: written }}
              xName="partitions"
              yName="MB/s, before compression"
            />
          ))}
        </figure>
        <figure>
          <figcaption>What followers add to the latency of a write</figcaption>
          {FORMATS.map((format) => (
            <Curves
              {...{ format, tools, chosen }}
              label={`${told(report.eachBroker.latency.value)} ms at ${told(partitions.value)} partitions`}
              curves={[{ name: "replication", points: delay }]}
              xName="partitions"
              yName="milliseconds"
            />
          ))}
        </figure>
      </div>
    </section>
  );
}

function Need({ need, report, what }: { need: SizeNeed; report: SizeReport; what: string }) {
  return (
    <section>
      <h2>{sentence(needTitle(what, need))}</h2>
      <Figures figures={need.needs} report={report} />
    </section>
  );
}

function Figures({ figures, report }: { figures: readonly SizeFigure[]; report: SizeReport }) {
  return (
    <table class="size">
      <thead>
        <tr>
          <th>What</th>
          <th>Value</th>
          <th>Formula</th>
          <th>Source</th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ formula, name, numbers, source, unit, value }) => (
          <tr key={name}>
            <td>{name}</td>
            <td>
              {told(value)} {unit}
            </td>
            <td>
              {numbers}
              <br />
              <span class="lead">{formula}</span>
            </td>
            <td>
              <a href={report.sources[source].url}>{report.sources[source].title}</a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
