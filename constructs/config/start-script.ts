import { CLUSTER_ID_PREFIX } from "./storage-guard";
import { DATA_DIRECTORY } from "./storage";

/** What a server does before Java replaces the shell, so that Java gets the signal to stop. */
export interface StartScript {
  /** Lines of bash; `$@` are the arguments of Java. */
  readonly lines: readonly string[];
  /** More options of Java, as bash writes them. */
  readonly options?: string;
}

/**
 * The entry command of a server's container.
 *
 * @param script - What comes first.
 * @param javaArguments - Arguments of Java.
 * @returns Program and arguments.
 */
export function entrypoint({ lines, options = "" }: StartScript, javaArguments: readonly string[]): string[] {
  const script = [
    // The provider unpacks uploads at "/", which a read-only file system refuses: settings come in the environment.
    'printf %s "$SERVER_PROPERTIES" >/tmp/server.properties',
    'printf %s "$LOG4J_PROPERTIES" >/tmp/log4j.properties',
    ...lines,
    `exec java ${options}"$@"`,
  ];
  return ["bash", "-euc", script.join("\n"), "bash", ...javaArguments];
}

/**
 * What a ZooKeeper server does first: it writes its number, and tells brokers through its environment (`envi`) which
 * cluster its data are of.
 *
 * @param id - Number of the server.
 * @returns Lines and options.
 */
export function zookeeperStart(id: number): StartScript {
  return {
    lines: [
      `printf ${id} >${DATA_DIRECTORY}/myid`,
      // What Kafka writes to /cluster/id, as it stands in ZooKeeper's log and snapshots.
      `cluster=$(grep -ahos '"version":"1","id":"[^"]*' ${DATA_DIRECTORY}/version-2/* | tail -n 1 | sed 's/.*"//' || true)`,
    ],
    options: `"-Duser.home=${CLUSTER_ID_PREFIX}$cluster" `,
  };
}
