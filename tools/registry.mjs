import { run, which } from "./run.mjs";

const TIMEOUT_MS = 3_000;

/**
 * Whether a provider registry can be reached from here.
 * @param {string} host its host name
 * @returns {Promise<boolean>} true if it answers as a provider registry does
 */
export async function registryAnswers(host) {
  const body = await read(`https://${host}/.well-known/terraform.json`);
  // A firewall's own page is an answer too, but not this one.
  return body.includes("providers.v1");
}

async function read(url) {
  // curl heeds the proxy settings that Terraform heeds; Node's fetch does not.
  if (which("curl")) {
    return (await run("curl", ["-sSf", "--max-time", String(TIMEOUT_MS / 1000), url])).stdout;
  }
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return await response.text();
  } catch {
    return "";
  }
}
