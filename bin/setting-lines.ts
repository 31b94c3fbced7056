import { type SettingPlan } from "../operations/setting-plan";

/**
 * Settings as they are printed.
 *
 * @param differences - What was changed.
 * @param foreign - What was set by hand, and stays.
 * @param brokers - Number of brokers.
 * @returns One line for each change, and for each setting that was made by hand.
 */
export function settingLines(
  differences: SettingPlan["differences"],
  foreign: SettingPlan["foreign"],
  brokers: number,
): readonly string[] {
  const changed = differences.map(({ broker, from, key, to }) => ({
    broker,
    text: `~ ${key} ${from} -> ${to}`,
  }));
  const byHand = foreign.map(({ broker, key, value }) => ({
    broker,
    text: `? ${key}=${value} was set by hand, and stays: declare it, or remove it`,
  }));
  const all = [...changed, ...byHand];
  return [...new Set(all.map(({ text }) => text))].map((text) => {
    const ids = all.filter((one) => one.text === text).map(({ broker }) => broker);
    return ids.length === brokers ? text : `${text} (broker ${ids.join(", ")})`;
  });
}
