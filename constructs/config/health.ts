import { REFUSAL_FILE } from "./storage-guard";

/** A health check as Docker runs it, with durations in the form in which the provider reads them back. */
export interface HealthCheck {
  readonly test: string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
}

// An ApiVersions request, version 0, correlation id 1, no client id (https://kafka.apache.org/protocol).
const API_VERSIONS_REQUEST = "\\0\\0\\0\\12\\0\\22\\0\\0\\0\\0\\0\\1\\377\\377";

/** File that says that the server has served since it was started; gone with the container's `/tmp`. */
export const SERVED_FILE = "/tmp/served";
/**
 * How long a check waits for a server that starts, in place of Docker's start period: within that an engine from
 * version 25 on asks each 5 s only (`start_interval`), and older ones refuse to be told otherwise.
 */
const PATIENCE_SECONDS = 20;
const PAUSE_SECONDS = 0.2;
/** For an answer, as Docker bounds the check as a whole. */
const ANSWER_SECONDS = 4;
/** Docker's own interval, after which a server that starts is asked first. */
const DOCKER_INTERVAL_SECONDS = 1;

/**
 * The health check of a broker: it must answer a Kafka request. An open port alone would also be found on a
 * process that hangs. It uses nothing but bash: a Java program for each probe would take a core.
 *
 * @param port - A listener's port inside the container.
 * @param intervalSeconds - Seconds between two checks.
 * @returns The health check.
 */
export function brokerHealth(port: number, intervalSeconds: number): HealthCheck {
  return bash(
    intervalSeconds,
    `exec 3<>/dev/tcp/127.0.0.1/${port} && printf '${API_VERSIONS_REQUEST}' >&3 && read -r -N 1 -t ${ANSWER_SECONDS} -u 3`,
    // A broker that does not start by its own decision tells why, to whoever reads Docker's record of its health.
    `[ -e ${REFUSAL_FILE} ] && { echo "$(<${REFUSAL_FILE})"; exit 1; }; `,
  );
}

/**
 * The health check of a ZooKeeper server: it must serve as part of a quorum, or alone if it is the only one.
 *
 * @param port - The client port.
 * @param intervalSeconds - Seconds between two checks.
 * @returns The health check.
 */
export function zookeeperHealth(port: number, intervalSeconds: number): HealthCheck {
  return bash(
    intervalSeconds,
    `exec 3<>/dev/tcp/127.0.0.1/${port} && printf srvr >&3 && ` +
      `while read -r -t ${ANSWER_SECONDS} -u 3 line; do [[ $line == Mode:* ]] && exit 0; done; exit 1`,
  );
}

/**
 * Until a server has served once, a check tries for some seconds: it is found to be healthy as soon as it serves. After
 * that a check begins with a sleep: to begin a process in a container costs some 80 ms of a processor, so that Docker's
 * own checks, one each second, would take a third of one for four containers.
 */
function bash(intervalSeconds: number, ask: string, before = ""): HealthCheck {
  const sleep = intervalSeconds - DOCKER_INTERVAL_SECONDS;
  const script =
    (sleep > 0 ? `[ ! -e ${SERVED_FILE} ] || sleep ${sleep}; ` : "") +
    `ask() { ${ask}; }; while ${before}! said=$(ask 2>&1); do ` +
    `[ -e ${SERVED_FILE} ] || ((SECONDS >= ${PATIENCE_SECONDS})) && { echo "$said"; exit 1; }; ` +
    `sleep ${PAUSE_SECONDS}; done; : >${SERVED_FILE}`;
  return {
    test: ["CMD", "bash", "-c", script],
    interval: duration(DOCKER_INTERVAL_SECONDS),
    // The script ends earlier by itself.
    timeout: duration(Math.max(sleep, PATIENCE_SECONDS) + ANSWER_SECONDS + 1),
    // Of a server that starts, three checks take a minute.
    retries: 3,
  };
}

/** As Go writes it, and so the provider reads it back: another spelling would show as a change in every plan. */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
