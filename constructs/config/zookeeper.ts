import { type Properties } from "./properties";

/** Port at which ZooKeeper serves its clients; never published on the host. */
export const CLIENT_PORT = 2181;

const PEER_PORT = 2888;
const ELECTION_PORT = 3888;

/**
 * All settings of the servers of an ensemble; they are the same for each server.
 *
 * @param hosts - Host names of the servers, in the order of their ids from 1.
 * @param dataDirectory - Where a server keeps its snapshots and its log.
 * @returns Settings in ZooKeeper's own keys.
 */
export function zookeeperProperties(hosts: readonly string[], dataDirectory: string): Properties {
  return {
    tickTime: 2000,
    initLimit: 10,
    syncLimit: 5,
    clientPort: CLIENT_PORT,
    dataDir: dataDirectory,
    "admin.enableServer": false,
    // Without it old snapshots fill the disk: ZooKeeper's default never purges.
    "autopurge.purgeInterval": 1,
    "autopurge.snapRetainCount": 3,
    "4lw.commands.whitelist": "srvr",
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
