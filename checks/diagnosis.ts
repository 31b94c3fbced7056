import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type Finding } from "./check";
import { containerState, hasImage, isWell, type LogLines, logLines } from "./docker-engine";
import { withoutIntruders } from "./intruder";
import { OWN_PREFIX } from "./run-topic";
import { type Evidence, recognize } from "./symptoms";

const LOOKED_AT = 5;
const SHOWN_LINES = 15;
/** What a container that is well logged before this has nothing to do with the fault. */
const RECENT_SECONDS = 60;

/** Why a check failed, and what to do. */
export interface Diagnosis {
  readonly cause?: string;
  readonly remedy?: string;
  /** The last lines of the log of the container at fault. */
  readonly log?: LogLines;
}

/**
 * Looks for the cause of a failure: in the containers that it points to, then in what the client was told.
 *
 * @param finding - What the check found.
 * @param manifest - The cluster.
 * @param errors - What the client was told meanwhile.
 * @returns What could be told; where nothing is recognised, what the check itself says.
 */
export async function diagnose(
  finding: Finding,
  manifest: ClusterManifest,
  errors: readonly string[],
): Promise<Diagnosis> {
  if (finding.explains) return { cause: finding.cause, remedy: finding.remedy };
  const containers = (finding.containers ?? []).slice(0, LOOKED_AT);
  const seen = await Promise.all(containers.map((container) => look(container, manifest)));
  const ofContainer = seen
    .map((one) => ({ container: one.container, symptom: recognize(one) }))
    .find(({ symptom }) => symptom !== undefined);
  const ofErrors = recognize({ lines: [...errors, finding.actual] });
  const symptoms = [ofContainer?.symptom, ofErrors].filter((symptom) => symptom !== undefined);
  const told = symptoms.filter(({ alone }) => !alone || symptoms.length === 1);
  const joined = (texts: ReadonlyArray<string | undefined>) =>
    [...new Set(texts.filter((text) => text !== undefined))].join("; ");
  const cause = joined([finding.cause, ...told.map((symptom) => symptom.cause)]);
  const remedy = joined(told.map((symptom) => symptom.remedy)) || finding.remedy;
  const log = logOf(seen, ofContainer?.container);
  return {
    ...(cause === "" ? {} : { cause }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(log === undefined ? {} : { log }),
  };
}

/** Of the container that tells the cause, else of one that is not well: the others' logs are of no use. */
function logOf(seen: readonly Seen[], told: string | undefined): LogLines | undefined {
  // What the checks themselves have made it log says nothing.
  const logged = seen
    .map((each) => ({ ...each, lines: each.lines.filter((line) => !line.includes(OWN_PREFIX)) }))
    .filter(({ lines }) => lines.length > 0);
  const one = logged.find(({ container }) => container === told) ?? logged.find(({ well }) => !well);
  return one && { container: one.container, lines: one.lines.slice(-SHOWN_LINES) };
}

interface Seen extends Evidence {
  readonly container: string;
}

async function look(container: string, manifest: ClusterManifest): Promise<Seen> {
  try {
    const state = await containerState(container);
    if (!state.exists) return { container, state, lines: await missingImage(container, manifest) };
    const well = isWell(state);
    const logged = await logLines(container, well ? RECENT_SECONDS : undefined);
    // In a secured cluster the check of its security is turned away, which is not what went wrong.
    const lines = manifest.security === undefined ? logged : withoutIntruders(logged);
    return { container, state, well, lines: [...(state.error === undefined ? [] : [state.error]), ...lines] };
  } catch {
    // The Docker Engine is elsewhere, or cannot be asked: there is less to tell.
    return { container, lines: [] };
  }
}

async function missingImage(container: string, { brokers, zookeepers }: ClusterManifest): Promise<string[]> {
  const image = [...brokers, ...zookeepers].find((one) => one.container === container)?.image;
  return image === undefined || (await hasImage(image)) ? [] : [`No such image: ${image}`];
}
