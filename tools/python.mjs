import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { canInstall, install } from "./apt.mjs";
import { cacheDirectory } from "./cache.mjs";
import { run, which } from "./run.mjs";
import { StepError } from "./step.mjs";

/** The Python client that the tests use, as the package registry of Python knows it. */
const CLIENT = "confluent-kafka==2.16.1";

const environment = () => join(cacheDirectory(), `python-${CLIENT.replace("==", "-")}`);

/** @returns {string} path of a Python program that has the Kafka client; it may not be there yet */
export function pythonWithClient() {
  return join(environment(), "bin", "python");
}

/**
 * Makes a Python environment with the Kafka client, in the cache, where there is none.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<string>} what was done
 */
export async function providePython(say) {
  if (existsSync(pythonWithClient())) return "found";
  await providePrograms(say);
  const folder = environment();
  // Under another name until it is whole: one that was interrupted is begun anew.
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(cacheDirectory(), { recursive: true });
  await run("python3", ["-m", "venv", part], { check: true });
  say(`pip install ${CLIENT}`);
  await run(join(part, "bin", "python"), ["-m", "pip", "install", "--quiet", "--only-binary=:all:", CLIENT], {
    check: true,
    remedy: [`The tests need the Python package ${CLIENT}: make it available to pip.`],
  });
  renameSync(part, folder);
  return "installed";
}

/** Python without its module of environments is what Debian has by default. */
async function providePrograms(say) {
  const hasVenv = async () =>
    which("python3") && (await run("python3", ["-c", "import ensurepip, venv"])).code === 0;
  if (await hasVenv()) return;
  if (canInstall()) await install(["python3", "python3-venv"], say);
  if (!(await hasVenv())) throw new StepError("The tests need Python 3 with its module venv: install them.");
}
