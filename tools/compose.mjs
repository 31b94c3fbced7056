import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDirectory } from "./cache.mjs";
import { GO_PLATFORM, goBuild, hasGo } from "./go.mjs";
import { run } from "./run.mjs";
import { StepError } from "./step.mjs";

/** The release that tools/compose/go.mod names. */
const VERSION = "2.40.3";
const GO_FOR_COMPOSE = "1.25.0";
const MODULE = fileURLToPath(new URL("compose", import.meta.url));

/**
 * Provides Docker Compose, to be compared with: the client's own, or one built from its Go module.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{command: string[], text: string}>} the program and what comes before its arguments, and the result
 * @throws {StepError} if there is none and it cannot be built
 */
export async function provideCompose(say) {
  const { code, stdout } = await run("docker", ["compose", "version", "--short"]);
  if (code === 0) return { command: ["docker", "compose"], text: `Docker Compose ${stdout.trim()}, found` };
  const program = join(cacheDirectory(), "compose", VERSION, GO_PLATFORM, "docker-compose");
  const built = existsSync(program);
  if (!built) {
    if (!(await hasGo(MODULE, GO_FOR_COMPOSE)))
      throw new StepError("There is no Docker Compose to compare with.", [
        `Install it (docker compose version), or Go ${GO_FOR_COMPOSE} or later, with which it is built here.`,
      ]);
    const ldflags = `-s -w -X github.com/docker/compose/v2/internal.Version=v${VERSION}`;
    const name = "github.com/docker/compose/v2/cmd";
    await goBuild({ module: MODULE, package: name, output: program, ldflags, what: "Docker Compose" }, say);
  }
  const how = built ? "built earlier" : "built from its Go module";
  return { command: [program], text: `Docker Compose ${VERSION}, ${how}` };
}
