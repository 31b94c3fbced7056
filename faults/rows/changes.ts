import { run } from "../../test/support/deployment";
import { type Row } from "../row";
import { type Scene } from "../scene";

const HEAPS_MIB = [400, 416] as const;
/** Less is no outage, but a failover. */
const OUTAGE_SECONDS = 3;

/**
 * A change that replaces every broker, under load.
 *
 * @param scene - What is changed.
 * @param text - How, for the picture.
 * @param apply - Applies what is declared.
 */
async function changeAll(scene: Scene, text: string, apply: () => Promise<unknown>): Promise<void> {
  const { cluster } = scene;
  const heapMiB = HEAPS_MIB.find((heap) => heap !== cluster.props.heapMiB)!;
  const ids = () => run("docker", ["inspect", "--format", "{{.Id}}", ...cluster.brokers]);
  const before = (await ids()).stdout.trim().split("\n");
  cluster.declare({ heapMiB });
  await scene.during(text, apply);
  const left = (await ids()).stdout
    .trim()
    .split("\n")
    .filter((id) => before.includes(id)).length;
  scene.same("brokers of the old definition", "0", `${left}`);
}

/** Row 22, the same change gated on in-sync replicas, belongs here: another `apply`, and a bound of 2 s. */
export const CHANGES: readonly Row[] = [
  {
    number: 23,
    fault: "a change of all brokers by a plain terraform apply, all at once",
    leaders: "all",
    healSeconds: 60,
    mustReport: "outage",
    run: (scene) => changeAll(scene, "terraform apply", () => scene.cluster.apply()),
  },
];

/** Seconds without a write that are an outage, where one must be reported. */
export { OUTAGE_SECONDS };
