import { type CheckResult, type VerifyReport } from "../../checks/report";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { VERDICTS } from "../verdicts";
import { Icon, type IconName } from "./icon";
import { Tiles } from "./tiles";

const ICONS: Readonly<Record<VerifyReport["outcome"], IconName>> = {
  passed: "good",
  failed: "bad",
  unreachable: "bad",
  interrupted: "warning",
};

/**
 * The verdict, and the whole in some figures.
 *
 * @param props - The report and its manifest.
 * @returns The head of the page.
 */
export function Header({ manifest, report }: { report: VerifyReport; manifest: ClusterManifest }) {
  const { checks, cluster, outcome, seconds, startedAt, version } = report;
  const count = (status: CheckResult["status"]) => checks.filter((one) => one.status === status).length;
  const passed = count("passed");
  const others = (["failed", "skipped"] as const).flatMap((status) =>
    count(status) > 0 ? [`${count(status)} ${status}`] : [],
  );
  return (
    <header>
      <p class="kind">Kafka cluster</p>
      <h1>{cluster}</h1>
      <p class={`verdict ${outcome}`}>
        <span class="badge">
          <Icon name={ICONS[outcome]} />
        </span>
        <strong>
          {cluster} {VERDICTS[outcome]}
        </strong>
      </p>
      <dl class="meta">
        <Fact name="checks">{[`${passed} of ${checks.length} passed`, ...others].join(", ")}</Fact>
        <Fact name="begun">
          <time dateTime={startedAt}>{readable(startedAt)}</time>
        </Fact>
        <Fact name="took">{seconds.toFixed(1)} s</Fact>
        <Fact name="versions">
          report {version}, manifest {manifest.version}
        </Fact>
      </dl>
      <Tiles {...{ manifest, report }} />
    </header>
  );
}

function Fact({ children, name }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** In UTC, as it was given: the page must not depend on where it is made. */
function readable(instant: string): string {
  return instant.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, "$1 $2 UTC");
}
