import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { chosenImage, json, must, run } from "../../test/support/deployment";
import { type FaultCluster } from "../cluster";
import { untilHealed } from "../healed";
import { type Row } from "../row";
import { type Scene } from "../scene";

/** Less is no outage, but a failover. */
export const OUTAGE_SECONDS = 3;
const STEP_SECONDS = 10;
const GAP_SECONDS = 2;
const HEAL_SECONDS = 60;
/** Records between two changes. */
const BETWEEN = 2000;

/** A change that replaces every broker; a second time it changes back. */
interface Change {
  readonly what: string;
  readonly to: (now: KafkaClusterProps) => Promise<KafkaClusterProps>;
}

const CHANGES_OF_ALL: readonly Change[] = [
  {
    what: "a setting",
    to: ({ config }) => {
      const key = "queued.max.requests";
      return Promise.resolve({ config: { [key]: config?.[key] === 510 ? 520 : 510 } });
    },
  },
  {
    what: "the image",
    to: async ({ image }) => {
      const [plain, other] = [chosenImage() ?? "", `${chosenImage()}-faults`];
      if (image === other) return { image: plain };
      await must("bash", [
        "-c",
        `printf 'FROM ${plain}\\nLABEL faults=1\\n' | docker build -q -t ${other} -`,
      ]);
      return { image: other, zookeeperImage: plain };
    },
  },
  { what: "the heap", to: ({ heapMiB }) => Promise.resolve({ heapMiB: heapMiB === 400 ? 416 : 400 }) },
  {
    what: "the advertised host",
    to: ({ advertisedHost }) =>
      Promise.resolve({ advertisedHost: advertisedHost === "localhost" ? "127.0.0.1" : "localhost" }),
  },
];

const ids = async ({ brokers }: FaultCluster) =>
  (await must("docker", ["inspect", "--format", "{{.Id}}", ...brokers])).trim().split("\n");

/** Makes every change, one after the other, each under load. */
async function changeAll(scene: Scene, way: string, apply: () => Promise<readonly number[]>): Promise<void> {
  const { cluster, load } = scene;
  try {
    for (const { to, what } of CHANGES_OF_ALL) {
      const before = await ids(cluster);
      cluster.declare(await to(cluster.props));
      const failedBefore = load.failed;
      const fromMs = Date.now();
      const stepSeconds = await scene.during(`${what}, ${way}`, apply);
      const seconds = (Date.now() - fromMs) / 1000;
      await untilHealed(cluster, HEAL_SECONDS);
      await load.more(BETWEEN);
      const failed = load.failed - failedBefore;
      scene.changes.push({ what, way, fromMs, toMs: Date.now(), seconds, stepSeconds, failed });
      const left = (await ids(cluster)).filter((id) => before.includes(id));
      scene.same(`brokers of the old definition after ${what}`, "0", `${left.length}`);
    }
  } finally {
    await run("docker", ["rmi", `${chosenImage()}-faults`]);
  }
}

async function gated({ cluster }: Scene): Promise<readonly number[]> {
  interface Applied {
    readonly steps: ReadonlyArray<{ waited: number; changed: number; synced: number }>;
  }
  // Both addresses are this machine.
  const args = ["--yes", "--json", "--allow", "advertised-address"];
  const { steps } = await json<Applied>("node", cluster.deployment.commandLine("apply", ...args));
  return steps.map(({ changed, synced, waited }) => waited + changed + synced);
}

export const CHANGES: readonly Row[] = [
  {
    number: 22,
    fault: "changes of all brokers by kafka-docker apply, gated on in-sync replicas",
    leaders: "all",
    healSeconds: HEAL_SECONDS,
    gapSeconds: GAP_SECONDS,
    run: async (scene) => {
      await changeAll(scene, "kafka-docker apply", () => gated(scene));
      for (const { failed, stepSeconds, what } of scene.changes) {
        scene.same(`sends that failed at ${what}`, "0", `${failed}`);
        scene.same(`steps for ${what}`, `${scene.cluster.brokers.length}`, `${stepSeconds.length}`);
        scene.atMost(`longest step for ${what}`, STEP_SECONDS, Math.max(...stepSeconds));
      }
    },
  },
  {
    number: 23,
    fault: "control: the same changes by a plain terraform apply, all brokers at once",
    leaders: "all",
    healSeconds: HEAL_SECONDS,
    mustReport: "outage",
    run: (scene) => changeAll(scene, "terraform apply", () => scene.cluster.apply().then(() => [])),
  },
];
