import { type BrokerSetting } from "../checks/broker-settings";
import { sameValue } from "../checks/same-value";
import { type ClusterManifest } from "../manifest/cluster-manifest";

/** A setting of running brokers that is to become another. */
export interface SettingChange {
  readonly key: string;
  /** Id of the one broker that it is set for; undefined is all brokers. */
  readonly broker?: number;
  /** The new value; null takes it away, so that the broker's file or Kafka's default holds. */
  readonly to: string | null;
}

/** A setting whose value in force is not the declared one. */
export interface SettingDifference {
  readonly key: string;
  readonly broker: number;
  readonly from: string;
  readonly to: string;
}

/** What is to be done for brokers that run. */
export interface SettingPlan {
  /** Values in force that are to become others. */
  readonly differences: readonly SettingDifference[];
  /** What to do now; what then is left to do tells the next plan. */
  readonly changes: readonly SettingChange[];
  /** Keys of settings of ours that are set in brokers that run, when that is done. */
  readonly owned: readonly string[];
  /** Set by hand, and neither declared nor made by us. */
  readonly foreign: ReadonlyArray<{ readonly key: string; readonly broker: number; readonly value: string }>;
}

/** Settings by key, by broker. */
export type ObservedSettings = ReadonlyMap<number, ReadonlyMap<string, BrokerSetting>>;

/**
 * What makes running brokers use what is declared: what is not declared is Kafka's own default, whatever the file says
 * that a broker was started with. Only of a setting that is not changed in running brokers any more the file holds.
 *
 * @param manifest - What is declared.
 * @param observed - What the brokers say.
 * @param owned - Keys of settings that were set in running brokers by us.
 * @returns What is to be done; nothing more where there are no changes.
 */
export function planSettings(
  manifest: ClusterManifest,
  observed: ObservedSettings,
  owned: ReadonlySet<string>,
): SettingPlan {
  const plans = settingKeys(manifest, owned).map((key) =>
    planSetting(key, settingsOf(key, manifest, observed), owned.has(key)),
  );
  return {
    differences: plans.flatMap(({ differences }) => differences),
    changes: plans.flatMap(({ changes }) => changes),
    owned: plans.flatMap((plan) => plan.owned),
    foreign: plans.flatMap(({ foreign }) => foreign),
  };
}

/**
 * What has to be asked of brokers.
 *
 * @param manifest - What is declared.
 * @param owned - Keys of settings that were set in running brokers by us.
 * @returns Keys of all settings that may have to be changed, sorted.
 */
export function settingKeys(manifest: ClusterManifest, owned: ReadonlySet<string>): readonly string[] {
  return [...new Set([...(manifest.dynamicSettings ?? []), ...owned])].sort();
}

/** What a broker has, and what it must have. */
interface Wanted extends BrokerSetting {
  readonly broker: number;
  readonly declared: string | undefined;
  /** Null where there is nothing to go back to. */
  readonly to: string | null;
}

function settingsOf(key: string, manifest: ClusterManifest, observed: ObservedSettings): readonly Wanted[] {
  const isDynamic = manifest.dynamicSettings?.includes(key) ?? false;
  return manifest.brokers.flatMap(({ config, id }) => {
    const found = observed.get(id)?.get(key);
    if (found === undefined) return [];
    const { fallback, file } = found;
    const declared = isDynamic ? (config[key] ?? manifest.defaults[key]) : undefined;
    const to = isDynamic ? (declared ?? fallback) : (file ?? fallback);
    return [{ ...found, broker: id, declared, to }];
  });
}

function planSetting(key: string, wanted: readonly Wanted[], isOwned: boolean): SettingPlan {
  // Only we write the file: what is in it and not declared is what was declared when the broker was started.
  const isOurs = isOwned || wanted.some(({ declared, file }) => declared !== undefined || file !== null);
  if (!isOurs) {
    const foreign = wanted.flatMap(({ all, broker, own }) => {
      const value = own ?? all;
      return value === null ? [] : [{ key, broker, value }];
    });
    return { differences: [], changes: [], owned: [], foreign };
  }
  const differences = wanted.flatMap(({ all, broker, fallback, file, own, to }) => {
    const from = own ?? all ?? file ?? fallback;
    return from === null || to === null || sameValue(from, to) ? [] : [{ key, broker, from, to }];
  });
  const steps = differences.flatMap(({ broker, from, to }) => {
    const next = step(key, from, to);
    return next === to ? [] : [{ key, broker, to: next }];
  });
  const targets = targetsOf(wanted);
  const changes = steps.length > 0 ? steps : changesTo(key, wanted, targets);
  const isSet = steps.length > 0 || targets.all !== null || targets.own.some((own) => own !== null);
  return { differences, changes, owned: isSet ? [key] : [], foreign: [] };
}

interface Targets {
  readonly all: string | null;
  /** By broker, in the order of the brokers. */
  readonly own: ReadonlyArray<string | null>;
}

/** As little as possible is set: nothing where every broker has what it must have from its file, or from Kafka. */
function targetsOf(wanted: readonly Wanted[]): Targets {
  const common = mostFrequent(wanted.map(({ to }) => to));
  const has = ({ fallback, file, to }: Wanted) => same(file ?? fallback, to);
  const isNeeded = wanted.some((one) => same(one.to, common) && !has(one));
  const all = isNeeded ? common : null;
  const own = wanted.map((one) => {
    const holds = all === null ? has(one) : same(one.to, all);
    return holds ? null : one.to;
  });
  return { all, own };
}

/**
 * What is set for one broker hides what is set for all, so that it goes from one value to the other without a third. A
 * broker learns of what another one was told a moment later: each of these steps waits until all brokers have the one
 * before.
 */
function changesTo(key: string, wanted: readonly Wanted[], targets: Targets): SettingChange[] {
  const ofOne = wanted.flatMap(({ broker, own }, index) => {
    const to = targets.own[index]!;
    return same(own, to) ? [] : [{ key, broker, to }];
  });
  const set = ofOne.filter(({ to }) => to !== null);
  if (set.length > 0) return set;
  return wanted.some(({ all }) => !same(all, targets.all)) ? [{ key, to: targets.all }] : ofOne;
}

function same(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : sameValue(one, other);
}

function mostFrequent(values: ReadonlyArray<string | null>): string | null {
  const count = (value: string | null) => values.filter((one) => same(one, value)).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best), values[0] ?? null);
}

/** Threads of a broker: Kafka takes no more than twice as many at a time, and no fewer than half of them. */
const THREADS = /(^|\.)(threads|fetchers)(\.|$)/;

/** The next value on the way to the last one; what Kafka would never take is tried at once. */
function step(key: string, from: string, to: string): string {
  const [now, last] = [Number(from), Number(to)];
  if (!THREADS.test(key) || !(Number.isInteger(now) && Number.isInteger(last) && now >= 1 && last >= 1))
    return to;
  const next = Math.min(now * 2, Math.max(Math.ceil(now / 2), last));
  return next === last ? to : String(next);
}
