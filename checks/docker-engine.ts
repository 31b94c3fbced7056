import Docker from "dockerode";
import { LABEL } from "../manifest/labels";

/** What the Docker Engine says of a container. */
export interface ContainerState {
  /** Whether there is a container of that name. */
  readonly exists: boolean;
  /** Value of the label `cdktf-kafka-docker.definition`. */
  readonly definition?: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly status?: string;
  /** `starting`, `healthy` or `unhealthy`. */
  readonly health?: string;
  /** What the last health check said. */
  readonly healthOutput?: string;
  readonly exitCode?: number;
  /** Why the Docker Engine could not start it. */
  readonly error?: string;
  readonly restarts?: number;
}

/** Lines of a container's log. */
export interface LogLines {
  readonly container: string;
  readonly lines: readonly string[];
}

let engine: Docker | undefined;

/** Found as the Docker client finds it: DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, or the local socket. */
function docker(): Docker {
  engine ??= new Docker({ timeout: 5000 });
  return engine;
}

/** @returns Why the Docker Engine cannot be asked, or undefined if it can. */
export async function engineProblem(): Promise<string | undefined> {
  try {
    await docker().ping();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Asks for the state of a container.
 *
 * @param name - Name of the container.
 * @returns What the Docker Engine says.
 */
export async function containerState(name: string): Promise<ContainerState> {
  try {
    const { Config, RestartCount, State } = await docker().getContainer(name).inspect();
    return {
      exists: true,
      definition: Config.Labels[LABEL.definition],
      status: State.Status,
      health: State.Health?.Status,
      healthOutput: State.Health?.Log?.at(-1)?.Output,
      exitCode: State.ExitCode,
      error: State.Error === "" ? undefined : State.Error,
      restarts: RestartCount,
    };
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return { exists: false };
    throw error;
  }
}

/**
 * Memory that a container uses, without the page cache that the kernel can take back.
 *
 * @param name - Name of the container.
 * @returns MiB.
 */
export async function memoryMiB(name: string): Promise<number> {
  const stats = await docker().getContainer(name).stats({ stream: false, "one-shot": true });
  const { usage = 0, stats: detail } = stats.memory_stats;
  const { inactive_file, total_inactive_file } = (detail ?? {}) as unknown as Record<
    string,
    number | undefined
  >;
  return Math.round((usage - (inactive_file ?? total_inactive_file ?? 0)) / 1024 / 1024);
}

/**
 * The last lines of a container's log that tell something: frames of stack traces are left out.
 *
 * @param container - Name of the container.
 * @param count - How many lines.
 * @returns The lines, or undefined if there are none to be had.
 */
export async function lastLogLines(container: string, count = 15): Promise<LogLines | undefined> {
  try {
    const raw = await docker().getContainer(container).logs({ stdout: true, stderr: true, tail: 300 });
    const lines = demultiplex(raw)
      .split("\n")
      .filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    return lines.length === 0 ? undefined : { container, lines: lines.slice(-count) };
  } catch {
    return undefined;
  }
}

/** Output without a terminal comes in frames of 8 bytes of header, the last 4 the length, and the text. */
function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length;) {
    const end = at + 8 + raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString("utf8");
}
