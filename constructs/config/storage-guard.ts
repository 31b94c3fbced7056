import { DATA_DIRECTORY } from "./storage";

/** Where ZooKeeper's environment tells the id of the cluster that it had data of when it started. */
export const CLUSTER_ID_PREFIX = "/cluster/";

/** A new ensemble has 5 nodes, all its own; the first broker that registers makes some 25 more, each other one. */
const NODES_OF_A_NEW_ENSEMBLE = 10;

/** Kafka's own topics make more than 50; no cluster has them before its first brokers are up. */
const NODES_OF_A_CLUSTER_IN_USE = 60;

/** As long as a broker would wait for a quorum. */
const PATIENCE_SECONDS = 120;
const PAUSE_SECONDS = 0.2;

/** What the script needs to name, so that a reader knows what to do. */
export interface GuardedData {
  /** Where the data of a broker are, in words, with `<broker id>` for its id. */
  readonly brokers: string;
  /** Where ZooKeeper's data are, in words. */
  readonly zookeeper: string;
  /** Begins what the health check says: `CAUSE|REMEDY` follows. */
  readonly prefix: string;
}

/** File whose presence says that a broker does not start, and why; the health check shows it. */
export const REFUSAL_FILE = "/tmp/refusal";

/**
 * Lines of bash that a broker runs before Kafka: they find out whether its data and ZooKeeper's belong together. If
 * not, the broker waits, says why in its log and in its health check, and goes on when that is mended. Kafka itself
 * would end and be started again without end, or begin with empty logs what others believe to be full.
 *
 * Broker 1 is never new in a cluster that is there: without data it has lost them.
 *
 * @param data - Names for the messages.
 * @returns Lines of bash.
 */
export function storageGuard({ brokers, prefix, zookeeper }: GuardedData): string[] {
  const begin = "/tmp/begin-empty";
  return [
    "# Do the data of this broker and of ZooKeeper belong together?",
    `get() { sed -n "s/^$1=//p" "$2" 2>/dev/null || true; }`,
    `me=$(get broker.id /tmp/server.properties) all=${quoted(brokers)} zookeeper=${quoted(zookeeper)}`,
    `own=\${all//<broker id>/$me}`,
    // Ends each answer after 2 s: a paused server accepts connections and says nothing.
    `ask() { { exec 3<>"/dev/tcp/\${1/://}" && printf "$2" >&3 && while read -r -t 2 -u 3 line; do echo "$line"; done; } 2>/dev/null || true; }`,
    "refusal() {",
    `  local meta=${DATA_DIRECTORY}/meta.properties nodes= other= server answer`,
    `  local cluster=$(get cluster.id $meta) id=$(get broker.id $meta)`,
    `  [ "\${id:-$me}" = $me ] || { echo "broker $me has the data of broker $id|mount $own again"; return 0; }`,
    `  [ $me = 1 ] || [ -n "$cluster" ] || return 0`,
    `  [ ! -e ${begin} ] || return 0`,
    `  for server in $(get zookeeper.connect /tmp/server.properties | tr , ' '); do`,
    `    answer=$(ask $server srvr; ask $server envi)`,
    `    [[ $answer =~ Node\\ count:\\ ([0-9]+) ]] && nodes=\${BASH_REMATCH[1]}`,
    `    [[ $answer =~ user.home=${CLUSTER_ID_PREFIX}([^[:space:]]+) ]] && other=\${BASH_REMATCH[1]}`,
    "  done",
    `  [ -n "$nodes" ] || return 1`,
    `  if [ -z "$cluster" ]; then`,
    `    [ -z "$other" ] && [ $nodes -le ${NODES_OF_A_CLUSTER_IN_USE} ] || echo "the data of broker $me are gone, but ZooKeeper has those of \${other:+cluster }\${other:-a cluster in use}|restore $own; or remove $zookeeper and $all to begin anew; or let it copy everything from the other brokers: docker exec $0 touch ${begin}"`,
    `  elif [ -n "$other" ] && [ "$other" != "$cluster" ]; then`,
    `    echo "broker $me has data of cluster $cluster, and ZooKeeper those of cluster $other|mount what belongs together: $own and $zookeeper"`,
    // A broker that has refused once is not misled by the nodes of another one that begins a new cluster.
    `  elif [ -z "$other" ] && { [ $nodes -le ${NODES_OF_A_NEW_ENSEMBLE} ] || [ -e ${REFUSAL_FILE} ]; }; then`,
    `    echo "the data of ZooKeeper are gone, but brokers have those of cluster $cluster|restore $zookeeper; or remove $all to begin anew"`,
    "  fi",
    "}",
    "SECONDS=0",
    "while true; do",
    `  if why=$(refusal); then`,
    `    [ -n "$why" ] || break`,
    `    [ -e ${REFUSAL_FILE} ] || echo "${prefix}\${why/|/: }" >&2`,
    `    echo "${prefix}$why" >${REFUSAL_FILE}`,
    // Never on to Kafka: what has not been compared may not belong together.
    `  elif [ ! -e ${REFUSAL_FILE} ] && [ $SECONDS -ge ${PATIENCE_SECONDS} ]; then`,
    `    echo "ZooKeeper did not answer within ${PATIENCE_SECONDS} s" >&2; exit 1`,
    "  fi",
    `  sleep ${PAUSE_SECONDS}`,
    "done",
    `rm -f ${REFUSAL_FILE}`,
  ];
}

/** As bash reads it back: a path may hold anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
