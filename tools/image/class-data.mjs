import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lastLines, run } from "../run.mjs";
import { StepError } from "../step.mjs";

/** It takes half a minute; on a machine that is busy with something else, minutes. */
const TIMEOUT_MS = 600_000;

/**
 * Archives the classes that a broker and a ZooKeeper server load (class data sharing): a Java that is given such an
 * archive maps it, instead of reading, parsing and verifying thousands of classes at each start.
 * @param {string} image an image that has everything else
 * @param {string} kafka the directory that is to be /opt/kafka; the archives are put into its class-data/
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<void>}
 * @throws {StepError} with what the servers said last
 */
export async function addClassData(image, kafka, say) {
  say("running a small cluster, to archive the classes that its servers use");
  const script = readFileSync(fileURLToPath(new URL("class-data.sh", import.meta.url)), "utf8");
  // By a pipe: the engine may be one that does not see this machine's files.
  const pipe = 'docker run --rm --init --network none --tmpfs /tmp:exec "$1" bash -c "$2" | tar -C "$0" -x';
  const args = ["-o", "pipefail", "-c", pipe, kafka, image, script];
  const { code, stderr } = await run("bash", args, { timeout: TIMEOUT_MS });
  if (code === 0) return;
  const what = code === 124 ? `did not end in ${TIMEOUT_MS / 1000} s` : "failed";
  throw new StepError([`The cluster that is run for the image ${what}:`, ...lastLines(stderr)].join("\n  "), [
    "Check that the Docker Engine has 1 GiB of memory for it, and try again.",
    "Or set KAFKA_IMAGE to a Kafka 3.9 image that can be had here.",
  ]);
}
