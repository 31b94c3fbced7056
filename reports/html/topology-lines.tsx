import { type Condition, type Server } from "./servers";
import { type Box, type Format, type Layout, railOf } from "./topology-layout";

const ARROW = 4;
const DROP_FROM_RAIL = 30;

interface LinesProps {
  readonly format: Format;
  readonly layout: Layout;
  readonly brokers: readonly Server[];
  readonly zookeepers: readonly Server[];
}

/**
 * The lines from clients to brokers. The first row is reached from above, the others by a line at the left.
 *
 * @param props - What is drawn, and where.
 * @returns The lines.
 */
export function ClientLines({ brokers, format, layout }: LinesProps) {
  const { clients, columns } = layout;
  const trunk = 2 * format.pad + layout.gutter / 2;
  const start = clients.y + clients.height;
  const later = layout.brokers.filter((_, index) => index >= columns);
  const rails = later.filter((_, index) => index % columns === 0).map(({ y }) => y - DROP_FROM_RAIL);
  const rail = (y: number) => {
    const ends = later.filter((box) => box.y - DROP_FROM_RAIL === y).map(({ x }) => x + format.drop);
    return `M${trunk} ${y}H${Math.max(...ends)}`;
  };
  return (
    <g>
      {rails.length > 0 && (
        <path class="line client" d={`M${trunk} ${start}V${rails.at(-1)}${rails.map(rail).join("")}`} />
      )}
      {brokers.map(({ condition }, index) => {
        const box = layout.brokers[index]!;
        const from = index < columns ? start : box.y - DROP_FROM_RAIL;
        return <ClientLine x={box.x + format.drop} end={box.y - 1} condition={condition} from={from} />;
      })}
    </g>
  );
}

function ClientLine({
  condition,
  end,
  from,
  x,
}: {
  condition: Condition;
  end: number;
  from: number;
  x: number;
}) {
  const middle = (from + end) / 2;
  return (
    <g class={`client ${condition}`}>
      <path class="line" d={`M${x} ${from}V${end}`} />
      {condition === "broken" ? (
        <path class="line cut" d={`M${x - 5} ${middle - 5}l10 10m0 -10l-10 10`} />
      ) : (
        <path class="arrow" d={`M${x - ARROW} ${end - 2 * ARROW}h${2 * ARROW}l${-ARROW} ${2 * ARROW}z`} />
      )}
    </g>
  );
}

/**
 * The lines between brokers and ZooKeeper. Rows are joined by a line at the right.
 *
 * @param props - What is drawn, and where.
 * @returns The lines.
 */
export function ZookeeperLines({ brokers, format, layout, zookeepers }: LinesProps) {
  const { network, rows } = layout;
  if (zookeepers.length === 0) return null;
  const single = rows.brokers <= 1 && rows.zookeepers <= 1;
  const trunk = network.x + network.width - format.pad - layout.gutter / 2;
  // A broker that is broken, or is not ours, has no session that we know of.
  const joined = layout.brokers.filter(
    (_, index) => !["broken", "foreign"].includes(brokers[index]!.condition),
  );
  const isCut = (index: number) => zookeepers[index]!.condition === "broken";
  if (layout.columns === 1 && !single) {
    // One below the other, they are reached from the side.
    const side = ({ height, width, x, y }: Box) => `M${x + width} ${y + height / 2}H${trunk}`;
    const heights = [...joined, ...layout.zookeepers].map(({ height, y }) => y + height / 2);
    return (
      <ZookeeperPaths
        sound={[...joined, ...layout.zookeepers.filter((_, index) => !isCut(index))].map(side).join("")}
        cut={layout.zookeepers
          .filter((_, index) => isCut(index))
          .map(side)
          .join("")}
        trunk={`M${trunk} ${Math.min(...heights)}V${Math.max(...heights)}`}
      />
    );
  }
  const levelOfRow = single
    ? (layout.brokers[0]!.y + layout.brokers[0]!.height + layout.zookeepers[0]!.y) / 2
    : undefined;
  const above = joined.map((box) => ({
    box,
    level: levelOfRow ?? railOf(box, "below"),
    edge: box.y + box.height,
  }));
  const below = layout.zookeepers.map((box) => ({
    box,
    level: levelOfRow ?? railOf(box, "above"),
    edge: box.y,
  }));
  const stub = ({ box, edge, level }: (typeof below)[number]) => `M${centre(box)} ${edge}V${level}`;
  const stubs = [...above, ...below.filter((_, index) => !isCut(index))].map(stub);
  const cut = below.filter((_, index) => isCut(index)).map(stub);
  const levels = [...new Set([...above, ...below].map(({ level }) => level))];
  const rails = levels.map((level) => {
    const ends = [...above, ...below].filter((one) => one.level === level).map(({ box }) => centre(box));
    return `M${Math.min(...ends)} ${level}H${single ? Math.max(...ends) : trunk}`;
  });
  const down = single ? "" : `M${trunk} ${Math.min(...levels)}V${Math.max(...levels)}`;
  return <ZookeeperPaths sound={[...stubs, ...rails].join("")} cut={cut.join("")} trunk={down} />;
}

function ZookeeperPaths({ cut, sound, trunk }: { sound: string; cut: string; trunk: string }) {
  return (
    <g>
      <path class="line zookeeper" d={sound + trunk} />
      {cut !== "" && <path class="line zookeeper cut" d={cut} />}
    </g>
  );
}

function centre({ width, x }: Box): number {
  return x + width / 2;
}
