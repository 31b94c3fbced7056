import { refuseOwnedKeys } from "./broker";
import { checkProperties, type Properties } from "./properties";
import { type Findings } from "./rules";
import { MAX_ZOOKEEPERS, numberOf, Values } from "./values";

/** Port at which ZooKeeper serves its clients; never published on the host. */
export const CLIENT_PORT = 2181;

const PEER_PORT = 2888;
const ELECTION_PORT = 3888;
/** ZooKeeper ends sessions at whole ticks: with its usual 2 s a killed broker is given up up to 2 s late. */
const TICK_MS = 500;
/** What ZooKeeper lets clients ask for; by default it follows from the tick. */
const SESSION_LIMITS_MS = { minSessionTimeout: 4000, maxSessionTimeout: 40_000 };

/** Keys that the ensemble derives, and what to use instead. */
export const OWNED_ZOOKEEPER_KEYS = {
  dataDir: "data is kept in the server's volume",
  dataLogDir: "data is kept in the server's volume",
  clientPort: "it is 2181 on the Docker network, and never published",
  clientPortAddress: "servers listen on the Docker network, which is theirs",
  secureClientPort: "it is not served yet",
  quorumListenOnAllIPs: "it follows from 'zookeepers'",
  standaloneEnabled: "it follows from 'zookeepers'",
  "4lw.commands.whitelist": "the health checks need srvr, and brokers envi",
} as const;

/** ZooKeeper settings that a user may give: any key but those that the ensemble derives. */
export type ZookeeperConfig = Properties & { readonly [Key in keyof typeof OWNED_ZOOKEEPER_KEYS]?: never };

/**
 * The number of ZooKeeper servers.
 *
 * @param findings - Told what is wrong or unwise.
 * @param value - What the user has chosen.
 * @returns The number.
 */
export function resolveZookeepers(findings: Findings, value: number): number {
  const range = { min: 1, max: MAX_ZOOKEEPERS };
  const size = new Values(findings).wholeNumber("zookeepers", value, range);
  if (size !== undefined && size % 2 === 0) {
    findings.warn("evenEnsemble", { value: size, less: size - 1, more: size + 1 });
  }
  return size ?? 1;
}

/**
 * The user's own settings of ZooKeeper servers.
 *
 * @param findings - Told what is wrong.
 * @param given - What the user has given.
 * @param known - Leaves out settings that are known only at apply.
 * @returns The settings, none where none were given.
 */
export function resolveZookeeperConfig(
  findings: Findings,
  given: ZookeeperConfig | undefined,
  known: (config: Properties) => Properties,
): Properties {
  const prop = "zookeeperConfig";
  const config: Properties = new Values(findings).map(prop, given ?? {}, "settings");
  refuseOwnedKeys(findings, prop, config, OWNED_ZOOKEEPER_KEYS);
  for (const key of Object.keys(config).filter((one) => /^server\.\d+$/.test(one))) {
    findings.refuse("ownedKey", { prop, key, instead: "it follows from 'zookeepers'" });
  }
  checkProperties(findings, prop, known(config));
  return config;
}

/**
 * Time after which ZooKeeper gives up a broker that is silent. A killed broker's session must be over before its
 * restarts are: Kafka's own default of 18 s is too long.
 */
export const SESSION_TIMEOUT_MS = 6000;

/**
 * Refuses a session timeout that ZooKeeper would change without a word.
 *
 * @param findings - Told what is wrong.
 * @param value - What the user has chosen.
 * @param config - The user's own settings of ZooKeeper.
 */
export function checkSessionTimeout(findings: Findings, value: number, config: Properties): void {
  const limits: Properties = { ...SESSION_LIMITS_MS, ...config };
  const [min, max] = [numberOf(limits["minSessionTimeout"]!), numberOf(limits["maxSessionTimeout"]!)];
  if (!Number.isInteger(value) || value < min || value > max) {
    findings.refuse("sessionTimeout", { min, max, value: String(value) });
  }
}

/**
 * All settings of the servers of an ensemble; they are the same for each server.
 *
 * @param hosts - Host names of the servers, in the order of their ids from 1.
 * @param dataDirectory - Where a server keeps its snapshots and its log.
 * @param config - The user's own settings.
 * @returns Settings in ZooKeeper's own keys.
 */
export function zookeeperProperties(
  hosts: readonly string[],
  dataDirectory: string,
  config: Properties,
): Properties {
  return {
    tickTime: TICK_MS,
    // In ticks: 20 s and 10 s.
    initLimit: 40,
    syncLimit: 20,
    ...SESSION_LIMITS_MS,
    "admin.enableServer": false,
    // Without it old snapshots fill the disk: ZooKeeper's default never purges.
    "autopurge.purgeInterval": 1,
    "autopurge.snapRetainCount": 3,
    ...config,
    clientPort: CLIENT_PORT,
    dataDir: dataDirectory,
    "4lw.commands.whitelist": "srvr,envi",
    ...(hosts.length > 1 ? quorumProperties(hosts) : {}),
  };
}

function quorumProperties(hosts: readonly string[]): Properties {
  const servers = hosts.map((host, index) => [
    `server.${index + 1}`,
    `${host}:${PEER_PORT}:${ELECTION_PORT}`,
  ]);
  return {
    ...(Object.fromEntries(servers) as Properties),
    // A server's own name may not resolve yet when it binds (ZOOKEEPER-4708).
    quorumListenOnAllIPs: true,
  };
}
