import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { containersOf } from "./ports.mjs";
import { loadSettings, prepare, ROOT } from "./prepare.mjs";
import { counted, fail, step, StepError } from "./step.mjs";
import { converge, initialize, stateAddresses, synthesizedStack } from "./terraform-stack.mjs";

const HELP = `npm run destroy [-- --yes]

Removes the cluster that npm start made: containers, network, and volumes with all their data; deployed with
KAFKA_DATA_RETENTION=retain its volumes are kept. KAFKA_NAME chooses another cluster than "kafka", and
KAFKA_EXAMPLE that of an example.

  --yes   do not ask first`;

// npm run destroy: removes all that npm start has deployed.
try {
  const values = readArguments();
  if (values.help) console.log(HELP);
  else await destroy(values.yes ?? false);
} catch (error) {
  fail(error);
}

function readArguments() {
  try {
    return parseArgs({ options: { yes: { type: "boolean" }, help: { type: "boolean", short: "h" } } }).values;
  } catch (error) {
    throw new StepError(error.message, HELP.split("\n"));
  }
}

async function destroy(yes) {
  loadSettings();
  const name = process.env.KAFKA_NAME || process.env.KAFKA_EXAMPLE || "kafka";
  if (!existsSync(join(ROOT, "state", `${name}.tfstate`))) {
    await assertNoneLeft(name);
    console.log(`There is nothing to remove: no cluster "${name}" was deployed from this folder.`);
    return;
  }
  const { terraform, registry } = await prepare({ image: false });
  const { folder } = synthesizedStack(ROOT);
  await initialize(terraform.binary, folder, registry);
  const addresses = await stateAddresses(terraform.binary, folder);
  const count = (type) => addresses.filter((address) => address.startsWith(type)).length;
  if (addresses.length === 0) {
    console.log(`There is nothing to remove: cluster "${name}" is gone already.`);
    return;
  }
  const volumes = count("docker_volume.");
  const servers = `${count("docker_container.")} containers, ${counted(count("docker_network."), "network")}`;
  const what = volumes > 0 ? `${servers} and ${volumes} volumes` : servers;
  const data = volumes > 0 ? "with all their data" : "and keep its data";
  if (!yes) await confirm(`Remove cluster "${name}": ${what} ${data}? [y/N] `);
  await step("destroy", async (say) => {
    await converge(terraform.binary, "destroy", folder, say);
    // Its manifest would be taken for that of a cluster that runs.
    rmSync(folder, { recursive: true });
    return `removed ${what}`;
  });
  if (volumes > 0) return;
  // From the state: this run may have been told of other numbers than the deploy.
  const kept = addresses
    .filter((address) => address.startsWith("docker_container."))
    .map((address) => `${address.slice("docker_container.".length)}-data`);
  console.log(`Its data are kept for the next deploy. To delete them: docker volume rm ${kept.join(" ")}`);
}

/** A cluster of another folder, or one whose state is lost, is not nothing. */
async function assertNoneLeft(name) {
  const containers = await containersOf(name);
  if (containers.length === 0) return;
  throw new StepError(`Cluster "${name}" was not deployed from this folder, or its state is lost.`, [
    `Remove it from the folder it came from, with npm run destroy there.`,
    `If its state is lost: npm run kafka-docker -- adopt ${name} takes it into the state of this folder.`,
    `Or by hand: docker rm -f ${containers.join(" ")}, then its network and volumes.`,
  ]);
}

async function confirm(question) {
  if (!process.stdin.isTTY) {
    throw new StepError("npm run destroy asks before it removes data, and there is no terminal to ask on.", [
      "npm run destroy -- --yes    removes it without asking",
    ]);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new StepError("Nothing was removed.");
}
