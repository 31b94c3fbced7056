import Docker from "dockerode";
import { LABEL } from "../manifest/labels";
import { CheckSkipped } from "./check";

/** What the Docker Engine says of a container. */
export interface ContainerState {
  /** Whether there is a container of that name. */
  readonly exists: boolean;
  readonly id?: string;
  /** Value of the label `cdktf-kafka-docker.cluster`. */
  readonly cluster?: string;
  /** Value of the label `cdktf-kafka-docker.definition`. */
  readonly definition?: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly status?: string;
  /** When it was made. */
  readonly created?: Date;
  /** `starting`, `healthy` or `unhealthy`. */
  readonly health?: string;
  /** What the last health check said. */
  readonly healthOutput?: string;
  readonly exitCode?: number;
  /** Why the Docker Engine could not start it. */
  readonly error?: string;
  readonly restarts?: number;
  /** Whether the kernel killed its last process for want of memory. */
  readonly oomKilled?: boolean;
  /** Processes and threads that it may have; undefined where there is no limit. */
  readonly processLimit?: number;
  /** Names by which others find it, by network. */
  readonly networks?: Readonly<Record<string, readonly string[]>>;
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

/** @throws CheckSkipped - where the Docker Engine cannot be asked. */
export async function assertEngine(): Promise<void> {
  try {
    await docker().ping();
  } catch (error) {
    throw new CheckSkipped(`the Docker Engine cannot be asked: ${(error as Error).message}`);
  }
}

/**
 * Whether a container runs, and is healthy where it has a health check.
 *
 * @param state - What the Docker Engine says of it.
 * @returns Whether it is well.
 */
export function isWell({ health = "healthy", status }: ContainerState): boolean {
  return status === "running" && health === "healthy";
}

/**
 * Asks for the state of a container.
 *
 * @param name - Name of the container.
 * @returns What the Docker Engine says.
 */
export async function containerState(name: string): Promise<ContainerState> {
  try {
    const { Config, Created, HostConfig, Id, NetworkSettings, RestartCount, State } = await docker()
      .getContainer(name)
      .inspect();
    const networks = Object.entries(NetworkSettings.Networks).map(([network, { Aliases }]) => [
      network,
      [name, ...((Aliases as string[] | null) ?? [])],
    ]);
    return {
      exists: true,
      id: Id,
      cluster: Config.Labels[LABEL.cluster],
      definition: Config.Labels[LABEL.definition],
      status: State.Status,
      created: new Date(Created),
      health: State.Health?.Status,
      healthOutput: State.Health?.Log?.at(-1)?.Output,
      exitCode: State.ExitCode,
      error: State.Error === "" ? undefined : State.Error,
      restarts: RestartCount,
      oomKilled: State.OOMKilled,
      // 0 and -1 are none, too.
      processLimit: (HostConfig.PidsLimit ?? 0) > 0 ? HostConfig.PidsLimit : undefined,
      networks: Object.fromEntries(networks) as Record<string, string[]>,
    };
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return { exists: false };
    throw error;
  }
}

/**
 * Finds a network of a cluster.
 *
 * @param name - Name of the network.
 * @param cluster - Name of the cluster.
 * @returns Its id; undefined where there is none, or it belongs to something else.
 */
export async function networkId(name: string, cluster: string): Promise<string | undefined> {
  const networks = await docker().listNetworks({ filters: { label: [`${LABEL.cluster}=${cluster}`] } });
  return networks.find((one) => one.Name === name)?.Id;
}

/**
 * Finds a volume.
 *
 * @param name - Name of the volume.
 * @returns Whether it is there.
 */
export async function hasVolume(name: string): Promise<boolean> {
  const { Volumes } = await docker().listVolumes({ filters: { name: [name] } });
  return Volumes.some((one) => one.Name === name);
}

/**
 * Whether the Docker Engine has an image.
 *
 * @param image - Its reference: name and tag, or digest.
 * @returns Whether it is there.
 */
export async function hasImage(image: string): Promise<boolean> {
  try {
    await docker().getImage(image).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

/**
 * Runs a program in a container that runs.
 *
 * @param container - Name of the container.
 * @param command - The program and its arguments.
 * @returns What it printed, whatever its exit code.
 */
export async function execute(container: string, command: readonly string[]): Promise<string> {
  const options = { Cmd: [...command], AttachStdout: true, AttachStderr: true };
  const exec = await docker().getContainer(container).exec(options);
  const stream = await exec.start({});
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return demultiplex(Buffer.concat(chunks));
}

/**
 * Stops a container, and leaves it stopped.
 *
 * @param container - Name of the container.
 * @param graceSeconds - Seconds until it is killed.
 */
export async function stopContainer(container: string, graceSeconds: number): Promise<void> {
  // A client of its own: this one answers when the container has stopped.
  const patient = new Docker({ timeout: (graceSeconds + 30) * 1000 });
  await patient.getContainer(container).stop({ t: graceSeconds }).catch(unlessThereAlready);
}

/**
 * Starts a container.
 *
 * @param container - Name of the container.
 */
export async function startContainer(container: string): Promise<void> {
  await new Docker({ timeout: 60_000 }).getContainer(container).start().catch(unlessThereAlready);
}

/** 304: it is stopped, or runs, already. */
function unlessThereAlready(error: unknown): void {
  if ((error as { statusCode?: number }).statusCode !== 304) throw error;
}

/**
 * Limits the processes and threads of a container, for as long as it exists.
 *
 * @param container - Name of the container.
 * @param limit - How many it may have.
 * @throws Error - when there is no such container, or its Docker Engine cannot limit them.
 */
export async function limitProcesses(container: string, limit: number): Promise<void> {
  const { Warnings } = (await docker().getContainer(container).update({ PidsLimit: limit })) as {
    Warnings: string[] | null;
  };
  if (Warnings?.length) throw new Error(`${container}: ${Warnings.join("; ")}`);
}

/**
 * The last lines of a container's log that tell something: frames of stack traces are left out. A broker that starts
 * logs some 500 lines, and one that starts again and again must still have its error among them.
 *
 * @param container - Name of the container.
 * @param sinceSeconds - Only what is not older than this.
 * @returns The lines.
 */
export async function logLines(container: string, sinceSeconds?: number): Promise<string[]> {
  const since = sinceSeconds === undefined ? {} : { since: Math.floor(Date.now() / 1000) - sinceSeconds };
  const options = { stdout: true, stderr: true, tail: 2000, ...since } as const;
  const raw = await docker().getContainer(container).logs(options);
  return demultiplex(raw)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
}

/**
 * Output without a terminal comes in frames of 8 bytes of header, the last 4 the length, and the text.
 *
 * @param raw - All frames.
 * @returns The text.
 */
export function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length;) {
    const end = at + 8 + raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString("utf8");
}
