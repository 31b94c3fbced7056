import { join } from "node:path";
import { type KafkaProfile } from "cdktf-kafka-docker";
import { COMMAND, docker, must } from "../test/support/deployment";
import { serversAt, type Subject } from "./subject";

const ROOT = join(__dirname, "..");

/** Ids of the first processes of containers whose names begin so. */
export async function processesOf(prefix: string): Promise<number[]> {
  const names = (await docker("ps", "--filter", `name=^/${prefix}-`, "--format", "{{.Names}}")).trim();
  const ids = await docker("inspect", "--format", "{{.State.Pid}}", ...names.split("\n"));
  return ids.trim().split("\n").map(Number);
}

/** A cluster of this package, by the main job: synthesized, planned, deployed, and checked in full. */
export function ours(profile: KafkaProfile, port: number): Subject {
  const name = `bench-${profile}`;
  const env = { KAFKA_NAME: name, KAFKA_FIRST_PORT: String(port), KAFKA_PROFILE: profile };
  const start = () => must(process.execPath, [join(ROOT, "tools", "start.mjs")], { env });
  const command = (...words: string[]) => must(process.execPath, [COMMAND, ...words, name], { env });
  return {
    ...{ name, servers: serversAt(port), verifies: true },
    title: `npm start, ${profile} profile`,
    prepare: () => Promise.resolve(),
    start: async () => void (await start()),
    processes: () => processesOf(name),
    stop: async () =>
      void (await must(process.execPath, [join(ROOT, "tools", "destroy.mjs"), "--yes"], { env })),
    again: {
      synth: () => must(process.execPath, [join(ROOT, "dist", "main.js")], { env }),
      plan: () => command("plan"),
      deploy: start,
      check: () => command("check"),
    },
  };
}
