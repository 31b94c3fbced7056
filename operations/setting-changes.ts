import { type ResourceChange } from "./plan-file";
import { type Difference } from "./server-definition";

/**
 * Settings that a plan changes in brokers that run.
 *
 * @param changes - All changes of the plan.
 * @param cluster - Name of the cluster.
 * @returns One entry for each; none for a cluster that is new, whose brokers start with all of them.
 */
export function settingChanges(changes: readonly ResourceChange[], cluster: string): readonly Difference[] {
  const step = changes.find(({ address }) => address === `terraform_data.${cluster}-settings-applied`);
  if (step?.change.before == null || step.change.after === null) return [];
  const [from, to] = [settingsOf(step.change.before), settingsOf(step.change.after)];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names
    .filter((name) => name !== CONTAINERS && from[name] !== to[name])
    .map((name) => ({
      kind: "setting",
      name,
      ...(from[name] === undefined ? {} : { from: from[name] }),
      ...(to[name] === undefined ? {} : { to: to[name] }),
    }));
}

/** What else makes the step run again. */
const CONTAINERS = "containers";

function settingsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return (values["triggers_replace"] ?? {}) as Readonly<Record<string, string>>;
}
