import { stripVTControlCharacters } from "node:util";
import { type CheckResult } from "../../checks/report";
import { Icon } from "./icon";
import { Rich } from "./text";

/**
 * What is wrong, why, and what to do: the failed checks.
 *
 * @param props - All checks, in their order.
 * @returns The section, or nothing where no check failed.
 */
export function Diagnosis({ checks }: { checks: readonly CheckResult[] }) {
  const failed = checks.filter(({ status }) => status === "failed");
  if (failed.length === 0) return null;
  return (
    <section id="diagnosis">
      <h2>Diagnosis</h2>
      {failed.map((result, index) => (
        <Failure result={result} before={failed.slice(0, index)} />
      ))}
    </section>
  );
}

/**
 * Name by which a link finds the diagnosis of a check.
 *
 * @param check - Name of the check.
 * @returns The id of its element.
 */
export function idOfDiagnosis(check: string): string {
  return `failed-${check}`;
}

/** What was said of a check before is not said again: one fault often fails several checks. */
function Failure({ before, result }: { before: readonly CheckResult[]; result: CheckResult }) {
  const { actual, cause, check, expected, log, remedy, title } = result;
  const sameRemedy = before.find((other) => other.remedy === remedy);
  const sameLog = before.find((other) => isSameLog(other, result));
  return (
    <article class="failure" id={idOfDiagnosis(check)}>
      <h3>
        <Icon name="bad" /> <code>{check}</code> failed
      </h3>
      <p class="muted">{title}</p>
      <dl>
        <Fact name="expected" text={expected} />
        <Fact name="actual" text={actual} />
        <Fact name="cause" text={cause} />
        {sameRemedy === undefined && <Fact name="what to do" text={remedy} remedy />}
        {sameRemedy !== undefined && remedy !== undefined && <Same name="what to do" as={sameRemedy} />}
        {sameLog !== undefined && <Same name={`log of ${log?.container}`} as={sameLog} />}
      </dl>
      {log !== undefined && sameLog === undefined && (
        <details open>
          <summary>
            Last lines of the log of <code>{log.container}</code>
          </summary>
          <pre>{log.lines.map(plain).join("\n")}</pre>
        </details>
      )}
    </article>
  );
}

function Fact({ name, remedy = false, text }: { name: string; remedy?: boolean; text?: string }) {
  if (text === undefined) return null;
  return (
    <div class={remedy ? "remedy" : undefined}>
      <dt>{name}</dt>
      <dd>
        <Rich text={text} />
      </dd>
    </div>
  );
}

function Same({ as: { check }, name }: { as: CheckResult; name: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        as for <a href={`#${idOfDiagnosis(check)}`}>{check}</a>
      </dd>
    </div>
  );
}

/** Programs colour their logs for terminals. */
function plain(line: string): string {
  return stripVTControlCharacters(line).replace(/(?!\t)\p{Cc}/gu, "");
}

function isSameLog({ log: one }: CheckResult, { log: other }: CheckResult): boolean {
  return (
    one !== undefined && one.container === other?.container && one.lines.join("\n") === other.lines.join("\n")
  );
}
