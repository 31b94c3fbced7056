import { renderToString } from "preact-render-to-string";
import { type VerifyReport } from "../../checks/report";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { Diagnosis } from "./diagnosis";
import { VERDICTS } from "../verdicts";
import { Header } from "./header";
import { Ladder } from "./ladder";
import { LatencySection } from "./latency";
import { LeftBehind } from "./left-behind";
import { PartitionsSection } from "./partitions";
import { POLICY } from "./policy";
import { loadPlotTools, type PlotTools } from "./plot-tools";
import { STYLE } from "./style";
import { STYLE_OF_DRAWINGS } from "./style-drawings";
import { TopologySection } from "./topology";

/**
 * Renders a report as one HTML page that needs nothing else.
 *
 * @param report - What was found.
 * @param manifest - What was declared.
 * @returns The page; the same for the same report.
 */
export async function htmlReport(report: VerifyReport, manifest: ClusterManifest): Promise<string> {
  const tools = report.latency === undefined ? undefined : await loadPlotTools();
  return `<!doctype html>\n${renderToString(<Page {...{ report, manifest, tools }} />)}\n`;
}

interface PageProps {
  readonly report: VerifyReport;
  readonly manifest: ClusterManifest;
  readonly tools?: PlotTools;
}

function Page({ manifest, report, tools }: PageProps) {
  const { checks, cluster, latency, leftBehind, outcome, seconds, topology } = report;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <title>{`${cluster} ${VERDICTS[outcome]}`}</title>
        <link rel="icon" href={iconOf(outcome)} />
        <style dangerouslySetInnerHTML={{ __html: STYLE + STYLE_OF_DRAWINGS }} />
      </head>
      <body>
        <main>
          <Header {...{ report, manifest }} />
          <Diagnosis checks={checks} />
          <LeftBehind leftBehind={leftBehind} />
          <TopologySection {...{ manifest, topology }} />
          <PartitionsSection {...{ manifest, topology }} />
          <Ladder {...{ checks, seconds }} />
          {latency !== undefined && tools !== undefined && <LatencySection {...{ latency, tools }} />}
          <Footer {...report} />
        </main>
      </body>
    </html>
  );
}

function Footer({ cluster, version }: VerifyReport) {
  return (
    <footer>
      <p>
        Made by <code>kafka-docker check {cluster} --html FILE</code>, which makes it again. Report version{" "}
        {version}.
      </p>
    </footer>
  );
}

/** A dot in the colour of the outcome, for the tab of the browser. */
function iconOf(outcome: VerifyReport["outcome"]): string {
  const colour = { passed: "1a7f37", failed: "c62828", unreachable: "c62828", interrupted: "9a6700" }[
    outcome
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#${colour}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
