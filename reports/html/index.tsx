import { type VerifyReport } from "../../checks/report";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { Diagnosis } from "./diagnosis";
import { renderDocument } from "./document";
import { VERDICTS } from "../verdicts";
import { Header } from "./header";
import { Ladder } from "./ladder";
import { LatencySection } from "./latency";
import { LeftBehind } from "./left-behind";
import { PartitionsSection } from "./partitions";
import { loadPlotTools, type PlotTools } from "./plot-tools";
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
  return renderDocument({
    title: `${report.cluster} ${VERDICTS[report.outcome]}`,
    icon: iconOf(report.outcome),
    children: <Page {...{ report, manifest, tools }} />,
  });
}

interface PageProps {
  readonly report: VerifyReport;
  readonly manifest: ClusterManifest;
  readonly tools?: PlotTools;
}

function Page({ manifest, report, tools }: PageProps) {
  const { checks, latency, leftBehind, seconds, topology } = report;
  return (
    <>
      <Header {...{ report, manifest }} />
      <Diagnosis checks={checks} />
      <LeftBehind leftBehind={leftBehind} />
      <TopologySection {...{ manifest, topology }} />
      <PartitionsSection {...{ manifest, topology }} />
      <Ladder {...{ checks, seconds }} />
      {latency !== undefined && tools !== undefined && <LatencySection {...{ latency, tools }} />}
      <Footer {...report} />
    </>
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
