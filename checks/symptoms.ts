import { type ContainerState } from "./docker-engine";

/** What a fault is told by: the state of a container, what it logged, what the client was told. */
export interface Evidence {
  /** Name of the container, if one is concerned. */
  readonly container?: string;
  readonly state?: ContainerState;
  /** Lines of its log, and errors. */
  readonly lines: readonly string[];
  /** Whether the lines are those of a server that runs and is healthy. */
  readonly well?: boolean;
}

/** A fault that is known, with what it comes from and what helps. */
export interface Symptom {
  /** Its name, for tests and docs. */
  readonly name: string;
  /** What the line looks like that tells it. */
  readonly line?: RegExp;
  /** What the state looks like that tells it. */
  readonly state?: (state: ContainerState) => boolean;
  /** Whether the log of a server that is well can tell it; of others it tells what is over. */
  readonly ofWell?: boolean;
  /** Whether it is told only where no other is. */
  readonly alone?: boolean;
  /** Why, with `{container}` and `{1}`, the first group of `line`. */
  readonly cause: string;
  readonly remedy: string;
}

/**
 * Faults in the order in which they are looked for: what explains others comes first, and what the state of a
 * container tells before its log, which tells of what is over as well.
 */
export const SYMPTOMS: readonly Symptom[] = [
  {
    name: "image missing",
    line: /No such image: (\S+)/,
    cause: "the Docker Engine does not have the image {1}",
    remedy:
      "`docker pull {1}`, or build it with `npm start` in a clone of cdktf-kafka-docker, or give 'image' another",
  },
  {
    name: "out of memory kill",
    state: ({ oomKilled, status }) => oomKilled === true && status !== "running",
    cause: "the kernel killed {container}: it took more memory than its limit",
    remedy: "raise 'memoryMiB', or lower 'heapMiB': the heap should be at most half of the limit",
  },
  {
    name: "killed",
    state: ({ error, exitCode, status }) => error === undefined && exitCode === 137 && status === "exited",
    cause:
      "{container} was killed (SIGKILL), so it had no time to stop; Docker does not start it again by itself",
    remedy: "`docker start {container}`; stop it with `docker stop -t 60` the next time",
  },
  {
    name: "stopped",
    state: ({ error, exitCode, status }) =>
      error === undefined && status === "exited" && [0, 143].includes(exitCode ?? -1),
    cause: "{container} was stopped by hand, and Docker does not start again by itself what was stopped",
    remedy: "docker start {container}, or deploy the stack",
  },
  {
    name: "paused",
    state: ({ status }) => status === "paused",
    cause: "{container} was paused by hand (docker pause)",
    remedy: "docker unpause {container}",
  },
  {
    name: "out of heap",
    ofWell: true,
    line: /java\.lang\.OutOfMemoryError: (.*)/,
    cause: "Java ran out of memory in {container}: {1}",
    remedy: "raise 'heapMiB' (and 'memoryMiB', which must be larger)",
  },
  {
    name: "port taken",
    line: /((?:Bind for \S+|listen \w+ \S+|bind: |0\.0\.0\.0:\d+).*(?:port is already allocated|address already in use))/i,
    cause: "a port that {container} publishes is in use: {1}",
    remedy: "stop what uses it (`ss -ltnp` tells), or give the cluster others with 'firstPort'",
  },
  {
    name: "disk full",
    ofWell: true,
    line: /No space left on device/,
    cause: "the disk that holds the data of {container} is full",
    remedy:
      "free space on it, or lower 'log.retention.bytes' and 'log.retention.hours' in 'config'; then `docker start {container}`",
  },
  {
    name: "InconsistentClusterId",
    // The second is how Kafka says it since 3.7.
    line: /(?:InconsistentClusterIdException: The Cluster ID|Invalid cluster\.id in: \S+ Expected) ([\w-]+)/,
    cause:
      "the data of {container} belong to another cluster than ZooKeeper's, which is {1}: one side was lost or exchanged",
    remedy:
      "put back the volume that was lost; or remove the volumes of brokers and of ZooKeeper together to begin anew",
  },
  {
    name: "InconsistentBrokerId",
    line: /(Configured broker\.id \d+ doesn't match stored broker\.id [^ ]+|Stored node id \d+ doesn't match previous node id \d+)/,
    cause: "{container} was given the data of another broker: {1}",
    remedy: "give each broker its own volume again",
  },
  {
    name: "NodeExists",
    line: /NodeExists/,
    cause:
      "{container} cannot register: ZooKeeper still has a session of its broker id, of the process before it or of another broker with the same id",
    remedy:
      "wait until that session is over ('zookeeperSessionTimeoutMs'): the container is started again; if it goes on, another container runs with the same broker id: stop that",
  },
  {
    name: "ZooKeeper unreachable",
    line: /ZooKeeperClientTimeoutException|Unable to resolve address: (\S+)/,
    cause: "{container} cannot reach ZooKeeper",
    remedy: "see whether ZooKeeper's containers run, and whether {container} is on the cluster's network",
  },
  {
    name: "certificate expired",
    ofWell: true,
    line: /CertificateExpiredException|CertPathValidatorException: validity check failed|certificate has expired|CERT_HAS_EXPIRED|certificate expired/i,
    cause: "a certificate has expired",
    remedy: "renew it, and have the brokers load it: `openssl x509 -enddate -noout -in FILE` tells its end",
  },
  {
    name: "wrong listener protocol",
    ofWell: true,
    line: /(SSL handshake failed|Unexpected Kafka request of type \w+ during SASL handshake|InvalidReceiveException|wrong version number|EPROTO)/,
    cause: "client and broker speak different protocols at this address (PLAINTEXT, SSL, SASL): {1}",
    remedy:
      "let the client use the protocol that 'listener.security.protocol.map' has for the listener, or another listener",
  },
  {
    name: "authentication",
    ofWell: true,
    line: /(SASL_AUTHENTICATION_FAILED|SaslAuthenticationException[^;]*|Authentication failed[^;]*|ILLEGAL_SASL_STATE|UNSUPPORTED_SASL_MECHANISM)/,
    cause: "the broker does not know this client: {1}",
    remedy: "give the client a user and a password that the broker has, and a mechanism that it offers",
  },
  {
    name: "authorization",
    ofWell: true,
    line: /((?:TOPIC|GROUP|CLUSTER|TRANSACTIONAL_ID)_AUTHORIZATION_FAILED)/,
    cause: "the broker knows this client, but does not let it do this: {1}",
    remedy:
      "grant it with `kafka-acls.sh --add --allow-principal`; `kafka-acls.sh --list` tells what is granted",
  },
  {
    name: "too few replicas",
    ofWell: true,
    line: /(NOT_ENOUGH_REPLICAS(?:_AFTER_APPEND)?|fewer in-sync replicas than required|INVALID_REPLICATION_FACTOR)/,
    cause: "fewer brokers are in sync than writes or topics need: {1}",
    remedy: "bring the missing brokers back, or lower 'minInsyncReplicas' or the replication factor",
  },
  {
    name: "broken setting",
    line: /((?:ConfigException|IllegalArgumentException): [^;]*)/,
    // One that Docker starts again and again runs for a second each time.
    state: ({ restarts = 0, status }) => status !== "running" || restarts > 0,
    cause: "{container} refuses its settings: {1}",
    remedy: "mend the setting in 'config', 'brokerConfig' or 'zookeeperConfig'",
  },
  {
    name: "no permission",
    line: /(AccessDeniedException: \S+|\S+ \(Permission denied\))/,
    cause: "{container} may not use its data: {1}",
    remedy: "give the folder to the server's user: `chown -R 1000:1000`",
  },
  {
    name: "unreachable advertised address",
    alone: true,
    line: /((?:[\w.:-]+: )?(?:ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)(?: [\w.:-]+)?)/,
    cause: "an address that is declared, or that brokers advertise, cannot be reached from here: {1}",
    remedy:
      "see whether the broker there runs, and whether its address leads there from here; clients elsewhere need 'advertisedHost', or a further listener",
  },
];

/** A symptom that was found, with its blanks filled in. */
export interface Recognized {
  readonly name: string;
  readonly alone: boolean;
  readonly cause: string;
  readonly remedy: string;
}

/**
 * The first symptom that the evidence shows.
 *
 * @param evidence - What was found.
 * @returns Cause and remedy, or undefined if none is known.
 */
export function recognize(evidence: Evidence): Recognized | undefined {
  for (const { alone = false, cause, line, name, ofWell, remedy, state } of SYMPTOMS) {
    if (evidence.well && !ofWell) continue;
    if (state !== undefined && !(evidence.state && state(evidence.state))) continue;
    // The newest line: older ones may tell of what was mended since.
    const match = line && evidence.lines.map((text) => line.exec(text)).findLast((found) => found !== null);
    if (line !== undefined && !match) continue;
    const fill = (text: string) =>
      text
        .replaceAll("{container}", evidence.container ?? "the broker")
        .replaceAll("{1}", match?.[1]?.trim() ?? "");
    return { name, alone, cause: fill(cause), remedy: fill(remedy) };
  }
  return undefined;
}
