import { canInstall, isDebian } from "./apt.mjs";
import { installEngine, startEngine } from "./engine-start.mjs";
import { lastLines, run, which } from "./run.mjs";
import { StepError } from "./step.mjs";

const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Asks the Docker Engine for its version.
 * @returns {Promise<{version?: string, os?: string, reason: string}>} without a version, the reason tells why
 */
async function ask() {
  const format = "{{.Server.Version}} {{.Server.Os}}";
  const { code, stdout, stderr } = await run("docker", ["version", "--format", format], {
    timeout: ANSWER_TIMEOUT_MS,
  });
  const [, version, os] = /^(\d\S*) (\w+)$/m.exec(stdout) ?? [];
  if (code === 0 && version) return { version, os, reason: "" };
  const timedOut = code === 124 && `no answer in ${ANSWER_TIMEOUT_MS / 1000} s`;
  return { reason: timedOut || lastLines(stderr, 1)[0] || "no answer" };
}

/** The endpoint of the Docker context in use, if it is not the default one: Terraform's provider knows no contexts. */
async function context() {
  const format = "{{.Name}}\t{{.Endpoints.docker.Host}}";
  const { stdout, stderr } = await run("docker", ["context", "inspect", "--format", format], {
    timeout: ANSWER_TIMEOUT_MS,
  });
  if (/context.*not found|not found.*context/.test(stderr)) {
    const [, missing = ""] = /context "(.+?)"/.exec(stderr) ?? [];
    throw new StepError(`There is no Docker context "${missing}", which is the one in use.`, [
      "Correct or unset DOCKER_CONTEXT, or run: docker context use default",
    ]);
  }
  const [name, host] = stdout.trim().split("\t");
  return name && host && name !== "default" ? { name, host } : undefined;
}

function assertLinux({ os, version }) {
  if (os === "linux") return;
  throw new StepError(`Docker Engine ${version} runs ${os} containers; Kafka needs Linux containers.`, [
    "Switch Docker Desktop to Linux containers.",
  ]);
}

/** What to do by hand where this program may not do it. */
function remedyFor(reason) {
  if (/permission denied/i.test(reason)) {
    return [
      "You may not use the Docker Engine. Join its group, then log in again:",
      "  sudo usermod -aG docker $USER",
      "or run this command with sudo.",
    ];
  }
  if (process.platform === "darwin") {
    return [
      "Start Docker Desktop, or install it: https://docs.docker.com/desktop/setup/install/mac-install/",
    ];
  }
  if (which("dockerd")) return ["Start it:", "  sudo systemctl start docker"];
  if (!isDebian()) return ["Install Docker Engine: https://docs.docker.com/engine/install/"];
  return [
    "Install and start it:",
    "  sudo apt-get update",
    "  sudo apt-get install -y docker.io iptables",
    "  sudo systemctl start docker",
  ];
}

async function provideEngine(say) {
  const installed = await installEngine(say);
  // The package has started it where the system does such things.
  const { version } = await ask();
  if (!version) await startEngine(async () => Boolean((await ask()).version), say);
  return installed;
}

/**
 * Finds the Docker Engine; as root on Debian or Ubuntu it is installed and started if there is none.
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<{version: string, host?: string, text: string}>} its version; the value that DOCKER_HOST must have
 *   for programs that know no Docker contexts; the result for the step's line
 * @throws {StepError} if there is none that answers
 */
export async function findEngine(say) {
  say("asking the Docker Engine");
  const chosen = process.env.DOCKER_HOST;
  const used = chosen || !which("docker") ? undefined : await context();
  let answer = await ask();
  let how = "";
  if (!answer.version) {
    if (chosen) {
      throw new StepError(`DOCKER_HOST=${chosen}: no Docker Engine answers there (${answer.reason}).`, [
        "Start that engine, correct DOCKER_HOST, or unset it to use the engine of this machine.",
      ]);
    }
    if (used) {
      throw new StepError(`No Docker Engine answers at ${used.host} (${answer.reason}).`, [
        `Start the engine of the Docker context "${used.name}", or leave it: docker context use default`,
      ]);
    }
    if (!canInstall())
      throw new StepError(`No Docker Engine answers (${answer.reason}).`, remedyFor(answer.reason));
    how = (await provideEngine(say)) ? ", installed and started" : ", started";
    answer = await ask();
    if (!answer.version)
      throw new StepError(`The Docker Engine does not answer (${answer.reason}).`, remedyFor(""));
  }
  assertLinux(answer);
  const where = used ? ` (context ${used.name})` : "";
  return { version: answer.version, host: used?.host, text: `Docker Engine ${answer.version}${where}${how}` };
}
