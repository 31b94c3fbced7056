import { Token } from "cdktf";
import { type BrokerConfigs, dynamicKeys, resolveBrokerConfig, resolveRacks } from "./config/broker";
import {
  checkInternalTopics,
  clusterDefaults,
  promisedDefaults,
  type Replication,
  resolveReplication,
} from "./config/defaults";
import { FIRST_PORT, type ListenerDeclaration, resolveListeners } from "./config/listeners";
import { fitLogCleaner } from "./config/log-cleaner";
import { checkClusterName } from "./config/names";
import { type KafkaProfile, PROFILE_SETTINGS, PROFILES } from "./config/profile";
import { type Properties } from "./config/properties";
import { checkPropNames, type Findings } from "./config/rules";
import { resolveSecurity, type Security } from "./config/security";
import { CPU_SHARES, limited } from "./config/security-limits";
import {
  type ContainerOptions,
  resolveContainerOptions,
  resolveResources,
  type ServerResources,
} from "./config/server";
import { resolveStorage, type Storage } from "./config/storage";
import { MAX_BROKERS, Values } from "./config/values";
import { checkProtocolVersion, type ImageChoice, resolveImages } from "./config/versions";
import {
  checkSessionTimeout,
  resolveZookeeperConfig,
  resolveZookeepers,
  SESSION_TIMEOUT_MS,
} from "./config/zookeeper";
import { CLUSTER_PROPS, type KafkaClusterProps } from "./kafka-cluster-props";
import { holdsToken, isToken, withoutTokens } from "./tokens";

/** Every prop of a cluster, with its default where none was given, in the form in which constructs need it. */
export interface ResolvedCluster extends Replication, Storage, ImageChoice, BrokerConfigs {
  readonly name: string;
  readonly brokers: number;
  readonly zookeepers: number;
  readonly zookeeperConfig: Properties;
  readonly zookeeperSessionTimeoutMs: number;
  readonly racks: ReadonlyArray<string | undefined>;
  readonly listeners: readonly [ListenerDeclaration, ...ListenerDeclaration[]];
  /** The parts of a secured cluster; undefined for one that is not. */
  readonly security: Security | undefined;
  readonly profile: KafkaProfile;
  readonly broker: ServerResources;
  readonly zookeeper: ServerResources;
  readonly container: ContainerOptions;
  /** Cluster-wide settings that the package decides. */
  readonly defaults: Properties;
  /** The same as brokers must report them. */
  readonly promised: Readonly<Record<string, string>>;
  /** Keys of settings that are changed in brokers that run. */
  readonly dynamicSettings: readonly string[];
  /** Bytes a second while replicas move; undefined for the default. */
  readonly replicationThrottle: number | undefined;
  readonly verify: boolean;
  /** Whether clients must prove who they are, and may do only what is granted. */
  readonly secured: boolean;
}

/**
 * Resolves and validates the props of a cluster.
 *
 * @param findings - Told everything that is wrong or unwise.
 * @param id - The construct's id.
 * @param given - What the user gave.
 * @returns All props; of no use where something is wrong.
 */
export function resolveCluster(findings: Findings, id: string, given: KafkaClusterProps): ResolvedCluster {
  const values = new Values(findings);
  const props = knownProps(findings, given);
  const brokers = values.wholeNumber("brokers", props.brokers ?? 3, { min: 1, max: MAX_BROKERS }) ?? 3;
  if (brokers === 1) findings.warn("oneBroker", {});
  const name = props.name ?? id;
  checkClusterName(findings, name);
  const images = resolveImages(findings, props, Token.isUnresolved);
  const firstPort = props.firstPort ?? FIRST_PORT;
  const security = resolveSecurity(findings, props.security, { name, firstPort });
  const profile = values.oneOf("profile", props.profile ?? "production", PROFILES) ?? "production";
  const configs = resolveBrokerConfig(findings, props, brokers, withoutTokens, security !== undefined);
  checkProtocolVersion(findings, images.kafkaVersion, configs.config["inter.broker.protocol.version"]);
  const zookeeperConfig = resolveZookeeperConfig(findings, props.zookeeperConfig, withoutTokens);
  const zookeeperSessionTimeoutMs = props.zookeeperSessionTimeoutMs ?? SESSION_TIMEOUT_MS;
  checkSessionTimeout(findings, zookeeperSessionTimeoutMs, withoutTokens(zookeeperConfig));
  const replication = resolveReplication(findings, props, brokers);
  const defaults = clusterDefaults(replication, brokers, configs.config);
  const promised = promisedDefaults(findings, defaults, configs.config);
  checkInternalTopics(findings, promised, brokers);
  return {
    name,
    brokers,
    zookeepers: resolveZookeepers(findings, props.zookeepers ?? 1),
    ...replication,
    ...images,
    zookeeperConfig,
    zookeeperSessionTimeoutMs,
    racks: resolveRacks(findings, props.racks, brokers),
    listeners: resolveListeners(findings, props, brokers, security),
    security,
    ...resolveStorage(findings, props),
    profile,
    ...resolveServers(findings, props, configs, profile, security !== undefined),
    defaults,
    promised,
    dynamicSettings: dynamicKeys(configs, promised, withoutTokens),
    replicationThrottle: resolveThrottle(values, props.replicationThrottleMiB),
    verify: values.boolean("verify", props.verify ?? true),
    secured: security?.authorization ?? false,
  };
}

function resolveThrottle(values: Values, asked: number | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const given = values.wholeNumber("replicationThrottleMiB", asked, { min: 1, max: 100_000 });
  return given === undefined ? undefined : given * 1024 * 1024;
}

function resolveServers(
  findings: Findings,
  props: KafkaClusterProps,
  configs: BrokerConfigs,
  profile: KafkaProfile,
  secured: boolean,
) {
  const zookeeper = {
    heapMiB: props.zookeeperHeapMiB,
    memoryMiB: props.zookeeperMemoryMiB,
    cpus: props.zookeeperCpus,
    env: props.zookeeperEnv,
    jvmOptions: props.zookeeperJvmOptions,
    stopGraceSeconds: props.zookeeperStopGraceSeconds,
  };
  const ofBroker = { heapMiB: 1024, stopGraceSeconds: 60 };
  const ofZookeeper = { heapMiB: 512, stopGraceSeconds: 30 };
  const { brokerConfig } = configs;
  const config = { ...PROFILE_SETTINGS[profile], ...configs.config };
  const broker = resolveResources(findings, props, ofBroker, (prop) => prop);
  const ensemble = resolveResources(findings, zookeeper, ofZookeeper, (prop) => `zookeeper${capital(prop)}`);
  return {
    ...fitLogCleaner(findings, { brokerConfig, config }, broker.heapMiB, profile),
    broker: secured ? limited(broker, CPU_SHARES.broker) : broker,
    zookeeper: secured ? limited(ensemble, CPU_SHARES.zookeeper) : ensemble,
    container: resolveContainerOptions(findings, props),
  };
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** Props that may be known only at apply; the others decide what is declared, and the manifest promises them. */
const MAY_BE_TOKENS: ReadonlySet<string> = new Set(["image", "zookeeperImage"]);

/** Settings and variables may be, each by itself. */
const MAY_HOLD_TOKENS: ReadonlySet<string> = new Set([
  "config",
  "brokerConfig",
  "zookeeperConfig",
  "env",
  "zookeeperEnv",
  "jvmOptions",
  "zookeeperJvmOptions",
]);

/** The props that can be looked at: those that are not given, misspelled or not known are left out. */
function knownProps(findings: Findings, given: KafkaClusterProps): KafkaClusterProps {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  checkPropNames(findings, "KafkaCluster", Object.fromEntries(entries), Object.keys(CLUSTER_PROPS));
  const known = entries.filter(([prop, value]) => {
    if (!Object.hasOwn(CLUSTER_PROPS, prop)) return false;
    if (MAY_BE_TOKENS.has(prop)) return true;
    const unknown = MAY_HOLD_TOKENS.has(prop) ? isToken(value) : holdsToken(value);
    if (unknown) findings.refuse("token", { prop });
    return !unknown;
  });
  return Object.fromEntries(known);
}
