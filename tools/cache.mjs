import { homedir } from "node:os";
import { join } from "node:path";

const NAME = "cdktf-kafka-docker";

/**
 * Where what was built is kept from one run to the next.
 * @param {Record<string, string | undefined>} env the environment
 * @param {string} platform Node's name of the operating system
 * @returns {string} the directory, which may not exist yet
 */
export function cacheDirectory(env = process.env, platform = process.platform) {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, NAME);
  return platform === "darwin" ? join(homedir(), "Library", "Caches", NAME) : join(homedir(), ".cache", NAME);
}
