import { join } from "node:path";
import { usedImage, must } from "../test/support/deployment";
import { processesOf } from "./ours";
import { serversAt, type Subject } from "./subject";

const FILE = join(__dirname, "compose.yaml");

/**
 * The cluster of compose.yaml.
 *
 * @param program - Compose, and what comes before its own arguments.
 * @param port - First of three.
 */
export function compose([program, ...first]: readonly string[], port: number): Subject {
  const ports = Object.fromEntries([0, 1, 2].map((index) => [`PORT_${index + 1}`, String(port + index)]));
  const env = { KAFKA_IMAGE: usedImage(), ...ports };
  const call = (...args: string[]) => must(program!, [...first, "-f", FILE, ...args], { env });
  const start = () => call("up", "--wait", "--pull", "never");
  return {
    ...{ name: "bench-compose", servers: serversAt(port), verifies: false },
    title: "docker compose up --wait",
    prepare: async () => void (await call("config", "--quiet")),
    start: async () => void (await start()),
    processes: () => processesOf("bench-compose"),
    stop: async () => void (await call("down", "--volumes")),
    again: { deploy: start },
  };
}
