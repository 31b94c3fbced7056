import { type ObservedTopic, type VerifyReport } from "../../checks/report";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { Icon, type IconName } from "./icon";
import { brokersOf, type Condition, type Server, zookeepersOf } from "./servers";
import { partitionTotals } from "./topic-faults";
import { counted } from "../counted";

interface Tile {
  readonly to: string;
  readonly name: string;
  readonly icon: IconName;
  readonly figure: string;
  readonly note: string;
}

/**
 * The cluster in some figures, each a link to the section that has it in full.
 *
 * @param props - The report and its manifest.
 * @returns The tiles.
 */
export function Tiles({ manifest, report }: { report: VerifyReport; manifest: ClusterManifest }) {
  const { latency, topology } = report;
  const zookeepers = zookeepersOf(manifest, topology);
  const tiles = [
    servers("Brokers", brokersOf(manifest, topology), "controller"),
    ...(zookeepers.length > 0
      ? [servers("ZooKeeper", zookeepers, zookeepers.length === 1 ? "standalone" : "leader")]
      : []),
    ...(topology.topics === undefined ? [] : [partitions(topology.topics)]),
    ...(latency === undefined
      ? []
      : [
          tile(
            "latency",
            "Latency, p99",
            "none",
            `${latency.p99Ms.toFixed(1)} ms`,
            `p50 ${latency.p50Ms.toFixed(1)} ms`,
          ),
        ]),
  ];
  return (
    <nav class="tiles" aria-label="Summary">
      {tiles.map(({ figure, icon, name, note, to }) => (
        <a href={`#${to}`}>
          <span class="name">{name}</span>
          <span class="figure">
            {icon !== "none" && <Icon name={icon} />} {figure}
          </span>
          <span class="note">{note}</span>
        </a>
      ))}
    </nav>
  );
}

function tile(to: string, name: string, icon: IconName, figure: string, note: string): Tile {
  return { to, name, icon, figure, note };
}

/** As many as are sound; what is not is told, and otherwise who has a part of its own. */
function servers(name: string, all: readonly Server[], role: string): Tile {
  const count = (condition: Condition) => all.filter((one) => one.condition === condition).length;
  const declared = all.length - count("foreign");
  const told = [
    [count("broken"), "broken"],
    [count("starting"), "starting"],
    [count("unknown"), "not observed"],
    [count("foreign"), "not declared"],
  ] as const;
  const icon = count("broken") > 0 ? "bad" : count("starting") + count("foreign") > 0 ? "warning" : "good";
  if (count("unknown") === all.length)
    return tile("topology", name, "unknown", `${declared} declared`, "not observed");
  const faults = told.flatMap(([number, words]) => (number > 0 ? [`${number} ${words}`] : []));
  const holder = all.find((one) => one.role === role);
  const note = holder === undefined ? `no ${role} observed` : `${role}: ${holder.title}`;
  return tile("topology", name, icon, `${count("sound")} of ${declared}`, faults.join(", ") || note);
}

function partitions(topics: readonly ObservedTopic[]): Tile {
  const { all, behind, leaderless } = partitionTotals(topics);
  const icon = leaderless + behind === 0 ? "good" : "bad";
  const faults = [
    ...(leaderless > 0 ? [`${leaderless} without leader`] : []),
    ...(behind > 0 ? [`${behind} out of sync`] : []),
  ];
  const note = faults.join(", ") || "all led and in sync";
  return tile("partitions", `Partitions of ${counted(topics.length, "topic")}`, icon, String(all), note);
}
