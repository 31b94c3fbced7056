import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadEnvFile } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { OFFICIAL_IMAGE } from "./image.mjs";

// npm run bench:health: what health checks cost. ZooKeeper servers, each alone and at rest, run in turn without a
// health check, with one that Docker begins each second, and with the package's default; told is how much of a
// processor the whole machine uses for each container. Medians of --runs; it needs Linux, an engine on the same machine
// and nothing else on it, and removes its containers, also when it is interrupted.
// --runs, --containers, --seconds (of each measurement); --json for programs.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
if (existsSync(`${ROOT}/.env`)) loadEnvFile(`${ROOT}/.env`);
const require = createRequire(import.meta.url);
const { zookeeperHealth } = require("../dist/constructs/config/health");

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    containers: { type: "string", default: "6" },
    seconds: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});
const [runs, containers, seconds] = ["runs", "containers", "seconds"].map((key) => Number(values[key]));
const image = process.env.KAFKA_IMAGE || OFFICIAL_IMAGE;
const PORT = 2181;
const LABEL = "cdktf-kafka-docker.bench=health";
const docker = (...args) => promisify(execFile)("docker", args).then(({ stdout }) => stdout.trim());

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => interrupt.abort());

const SETTINGS = `dataDir=/tmp/data\\nclientPort=${PORT}\\n4lw.commands.whitelist=srvr\\nadmin.enableServer=false\\n`;
const SERVER = [
  `printf '${SETTINGS}' >/tmp/zookeeper.properties &&`,
  "exec java -Xmx64m -XX:+UseSerialGC -cp '/opt/kafka/libs/*'",
  "org.apache.zookeeper.server.quorum.QuorumPeerMain /tmp/zookeeper.properties",
].join(" ");

const KINDS = [
  { kind: "none", args: ["--no-healthcheck"] },
  { kind: "each second", args: asArguments(zookeeperHealth(PORT, 1)) },
  { kind: "the default", args: asArguments(zookeeperHealth(PORT, 5)) },
];

/** The command line takes a shell's command only. */
function asArguments({ interval, retries, test, timeout }) {
  const quoted = `'${test.at(-1).replaceAll("'", `'\\''`)}'`;
  return [
    ...["--health-cmd", `exec bash -c ${quoted}`, "--health-interval", interval],
    ...["--health-timeout", timeout, "--health-retries", String(retries)],
  ];
}

/** Processor time that the machine has used, in seconds. */
function used() {
  const [, user, nice, system, , , irq, softirq] = readFileSync("/proc/stat", "utf8")
    .split("\n")[0]
    .split(/\s+/);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

async function measure({ args, kind }) {
  const all = ["run", "-d", "--label", LABEL, "--entrypoint", "bash", ...args, image, "-c", SERVER];
  for (let index = 0; index < containers; index++) await docker(...all);
  for (let left = 60; kind !== "none" && left > 0; left--) {
    const waiting = await docker("ps", "-q", "--filter", `label=${LABEL}`, "--filter", "health=healthy");
    if (waiting.split("\n").filter(Boolean).length === containers) break;
    if (left === 1) throw new Error(`the containers are not healthy (${kind})`);
    await sleep(1000, undefined, { signal: interrupt.signal });
  }
  await sleep(5000, undefined, { signal: interrupt.signal });
  const before = used();
  await sleep(seconds * 1000, undefined, { signal: interrupt.signal });
  const share = (used() - before) / seconds / containers;
  await remove();
  return share;
}

async function remove() {
  const ids = await docker("ps", "-aq", "--filter", `label=${LABEL}`);
  if (ids !== "") await docker("rm", "-f", ...ids.split("\n"));
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
try {
  const shares = new Map(KINDS.map(({ kind }) => [kind, []]));
  for (let index = 1; index <= runs; index++)
    for (const kind of KINDS) {
      if (!values.json) console.error(`run ${index} of ${runs}: ${kind.kind}`);
      shares.get(kind.kind).push(await measure(kind));
    }
  const [none, each, ours] = KINDS.map(({ kind }) => median(shares.get(kind)));
  const figures = { containers, seconds, runs, none, eachSecond: each - none, default: ours - none };
  if (values.json) console.log(JSON.stringify(figures, null, 2));
  else {
    const percent = (share) => `${(100 * share).toFixed(1)} %`;
    console.log(`share of one processor for each container's health check, median of ${runs}:`);
    console.log(`  begun by Docker each second  ${percent(each - none)}`);
    console.log(`  the package's default        ${percent(ours - none)}`);
  }
} catch (error) {
  if (!interrupt.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await remove();
}
