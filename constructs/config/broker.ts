import { type BrokerListeners, listenerProperties } from "./broker-listeners";
import { DYNAMIC_SETTINGS, inMilliseconds } from "./dynamic-settings";
import { checkCodec, checkProperties, checkSynonyms, type Properties } from "./properties";
import { type Findings, shown } from "./rules";
import { refuseSecurityKeys } from "./security-properties";
import { Values } from "./values";

/** What makes one broker's settings. */
export interface BrokerSettings {
  readonly id: number;
  readonly listeners: BrokerListeners;
  /** Settings that follow from the parts of a secured cluster. */
  readonly security: Properties;
  /** Folders of its log segments, inside the container. */
  readonly logDirs: readonly string[];
  /** Rack that the broker stands in, if racks are declared. */
  readonly rack: string | undefined;
  /** Settings that lead the broker to the cluster's metadata. */
  readonly metadata: Properties;
  /** Cluster-wide settings that the package decides (`clusterDefaults`). */
  readonly defaults: Properties;
  /** The user's own settings, for all brokers and then for this one. */
  readonly config: Properties;
}

const KRAFT = "this version of the package runs Kafka with ZooKeeper";

/** Keys that the cluster derives, and what to use instead. */
export const OWNED_BROKER_KEYS = {
  "broker.id": "it is the broker's number, from 1",
  "broker.id.generation.enable": "broker ids are the brokers' numbers, from 1",
  "broker.rack": "use 'racks'",
  listeners: "use 'firstPort' and 'listeners'",
  "advertised.listeners": "use 'advertisedHost' and 'listeners'",
  "listener.security.protocol.map": "it follows from the listeners",
  "inter.broker.listener.name": "it follows from the listeners",
  "security.inter.broker.protocol": "it follows from the listeners",
  "log.dir": "use 'logDirsPerBroker': data is kept in the broker's volumes",
  "log.dirs": "use 'logDirsPerBroker': data is kept in the broker's volumes",
  "zookeeper.connect": "it follows from 'zookeepers'",
  "zookeeper.session.timeout.ms": "use 'zookeeperSessionTimeoutMs'",
  "num.partitions": "use 'numPartitions'",
  "default.replication.factor": "use 'defaultReplicationFactor'",
  "min.insync.replicas": "use 'minInsyncReplicas'",
  "process.roles": KRAFT,
  "node.id": KRAFT,
  "controller.quorum.voters": KRAFT,
  "controller.listener.names": KRAFT,
} as const;

const FOR_ALL = "it must be the same on every broker: use 'config'";

/** Keys of which the checks expect one value of the whole cluster. */
const SAME_ON_EVERY_BROKER = {
  "offsets.topic.replication.factor": FOR_ALL,
  "transaction.state.log.replication.factor": FOR_ALL,
  "transaction.state.log.min.isr": FOR_ALL,
  "auto.create.topics.enable": FOR_ALL,
  "unclean.leader.election.enable": FOR_ALL,
} as const;

/** Broker settings that a user may give: any key but those that the cluster derives. */
export type BrokerConfig = Properties & { readonly [Key in keyof typeof OWNED_BROKER_KEYS]?: never };

/**
 * Refuses settings that the cluster derives itself: ignored in silence they would mislead.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop that has the settings.
 * @param config - The user's own settings.
 * @param owned - Keys that are derived, and what to use instead.
 */
export function refuseOwnedKeys(
  findings: Findings,
  prop: string,
  config: Properties,
  owned: Readonly<Record<string, string>>,
): void {
  for (const [key, instead] of Object.entries(owned)) {
    if (Object.hasOwn(config, key)) findings.refuse("ownedKey", { prop, key, instead });
  }
}

/** What a user may say of brokers in Kafka's own keys. */
export interface BrokerConfigProps {
  readonly config?: BrokerConfig;
  readonly brokerConfig?: Readonly<Record<number, BrokerConfig>>;
}

/** The user's own settings, for all brokers and for one. */
export interface BrokerConfigs {
  readonly config: Properties;
  readonly brokerConfig: Readonly<Record<number, Properties>>;
}

/**
 * The user's own settings of brokers.
 *
 * @param findings - Told what is wrong.
 * @param props - What the user has given.
 * @param brokers - Number of brokers.
 * @param known - Leaves out settings that are known only at apply.
 * @param secured - Whether the cluster has `security`, which derives further settings.
 * @returns The settings, with none where none were given, and times in milliseconds.
 */
export function resolveBrokerConfig(
  findings: Findings,
  props: BrokerConfigProps,
  brokers: number,
  known: (config: Properties) => Properties,
  secured = false,
): BrokerConfigs {
  const values = new Values(findings);
  const one = (prop: string, given: BrokerConfig): Properties => {
    const config: Properties = values.map(prop, given, "settings");
    refuseOwnedKeys(findings, prop, config, OWNED_BROKER_KEYS);
    if (secured) refuseSecurityKeys(findings, prop, config);
    const visible = known(config);
    checkProperties(findings, prop, visible);
    checkCodec(findings, prop, visible);
    return config;
  };
  const config = one("config", props.config ?? {});
  checkSynonyms(findings, "config", config);
  const specific = values.map("brokerConfig", props.brokerConfig ?? {}, "settings by broker id");
  const brokerConfig = Object.entries(specific).map(([id, given]): [string, Properties] => {
    if (!/^[1-9]\d*$/.test(id) || Number(id) > brokers) {
      findings.refuse("brokerId", { brokers, value: shown(id) });
    }
    const prop = `brokerConfig.${id}`;
    const own = one(prop, given);
    refuseOwnedKeys(findings, prop, own, SAME_ON_EVERY_BROKER);
    checkSynonyms(findings, prop, { ...config, ...own });
    return [id, inMilliseconds(own)];
  });
  return { config: inMilliseconds(config), brokerConfig: Object.fromEntries(brokerConfig) };
}

/**
 * All settings of one broker.
 *
 * @param settings - What makes them.
 * @returns Settings in Kafka's own keys.
 */
export function brokerProperties(settings: BrokerSettings): Properties {
  return {
    // Kafka's own default of 3 s makes each new group wait; Kafka ships its sample configuration with 0.
    "group.initial.rebalance.delay.ms": 0,
    // Kafka's 50 each are 300 logs to make before the first group can start: 5 s of a new cluster. 12 divide evenly
    // among brokers as `num.partitions` does; what Kafka has made already stays as it is.
    "offsets.topic.num.partitions": 12,
    "transaction.state.log.num.partitions": 12,
    // Brokers are started beside the ensemble and wait here until it has a quorum.
    "zookeeper.connection.timeout.ms": 120_000,
    ...settings.defaults,
    ...settings.config,
    ...settings.metadata,
    ...listenerProperties(settings.listeners),
    ...settings.security,
    ...(settings.rack === undefined ? {} : { "broker.rack": settings.rack }),
    "broker.id": settings.id,
    "log.dirs": settings.logDirs.join(","),
  };
}

/** Kafka itself hides the values of most of these; a manifest must not tell them either. */
const MAY_BE_SECRET = /password|secret|jaas|token|credential|keystore|truststore|private|\.key$/i;

/**
 * The user's own settings as a broker must report them. Left out are those that may be secret, and references that
 * Kafka replaces by what they stand for.
 *
 * @param config - The user's own settings of one broker, all known.
 * @param promised - Settings that are promised of the whole cluster.
 * @returns Settings in Kafka's own keys, as text.
 */
export function reportedConfig(
  config: Properties,
  promised: Readonly<Record<string, string>>,
): Record<string, string> {
  const told = Object.entries(config)
    .map(([key, value]): [string, string] => [key, String(value).trim()])
    .filter(([key]) => !Object.hasOwn(promised, key) && !MAY_BE_SECRET.test(key))
    .filter(([, value]) => value !== "" && !value.includes("${"));
  return Object.fromEntries(told);
}

/**
 * Settings that a deploy changes in brokers that run. One whose value the manifest does not tell, for any broker, is
 * not among them: only a broker that starts reads it.
 *
 * @param configs - The user's own settings, for all brokers and for single ones.
 * @param promised - Settings that are promised of the whole cluster.
 * @param known - Leaves out settings that are known only at apply.
 * @returns Keys of the settings.
 */
export function dynamicKeys(
  { brokerConfig, config }: BrokerConfigs,
  promised: Readonly<Record<string, string>>,
  known: (config: Properties) => Properties,
): readonly string[] {
  const all = [config, ...Object.values(brokerConfig)];
  const untold = all.flatMap((one) => {
    const told = { ...promised, ...reportedConfig(known(one), promised) };
    return Object.keys(one).filter((key) => !Object.hasOwn(told, key));
  });
  return DYNAMIC_SETTINGS.filter((key) => !untold.includes(key));
}

/**
 * The racks of brokers, spread evenly: broker n stands in the n-th, and from the first again. Adding a broker moves
 * no other.
 *
 * @param findings - Told what is wrong or unwise.
 * @param racks - The racks.
 * @param brokers - Number of brokers.
 * @returns The rack of each broker; undefined where no racks are declared.
 */
export function resolveRacks(
  findings: Findings,
  racks: readonly string[] | undefined,
  brokers: number,
): ReadonlyArray<string | undefined> {
  const ids = Array.from({ length: brokers }, (_, index) => index);
  const given = racks === undefined ? undefined : new Values(findings).texts("racks", racks);
  if (given === undefined) return ids.map(() => undefined);
  if (given.length === 0 || given.includes("") || new Set(given).size < given.length) {
    findings.refuse("racks", { value: shown(racks) });
  } else if (given.length > brokers) {
    findings.warn("racks", { racks: given.length, brokers, unused: given.length - brokers });
  }
  return ids.map((index) => given[index % given.length]);
}
