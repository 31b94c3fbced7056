import { setTimeout as sleep } from "node:timers/promises";
import { brokerSettings } from "../checks/broker-settings";
import { connectionTo } from "../checks/connection";
import { isRefusal } from "../checks/kafka-configs";
import { KafkaClient } from "../checks/kafka-client";
import { reason } from "../checks/reason";
import { until } from "../checks/until";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { deadline } from "../checks/deadline";
import { planSettings, settingKeys, type SettingChange, type SettingPlan } from "./setting-plan";
import { readOwnedSettings, RECORDS_TOPIC, SETTINGS_KEY, TopicRecords } from "./topic-records";

/** Enough for some steps of numbers of threads, each of which the brokers have to make before the next. */
const SECONDS = 60;
/** For all brokers to answer; whoever deploys has waited for their start. */
const CONTACT_SECONDS = 30;
const POLL_MS = 50;

/**
 * Makes brokers that run use the settings that are declared, without a restart. Each step may be done again, so that
 * one that was interrupted goes on.
 *
 * @param manifest - What is declared.
 * @param signal - Ends the tries.
 * @returns Values in force that became others, and what was set by hand and stays.
 * @throws Error - that names the settings and says what Kafka says of them; or that of the last try.
 */
export async function applySettings(
  manifest: ClusterManifest,
  signal: AbortSignal,
): Promise<Pick<SettingPlan, "differences" | "foreign">> {
  // Tried again as a whole: the library itself would try for a minute to reach a broker that hangs.
  const client = new KafkaClient(connectionTo(manifest), { retries: 3 });
  const time = deadline(SECONDS, signal);
  const contact = deadline(CONTACT_SECONDS, signal);
  let first: SettingPlan | undefined;
  const attempt = async () => {
    const settings = await OwnedSettings.read(client, manifest, first === undefined ? contact : time);
    let sent = "";
    for (;;) {
      const plan = await settings.plan();
      first ??= plan;
      if (plan.changes.length === 0) return settings.own(plan.owned);
      // Recorded before anything is changed, so that what an interrupted deploy has set is known as its own.
      await settings.own([...settings.owned, ...plan.owned]);
      const now = JSON.stringify(plan.changes);
      // Brokers learn of a change some time after it was taken.
      if (now !== sent) await change(client, manifest, plan.changes);
      else if (time.aborted) throw new Error(`brokers have not taken over ${named(plan.changes)}`);
      sent = now;
      await sleep(POLL_MS);
    }
  };
  try {
    const isWorthIt = () => first !== undefined || !contact.aborted;
    await until(time, attempt, (error) => !isRefusal(error) && isWorthIt());
    return first!;
  } finally {
    await client.close();
  }
}

/** Settings of running brokers, and which of them are ours. */
class OwnedSettings {
  /**
   * @param client - A client.
   * @param manifest - What is declared.
   * @param owned - Keys of the settings that are ours.
   * @param records - Where that is recorded.
   * @param signal - Ends the tries to reach a broker.
   */
  private constructor(
    private readonly client: KafkaClient,
    private readonly manifest: ClusterManifest,
    public owned: ReadonlySet<string>,
    private readonly records: TopicRecords,
    private readonly signal: AbortSignal,
  ) {}

  public static async read(client: KafkaClient, manifest: ClusterManifest, signal: AbortSignal) {
    await client.admin(signal);
    const existing = new Set((await client.metadata()).topics.map(({ name }) => name));
    const owned = await readOwnedSettings(client, existing);
    const records = new TopicRecords(client, manifest, existing.has(RECORDS_TOPIC));
    return new OwnedSettings(client, manifest, owned, records, signal);
  }

  public async plan(): Promise<SettingPlan> {
    const { client, manifest, owned, signal } = this;
    const ids = manifest.brokers.map(({ id }) => id);
    const observed = await brokerSettings(client, ids, settingKeys(manifest, owned), signal);
    return planSettings(manifest, observed, owned);
  }

  public async own(keys: readonly string[]): Promise<void> {
    const now = new Set(keys);
    if (now.size === this.owned.size && keys.every((key) => this.owned.has(key))) return;
    const record = now.size === 0 ? null : { settings: [...now].sort() };
    await this.records.write(new Map([[SETTINGS_KEY, record]]), this.signal);
    this.owned = now;
  }
}

/** A broker takes its own settings itself; any of them takes those of all. */
async function change(
  client: KafkaClient,
  manifest: ClusterManifest,
  changes: readonly SettingChange[],
): Promise<void> {
  const ofAll = changes.filter(({ broker }) => broker === undefined);
  const ofOne = manifest.brokers.map(async (broker) => {
    const own = changes.filter(({ broker: id }) => id === broker.id);
    if (own.length > 0) await send(new KafkaClient(connectionTo(manifest, [broker])), own);
  });
  const ended = await Promise.allSettled([...ofOne, ...(ofAll.length > 0 ? [send(client, ofAll)] : [])]);
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

async function send(client: KafkaClient, changes: readonly SettingChange[]): Promise<void> {
  const settings = Object.fromEntries(changes.map(({ key, to }) => [key, to]));
  const broker = changes[0]?.broker;
  try {
    await client.changeConfigs([{ ...(broker === undefined ? {} : { broker }), settings }]);
  } catch (error) {
    throw new Error(`${named(changes)} of ${reason(error)}`, { cause: error });
  }
}

function named(changes: readonly SettingChange[]): string {
  return changes.map(({ key, to }) => (to === null ? key : `${key}=${to}`)).join(", ");
}
