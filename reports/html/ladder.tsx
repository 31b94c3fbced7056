import { type CheckResult } from "../../checks/report";
import { idOfDiagnosis } from "./diagnosis";
import { Icon, type IconName } from "./icon";
import { Rich } from "./text";

const ICONS: Readonly<Record<CheckResult["status"], IconName>> = {
  passed: "good",
  failed: "bad",
  skipped: "none",
};

/**
 * All checks, in their order.
 *
 * @param props - The checks, and how long the run took.
 * @returns The section.
 */
export function Ladder({ checks, seconds }: { checks: readonly CheckResult[]; seconds: number }) {
  return (
    <section id="checks">
      <h2>Checks</h2>
      <p class="lead">
        In the order of the run. A bar is the check's share of the whole time; some run side by side.
      </p>
      <ol class="ladder">
        {checks.map((result) => (
          <Rung result={result} share={seconds > 0 ? Math.min(1, result.seconds / seconds) : 0} />
        ))}
      </ol>
    </section>
  );
}

function Rung({ result, share }: { result: CheckResult; share: number }) {
  const { check, detail, seconds, status, title, warnings = [] } = result;
  return (
    <li class={status}>
      <span class="status">
        <Icon name={ICONS[status]} /> {status}
      </span>
      <h3>
        <code>{check}</code>
      </h3>
      <div class="what">
        <p class="muted">{title}</p>
        {detail !== undefined && (
          <p>
            <Rich text={detail} />
          </p>
        )}
        {status === "failed" && (
          <p>
            <Rich text={result.actual ?? ""} /> <a href={`#${idOfDiagnosis(check)}`}>Diagnosis</a>
          </p>
        )}
        {warnings.map((warning) => (
          <p class="warning">
            <Icon name="warning" />{" "}
            <span>
              warning: <Rich text={warning} />
            </span>
          </p>
        ))}
      </div>
      <span class="seconds">{status === "skipped" ? "" : `${seconds.toFixed(2)} s`}</span>
      <span class="share">
        <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </span>
    </li>
  );
}
