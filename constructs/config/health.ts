import { REFUSAL_FILE } from "./storage-guard";

/** A health check as Docker runs it, with durations in the form in which the provider reads them back. */
export interface HealthCheck {
  readonly test: string[];
  readonly interval: string;
  readonly timeout: string;
  readonly startPeriod: string;
  readonly retries: number;
}

// An ApiVersions request, version 0, correlation id 1, no client id (https://kafka.apache.org/protocol).
const API_VERSIONS_REQUEST = "\\0\\0\\0\\12\\0\\22\\0\\0\\0\\0\\0\\1\\377\\377";

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
    // A broker that does not start by its own decision tells why, to whoever reads Docker's record of its health.
    `[ -e ${REFUSAL_FILE} ] && { echo "$(<${REFUSAL_FILE})"; exit 1; }; exec 3<>/dev/tcp/127.0.0.1/${port} && printf '${API_VERSIONS_REQUEST}' >&3 && read -r -N 1 -t 4 -u 3`,
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
      `while read -r -t 4 -u 3 line; do [[ $line == Mode:* ]] && exit 0; done; exit 1`,
  );
}

function bash(intervalSeconds: number, script: string): HealthCheck {
  return {
    test: ["CMD", "bash", "-c", script],
    interval: duration(intervalSeconds),
    timeout: "5s",
    startPeriod: "1m0s",
    retries: 5,
  };
}

/** As Go writes it, and so the provider reads it back: another spelling would show as a change in every plan. */
function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [hours > 0 ? `${hours}h` : "", seconds >= 60 ? `${minutes}m` : "", `${seconds % 60}s`];
  return parts.join("");
}
