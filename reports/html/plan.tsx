import { type ClusterReport, type PlanReport } from "../../operations/plan-report";
import { type Refusal } from "../../operations/guard-rules";
import { planLines, serverGroups, upgradeLine, verdict } from "../plan-lines";
import { renderDocument } from "./document";

/**
 * A plan as one HTML page that needs nothing else.
 *
 * @param report - The plan.
 * @returns The page; the same for the same plan.
 */
export function planHtml(report: PlanReport): string {
  return renderDocument({ title: `Plan of ${report.stack}`, children: <Page {...report} /> });
}

function Page(report: PlanReport) {
  const { clusters, refused, allowed } = report;
  return (
    <>
      <header>
        <h1>{verdict(report)}</h1>
      </header>
      <Refusals title="Refused" refusals={refused} />
      <Refusals title="Allowed" refusals={allowed} />
      {clusters
        .filter(({ servers }) => servers.length > 0)
        .map((one) => (
          <Cluster key={one.cluster} {...one} />
        ))}
      <section>
        <h2>The whole plan</h2>
        <pre>{planLines(report).join("\n")}</pre>
      </section>
    </>
  );
}

function Refusals({ refusals, title }: { readonly title: string; readonly refusals: readonly Refusal[] }) {
  if (refusals.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <th>Rule</th>
            <th>What</th>
            <th>Why</th>
            <th>Instead</th>
          </tr>
        </thead>
        <tbody>
          {refusals.map(({ reason, remedy, rule, subject }) => (
            <tr key={`${rule} ${subject}`}>
              <td>
                <code>{rule}</code>
              </td>
              <td>{subject}</td>
              <td>{reason}</td>
              <td>{remedy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cluster({ cluster, order, servers, upgrade }: ClusterReport) {
  return (
    <section>
      <h2>{cluster}</h2>
      <table>
        <thead>
          <tr>
            <th>What is done</th>
            <th>Because</th>
          </tr>
        </thead>
        <tbody>
          {serverGroups(servers).map(({ because, what }) => (
            <tr key={what}>
              <td>{what}</td>
              <td>
                {because.map((one) => (
                  <div key={one}>{one}</div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {upgrade !== undefined && <p>Upgrade: {upgradeLine(upgrade)}</p>}
      {order.length > 0 && <h3>In this order</h3>}
      {order.length > 0 && (
        <ol>
          {order.map(({ container, why }) => (
            <li key={container}>{why === "" ? container : `${container}: ${why}`}</li>
          ))}
        </ol>
      )}
      {upgrade !== undefined && <p>Then once more: {upgrade.again.join(", ")}</p>}
    </section>
  );
}
