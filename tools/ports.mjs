import { createServer } from "node:net";
import { run, which } from "./run.mjs";
import { StepError } from "./step.mjs";

const ADDRESS = "127.0.0.1";
const LAST_PORT = 65_535;
/** The label of everything that belongs to a cluster; its value is the cluster's name. */
export const CLUSTER_LABEL = "cdktf-kafka-docker.cluster";
const CANDIDATES = [19_092, 29_092, 39_092, 49_092, 59_092];

/**
 * @param {string} cluster name of a cluster
 * @returns {Promise<string[]>} names of its containers, running or not; none where Docker cannot be asked
 */
export async function containersOf(cluster) {
  const filter = `label=${CLUSTER_LABEL}=${cluster}`;
  const { stdout } = await run("docker", ["ps", "-a", "--filter", filter, "--format", "{{.Names}}"]);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Whether a port can be bound. One that this user may not bind is not in use: the Docker Engine may. */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }) => resolve(code !== "EADDRINUSE"));
    server.listen({ host: ADDRESS, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The containers that publish a port at the address, and the cluster that each belongs to. */
async function publishers() {
  const format = `{{.Names}}\t{{.Label "${CLUSTER_LABEL}"}}\t{{.Ports}}`;
  const { stdout } = await run("docker", ["ps", "--format", format]);
  const byPort = new Map();
  for (const line of stdout.split("\n")) {
    const [container, cluster, ports = ""] = line.split("\t");
    // For example 127.0.0.1:9092-9094->9092-9094/tcp, 0.0.0.0:80->80/tcp
    for (const [, first, last = first] of ports.matchAll(/(?:127\.0\.0\.1|0\.0\.0\.0):(\d+)(?:-(\d+))?->/g)) {
      for (let port = Number(first); port <= Number(last); port++) byPort.set(port, { container, cluster });
    }
  }
  return byPort;
}

/** The program that listens on a port, as far as this user may know. */
async function listener(port) {
  if (which("ss")) {
    const { stdout } = await run("ss", ["-Hltnp", `sport = :${port}`]);
    const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout) ?? [];
    return name && `${name} (process ${pid})`;
  }
  if (!which("lsof")) return undefined;
  const { stdout } = await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const [, pid, name] = /^p(\d+)\nc(.+)$/m.exec(stdout) ?? [];
  return name && `${name} (process ${pid})`;
}

async function suggestion(count, published, setting) {
  for (const first of CANDIDATES) {
    const ports = range(first, count);
    if (ports.at(-1) > LAST_PORT || ports.some((port) => published.has(port))) continue;
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return `, for example ${setting}=${first}`;
  }
  return "";
}

const range = (first, count) => Array.from({ length: count }, (_, index) => first + index);

/**
 * Makes sure that ports on this machine are free, or are those of the same cluster or container already.
 * @param {number} firstPort the first of them
 * @param {number} count how many ports
 * @param {{cluster?: string, container?: string, setting?: string}} options who may have them already, and what chooses
 *   others
 * @returns {Promise<void>}
 * @throws {StepError} that names the first port in use, its user, and ports that are free
 */
export async function assertPortsFree(
  firstPort,
  count,
  { cluster, container, setting = "KAFKA_FIRST_PORT" },
) {
  const published = await publishers();
  for (const port of range(firstPort, count)) {
    const publisher = published.get(port);
    if (publisher && (publisher.cluster === cluster || publisher.container === container)) continue;
    if (!publisher && (await isFree(port))) continue;
    const user = publisher ? `container ${publisher.container}` : await listener(port);
    const ports = count === 1 ? "a free port" : `the first of ${count} free ports`;
    throw new StepError(`Port ${port} on ${ADDRESS} is in use${user ? ` by ${user}` : ""}.`, [
      `Set ${setting} to ${ports}${await suggestion(count, published, setting)}`,
    ]);
  }
}
