import { CLUSTER_ID_PREFIX } from "./storage-guard";
import { DATA_DIRECTORY } from "./storage";

/** Where an image may have archives of its servers' classes, `broker.jsa` and `zookeeper.jsa`; tools/image makes them. */
const CLASS_DATA = "/opt/kafka/class-data";

/**
 * The script that starts a server: `$0` is the container's name, `$@` are the arguments of Java, which replaces the
 * shell in the end, so that it gets the signal to stop.
 *
 * @param server - Name of its archive of classes.
 * @param lines - What the server does before Java starts.
 * @param options - More options of Java, as bash writes them.
 * @returns The text of the script.
 */
function startScript(server: "broker" | "zookeeper", lines: readonly string[], options = ""): string {
  return [
    // The provider unpacks uploads at "/", which a read-only file system refuses: settings come in the environment.
    'printf %s "$SERVER_PROPERTIES" >/tmp/server.properties',
    'printf %s "$LOG4J_PROPERTIES" >/tmp/log4j.properties',
    // A shell with the number 1 ignores signals that it has not asked for.
    "trap 'exit 143' TERM",
    ...lines,
    // In the order of names, as in Kafka's own scripts: Java's "libs/*" has that of the directory, which no two file
    // systems need to share, and an archive is of one class path.
    `CLASSPATH=$(LC_ALL=C; IFS=:; set -- /opt/kafka/libs/*.jar; printf %s "$*")`,
    "export CLASSPATH",
    // Java told of a file that is not there would do without its own archive, too. First: the user's options win.
    `archive=${CLASS_DATA}/${server}.jsa`,
    `[ ! -r $archive ] || set -- -XX:SharedArchiveFile=$archive "$@"`,
    `exec java ${options}"$@"`,
  ].join("\n");
}

/**
 * What a broker does first, the same for every broker of a cluster.
 *
 * @param guard - Lines that find out whether its data and those of the metadata belong together.
 * @returns The text of the script.
 */
export function brokerStart(guard: readonly string[]): string {
  return startScript("broker", guard);
}

/**
 * What a ZooKeeper server does first: it writes its number, and tells brokers through its environment (`envi`) which
 * cluster its data are of.
 *
 * @param id - Number of the server.
 * @returns The text of the script.
 */
export function zookeeperStart(id: number): string {
  const data = DATA_DIRECTORY;
  // What Kafka writes to /cluster/id, as it stands in ZooKeeper's log and snapshots.
  // A log is padded with 64 MiB of NUL, each of which is the end of a line to the grep of BusyBox.
  const text = `cat ${data}/version-2/* 2>/dev/null | tr -d '\\000'`;
  const last = `grep -ao '"version":"1","id":"[^"]*' | tail -n 1 | sed 's/.*"//'`;
  const lines = [`printf ${id} >${data}/myid`, `cluster=$(${text} | ${last} || true)`];
  return startScript("zookeeper", lines, `"-Duser.home=${CLUSTER_ID_PREFIX}$cluster" `);
}
