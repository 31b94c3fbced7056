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
  const shown = changes.find(({ address }) => address === settingsAddress(cluster));
  if (shown?.change.before == null || shown.change.after === null) return [];
  const [from, to] = [settingsOf(shown.change.before), settingsOf(shown.change.after)];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names
    .filter((name) => from[name] !== to[name])
    .map((name) => ({
      kind: "setting",
      name,
      ...(from[name] === undefined ? {} : { from: from[name] }),
      ...(to[name] === undefined ? {} : { to: to[name] }),
    }));
}

/**
 * The resource by which a plan shows settings of running brokers.
 *
 * @param cluster - Name of the cluster.
 * @returns Its address.
 */
export function settingsAddress(cluster: string): string {
  return `terraform_data.${cluster}-settings`;
}

function settingsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return (values["input"] ?? {}) as Readonly<Record<string, string>>;
}
